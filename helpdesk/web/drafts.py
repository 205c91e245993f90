"""Keeping an answer while it is written."""

from __future__ import annotations

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from helpdesk.desk import claiming, drafting
from helpdesk.desk.refused import CONFLICT
from helpdesk.language import gettext as _
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.fetch import is_fetch
from helpdesk.web.frame import moment
from helpdesk.web.listing import asked, conversation_address
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

pages = Blueprint("drafts", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/draft")
@requires(*MAY_ANSWER)
def keep(conversation_id: int) -> ResponseReturnValue:
    """Keeps `body`. A script gets the new revision and who else is answering; a form goes back to its page."""
    me, at = the_person().id, moment()
    text, submit_key = request.form.get("body"), request.form.get("submit_key", "")
    if text is None:
        abort(400)
    revision = form_number("revision") if is_fetch() else None
    holding = None if is_fetch() else request.form.get("holding") == "yes"  # the script tells of the words alone
    try:
        with desk_of_request().database.writing() as connection:
            kept = drafting.keep(
                connection,
                conversation_id,
                text,
                submit_key=submit_key,
                revision=revision,
                acting=me,
                at=at,
                holding=holding,
            )
            holder = claiming.holder(connection, conversation_id, at)
    except drafting.OtherWindow as other:
        answer = jsonify(error=other.sentence, body=other.kept.text, revision=other.kept.revision)
        return make_response(answer, CONFLICT)
    if is_fetch():
        return jsonify(revision=kept, answering=holder.name if holder and holder.staff_id != me else None)
    flash(_("Your draft is kept.") if kept else _("Your draft is gone."))
    return redirect(conversation_address(conversation_id, asked(the_person())), 303)
