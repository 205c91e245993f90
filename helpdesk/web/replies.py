"""Answering a customer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import posted_text
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.asking_privately import ask_privately
from helpdesk.desk.standing import refuse_unknown
from helpdesk.desk.withdrawing import withdraw
from helpdesk.records.replies import WAIT
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.conversation import carried_out, previewed
from helpdesk.web.fetch import is_fetch
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("replies", __name__)


@pages.post("/conversations/<number:conversation_id>/replies")
@requires(*MAY_ANSWER)
def answer(conversation_id: int) -> ResponseReturnValue:
    """Puts an answer into the outbox. A text that isn't taken stays in the composer, with the reason."""
    person, desk = the_person(), desk_of_request().config.desk
    given, undo = _answer(conversation_id), timedelta(seconds=desk.undo_seconds)

    def verb(connection: Connection) -> str:
        reply = accept(connection, given, acting=person, at=moment(), limit=desk.reply_limit, undo=undo)
        return f"reply-{reply}"

    return carried_out(conversation_id, verb)


@pages.post("/conversations/<number:conversation_id>/replies/<number:reply_id>/withdrawal")
@requires(*MAY_ANSWER)
def take_back(conversation_id: int, reply_id: int) -> ResponseReturnValue:
    """Takes an answer back before it leaves; its words are in the composer again."""
    me, at = the_person().id, moment()

    def verb(connection: Connection) -> None:
        withdraw(connection, reply_id, acting=me, at=at)

    return carried_out(conversation_id, verb)


@pages.post("/conversations/<number:conversation_id>/preview")
@requires(*MAY_ANSWER)
def preview(conversation_id: int) -> ResponseReturnValue:
    """How the customer will see the answer: a script gets the fragment, a form its page again."""
    desk, person, body = desk_of_request(), the_person(), request.form.get("body", "")
    with desk.database.reading() as connection:
        refuse_unknown(connection, conversation_id)
        seen = posted_text.preview(
            connection, conversation_id, body, initials=person.initials, limit=desk.config.desk.reply_limit
        )
    if is_fetch():
        return render_template("conversation/preview.html", preview=seen)
    return previewed(conversation_id, seen)


@pages.post("/conversations/<number:conversation_id>/replies/private")
@requires(*MAY_ANSWER)
def ask_for_private(conversation_id: int) -> ResponseReturnValue:
    """Puts a request for a private message into the composer, behind what stands there."""
    me, at, form = the_person().id, moment(), request.form

    def verb(connection: Connection) -> str:
        ask_privately(
            connection, conversation_id, form.get("body", ""), submit_key=form.get("submit_key", ""), acting=me, at=at,
            holding=form.get("holding") == "yes",
        )  # fmt: skip
        return "answer"

    return carried_out(conversation_id, verb)


def _answer(conversation_id: int) -> Answer:
    try:
        key = UUID(request.form["submit_key"]).hex
        form = request.form
        knowingly, then = form.get("knowingly") == "yes", form.get("then", WAIT)
        in_parts, holding = form.get("in_parts") == "yes", form.get("holding") == "yes"
        seen = int(form["seen_version"])
        return Answer(conversation_id, form["body"], key, seen, knowingly, then, in_parts, holding)
    except ValueError:
        abort(400)  # not a form of ours
