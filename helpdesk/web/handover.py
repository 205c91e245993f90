"""The page of somebody who goes off duty: what is theirs, and one button to hand it back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk.bulk import Done
from helpdesk.desk.handing_over import hand_over, theirs
from helpdesk.language import gettext as _
from helpdesk.language import ngettext
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.person import requires, the_person

pages = Blueprint("handover", __name__, url_prefix="/handover")


@pages.get("")
@requires(*MAY_ANSWER)
def page() -> ResponseReturnValue:
    """What is theirs, with due times."""
    with desk_of_request().database.reading() as connection:
        return render_template("handover/handover.html", theirs=theirs(connection, the_person().id, moment()))


@pages.post("")
@requires(*MAY_ANSWER)
def give_back() -> ResponseReturnValue:
    """Hands everything back and goes off duty."""
    with desk_of_request().database.writing() as connection:
        done = hand_over(connection, acting=the_person().id, at=moment())
    if done is None:
        tell(_("You are off duty. Nothing was yours."))
    else:
        tell(_words(done), done.event)
    return redirect(url_for("handover.page"), 303)


def _words(done: Done) -> str:
    told = ngettext(
        "You are off duty, and %(num)s conversation went back to the queue.",
        "You are off duty, and %(num)s conversations went back to the queue.", done.changed,
    )  # fmt: skip
    others = (_("%(count)s did not: %(why)s", count=count, why=why) for why, count in done.refusals.items())
    return " ".join([told, *others])
