"""Taking back what one has just done, one thing or many."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk.refused import Refused
from helpdesk.desk.undoing import CANNOT, parts, undo
from helpdesk.language import gettext as _
from helpdesk.records.conversations import ChangedMeanwhile
from helpdesk.records.staff import ROLES
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.listing import asked, conversation_address
from helpdesk.web.notices import tell
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

pages = Blueprint("undos", __name__)


@pages.post("/undo")
@requires(*ROLES)
def take_back() -> ResponseReturnValue:
    """Takes back what an event tells, one thing or many, each for itself: what has changed since stays as it is."""
    event = form_number("event")
    if not event:
        abort(400)
    with desk_of_request().database.reading() as connection:
        numbers = parts(connection, event)
    refusals, done = [], []
    for number in numbers:
        try:
            with desk_of_request().database.writing() as connection:
                done.append(undo(connection, number, acting=the_person().id, at=moment()))
        except Refused as refused:
            refusals.append(refused.sentence)
        except ChangedMeanwhile:
            refusals.append(_(CANNOT))
    told = _told(len(done) if len(numbers) == 1 else sum(number is not None for number in done), refusals)
    again = _("You are on duty again.") if len(numbers) > 1 and None in done else ""
    tell(f"{told} {again}".rstrip())
    wanted = asked(the_person())
    if len(numbers) == 1 and done and done[0] is not None:
        return redirect(conversation_address(done[0], wanted), 303)
    return redirect(url_for("inbox.page", **wanted.way), 303)  # type: ignore[arg-type]  # they are texts


def _told(done: int, refusals: list[str]) -> str:
    if not refusals:
        return _("Taken back.") if done == 1 else _("%(count)s taken back.", count=done)
    if not done and len(refusals) == 1:
        return refusals[0]
    return _(
        "%(count)s taken back, %(others)s not: something else has happened to them since.",
        count=done, others=len(refusals),
    )  # fmt: skip
