"""Words to colleagues, and following what becomes of a conversation."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from helpdesk.desk import following, noting
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("notes", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/notes")
@requires(*MAY_ANSWER)
def note(conversation_id: int) -> ResponseReturnValue:
    """Adds a note. A refused one stays in its box."""
    me, at, text = the_person().id, moment(), request.form.get("note", "")
    return carried_out(
        conversation_id, lambda connection: noting.note(connection, conversation_id, text, acting=me, at=at)
    )


@pages.post("/following")
@requires()
def follow(conversation_id: int) -> ResponseReturnValue:
    """Follows it, or with `end` no more."""
    me, at = the_person().id, moment()
    verb = following.unfollow if "end" in request.form else following.follow
    return carried_out(conversation_id, lambda connection: verb(connection, conversation_id, acting=me, at=at))
