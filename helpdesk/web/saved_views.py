"""Keeping a list under a name."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import saving_views
from helpdesk.desk.refused import Refused
from helpdesk.language import gettext as _
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.listing import asked
from helpdesk.web.notices import tell
from helpdesk.web.person import requires, the_person

pages = Blueprint("saved_views", __name__, url_prefix="/inbox/views")


@pages.post("")
@requires()
def save() -> ResponseReturnValue:
    """Keeps the list of this form as `name`."""
    wanted, name = asked(the_person()), request.form.get("name", "")
    try:
        with desk_of_request().database.writing() as connection:
            saving_views.save(connection, name, wanted.kept_query, acting=the_person().id, at=moment())
        tell(_("Kept. It stands beside the list."))
    except Refused as refused:
        tell(refused.sentence)
    return redirect(url_for("inbox.page", **wanted.way), 303)  # type: ignore[arg-type]  # they are texts


@pages.post("/<number:saved_id>/removal")
@requires()
def remove(saved_id: int) -> ResponseReturnValue:
    """Lets go of one."""
    with desk_of_request().database.writing() as connection:
        saving_views.remove(connection, saved_id, acting=the_person().id)
    return redirect(url_for("inbox.page", **asked(the_person()).way), 303)  # type: ignore[arg-type]  # they are texts
