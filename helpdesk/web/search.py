"""Finding conversations."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from helpdesk.desk.inbox import these
from helpdesk.desk.refused import Refused
from helpdesk.desk.search_query import FILTERS, read
from helpdesk.desk.searching import Found, search
from helpdesk.desk.together import together
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.listing import asked, listing
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person
from helpdesk.web.zone import zone_of_reader

pages = Blueprint("search", __name__)


@pages.get("/search")
@requires()
def page() -> ResponseReturnValue:
    """What matches `q`; `before` is where the page before ended."""
    line, before = request.args.get("q", "").replace("\0", " ").strip(), number_of(request.args.get("before"))
    desk, person, now = desk_of_request(), the_person(), moment()
    found, refusal = Found([], None), None
    with desk.database.reading() as connection:
        if line:
            try:
                found = search(connection, read(line), me=person.id, now=now, zone=zone_of_reader(), before=before)
            except Refused as refused:
                refusal = refused.sentence
        shown = listing(connection, person, asked(person), now, beside=True)
        rows = these(connection, found.conversations)
        here = together(connection, found.conversations, person.id, now)
    shown = replace(shown, rows=rows, together=here, next=None)
    return render_template(
        "search/search.html", listing=shown, line=line, refusal=refusal, older=found.older, filters=FILTERS
    )
