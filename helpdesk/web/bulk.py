"""One thing done to all marked rows of the inbox."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from helpdesk.desk import classing, closing, owning, snoozing, tagging
from helpdesk.desk.bulk import Done, to_each
from helpdesk.desk.refused import Refused
from helpdesk.desk.snooze_times import wanted
from helpdesk.language import gettext as _
from helpdesk.language import in_digits, ngettext
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.listing import asked
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person
from helpdesk.web.zone import zone_of_reader

pages = Blueprint("bulk", __name__)
Verb = Callable[[Connection, int], int | None]


@pages.post("/inbox/bulk")
@requires(*MAY_ANSWER)
def do() -> ResponseReturnValue:
    """Does what the pressed button says (`do`: a verb and its value) to the conversations marked with `number`."""
    numbers = [number for each in request.form.getlist("number") if (number := number_of(each)) is not None]
    me, at, verb = the_person().id, moment(), _verb(*request.form.get("do", "").split(" ", 1))
    try:
        with desk_of_request().database.writing() as connection:
            done = to_each(connection, numbers, verb, acting=me, at=at)
        tell(_told(done), done.event)
    except Refused as refused:
        tell(refused.sentence)
    return redirect(url_for("inbox.page", **asked(the_person()).way), 303)  # type: ignore[arg-type]  # they are texts


def _verb(name: str, value: str = "") -> Verb:
    me, at = the_person().id, moment()
    until = wanted(value, "", at, zone_of_reader()) if name == "snooze" else None
    match name:
        case "take":
            return lambda connection, number: owning.take(connection, number, acting=me, at=at)
        case "put_back":
            return lambda connection, number: owning.put_back(connection, number, acting=me, at=at)
        case "close":
            return lambda connection, number: closing.close(connection, number, value, acting=me, at=at)
        case "priority":
            return lambda connection, number: classing.set_priority(connection, number, value, acting=me, at=at)
        case "tag":
            word = request.form.get("word", "")
            return lambda connection, number: tagging.tag(connection, number, word, acting=me, at=at)
        case "snooze" if until is not None:
            return lambda connection, number: snoozing.snooze(connection, number, until, acting=me, at=at)
    raise BadRequest


def _told(done: Done) -> str:
    told = _("Nothing was changed.")
    if done.changed:
        told = ngettext("Done to %(num)s conversation.", "Done to %(num)s conversations.", done.changed)
    return " ".join([told, *(not_done(count, sentence) for sentence, count in done.refusals.items())])


def not_done(count: int, why: str) -> str:
    """How many were left as they are, and why."""
    return _("%(count)s not: %(why)s", count=in_digits(count), why=why)
