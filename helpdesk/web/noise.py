"""What the sieve set aside."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import noise
from helpdesk.language import gettext as _
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person

pages = Blueprint("noise", __name__, url_prefix="/noise")


@pages.get("")
@requires()
def page() -> ResponseReturnValue:
    """The newest first; `before` is where the page before ended."""
    with desk_of_request().database.reading() as connection:
        found = noise.noise(connection, before=number_of(request.args.get("before")))
    return render_template("noise/noise.html", posts=found, more=len(found) == noise.PAGE)


@pages.post("/<number:mention_id>/queue")
@requires(*MAY_ANSWER)
def to_queue(mention_id: int) -> ResponseReturnValue:
    """Puts one into the queue."""
    with desk_of_request().database.writing() as connection:
        event = noise.to_queue(connection, mention_id, acting=the_person().id, at=moment())
    tell(_("It is in the queue now, and comes to somebody in a moment."), event)
    return redirect(url_for("noise.page"), 303)
