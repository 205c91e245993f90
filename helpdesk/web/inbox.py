"""The inbox: the views with their counts, and the list of conversations, the next due first."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from helpdesk.web.banner import banner, banner_of_all
from helpdesk.web.context import reading
from helpdesk.web.frame import moment
from helpdesk.web.listing import STATUS_TITLES, TITLES, asked, listing, narrowing
from helpdesk.web.mark import happened, mark, mark_again, news, not_modified, nothing_since
from helpdesk.web.narrowing import PRIORITY_WORDS
from helpdesk.web.person import requires, the_person
from helpdesk.web.polled import may_be_repeated
from helpdesk.web.remembered import read_before, remember, remembered

pages = Blueprint("inbox", __name__)


@pages.app_context_processor
def titles() -> dict[str, object]:
    """The names of views and statuses, for every page that shows a list."""
    return {"view_titles": TITLES, "status_titles": STATUS_TITLES, "PRIORITY_WORDS": PRIORITY_WORDS}


@pages.get("/")
@requires()
def home() -> ResponseReturnValue:
    """Where people start: the inbox."""
    return redirect(url_for("inbox.page"))


@pages.get("/inbox")
@requires()
def page() -> ResponseReturnValue:
    """One list of conversations."""
    person = the_person()
    wanted = asked(person)
    with reading() as connection:
        since = happened(moment(), person, wanted)
        shown = listing(connection, person, wanted, moment())
    made = mark(since, moment(), person, shown.views, shown.listed, banner().of_all)
    return render_template("inbox/inbox.html", listing=shown, mark=made)


@pages.get("/inbox/narrow")
@requires()
def narrow() -> ResponseReturnValue:
    """The filters a list can have, to choose from."""
    with reading() as connection:
        choices = narrowing(connection)
    return render_template("inbox/narrowing.html", asked=asked(the_person()), choices=choices)


@pages.get("/inbox/rows")
@requires()
def rows() -> ResponseReturnValue:
    """The parts of the inbox that change, for the page to refresh itself; 304 when nothing did."""
    person = the_person()
    wanted = asked(person)
    may_be_repeated(wanted)
    since = happened(moment(), person, wanted)
    if nothing_since(since):
        return not_modified()
    same = remembered(person, wanted)
    if same is not None:
        return news(mark_again(since, same.views), "inbox/parts.html", same)
    shown = read_before(person, wanted)
    if shown is None:
        with reading() as connection:
            shown = listing(connection, person, wanted, moment(), refreshes=True)
    made = mark(since, moment(), person, shown.views, shown.listed, banner_of_all())
    remember(person, shown, made.rest)
    return news(made, "inbox/parts.html", shown)
