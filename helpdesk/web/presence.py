"""Who is at a conversation: a page says that it is open, and a person answers instead of another."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import claiming, drafting, following, together
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.context import desk_of_request
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("presence", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/presence")
@requires()
def here(conversation_id: int) -> ResponseReturnValue:
    """Notes that this person looks at the conversation, and whether they write."""
    writes = request.form.get("writes") == "yes"
    with desk_of_request().database.writing() as connection:
        together.here(connection, conversation_id, writes=writes, acting=the_person().id, at=moment())
        following.seen(connection, conversation_id, acting=the_person().id)
    return "", 204


@pages.post("/claim")
@requires(*MAY_ANSWER)
def take_over(conversation_id: int) -> ResponseReturnValue:
    """Answers instead of the colleague who was answering; the text of the composer is kept."""
    me, at, form = the_person().id, moment(), request.form

    def verb(connection: Connection) -> None:
        claiming.take_over(connection, conversation_id, acting=me, at=at)
        if form.get("body", "").strip():
            key = form.get("submit_key", "")
            drafting.keep(connection, conversation_id, form["body"], submit_key=key, revision=None, acting=me, at=at)

    return carried_out(conversation_id, verb)
