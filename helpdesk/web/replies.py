"""Answering a customer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk.answering import Answer, accept
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("replies", __name__)


@pages.post("/conversations/<number:conversation_id>/replies")
@requires(*MAY_ANSWER)
def answer(conversation_id: int) -> ResponseReturnValue:
    """Puts an answer into the outbox. A text that isn't taken stays in the composer, with the reason."""
    person, limit = the_person(), desk_of_request().config.desk.reply_limit
    given = _answer(conversation_id)

    def verb(connection: Connection) -> str:
        return f"reply-{accept(connection, given, acting=person, at=moment(), limit=limit)}"

    return carried_out(conversation_id, verb)


def _answer(conversation_id: int) -> Answer:
    try:
        key = UUID(request.form["submit_key"]).hex
        return Answer(conversation_id, request.form["body"], key, int(request.form["seen_version"]))
    except ValueError:
        abort(400)  # not a form of ours
