"""A colleague decides about an answer that waits for approval, and a manager about whose answers do."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import approving
from helpdesk.desk.approving import Approval, approve, give_back
from helpdesk.desk.supervising import asked_for, supervise
from helpdesk.language import gettext as _
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.conversation import Composer, carried_out, page_with
from helpdesk.web.fetch import is_fetch
from helpdesk.web.frame import moment
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

pages = Blueprint("approvals", __name__)


@pages.post("/conversations/<number:conversation_id>/replies/<number:reply_id>/approval")
@requires(*MAY_ANSWER)
def decide(conversation_id: int, reply_id: int) -> ResponseReturnValue:
    """Approves the answer in the words of the form; until it leaves that can be taken back."""
    me, at, desk = the_person().id, moment(), desk_of_request().config.desk
    undo = timedelta(seconds=desk.undo_seconds)
    approval = Approval(reply_id, request.form.get("words", ""), form_number("seen_version"))

    def verb(connection: Connection) -> int:
        return approve(connection, approval, acting=me, at=at, limit=desk.reply_limit, undo=undo)

    return carried_out(conversation_id, verb)


@pages.post("/conversations/<number:conversation_id>/replies/<number:reply_id>/preview")
@requires(*MAY_ANSWER)
def preview(conversation_id: int, reply_id: int) -> ResponseReturnValue:
    """How the customer will see the answer in the words of the form: a fragment for a script, else the page again."""
    words, desk = request.form.get("words", ""), desk_of_request()
    with desk.database.reading() as connection:
        seen = approving.preview(
            connection, reply_id, words, acting=the_person().id, limit=desk.config.desk.reply_limit
        )
    if is_fetch():
        return render_template("conversation/preview.html", preview=seen)
    return page_with(conversation_id, Composer("", words=words, why=request.form.get("why", ""), preview=seen))


@pages.post("/conversations/<number:conversation_id>/replies/<number:reply_id>/return")
@requires(*MAY_ANSWER)
def send_back(conversation_id: int, reply_id: int) -> ResponseReturnValue:
    """Gives it back to who wrote it, with a note."""
    me, at, note = the_person().id, moment(), request.form.get("why", "")
    return carried_out(
        conversation_id, lambda connection: give_back(connection, reply_id, note, acting=me, at=at)
    )  # fmt: skip


@pages.post("/reports/people/<number:number>/approval")
@requires(MANAGER, ADMIN)
def change(number: int) -> ResponseReturnValue:
    """Says how many of somebody's next answers need approval."""
    with desk_of_request().database.writing() as connection:
        answers = asked_for(request.form.get("answers", ""))
        supervise(connection, number, answers, moment(), acting=the_person().id)
    flash(_("Saved."))
    return redirect(url_for("reports_people.page", number=number), 303)
