"""The words on a conversation: topic, priority, tags."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from helpdesk.desk import classing, tagging
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("labels", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/topic")
@requires(*MAY_ANSWER)
def set_topic(conversation_id: int) -> ResponseReturnValue:
    """Gives it another topic."""
    me, at, topic = the_person().id, moment(), request.form.get("topic", "")
    return carried_out(
        conversation_id, lambda connection: classing.set_topic(connection, conversation_id, topic, acting=me, at=at)
    )


@pages.post("/priority")
@requires(*MAY_ANSWER)
def set_priority(conversation_id: int) -> ResponseReturnValue:
    """Gives it another priority."""
    me, at, priority = the_person().id, moment(), request.form.get("priority", "")
    return carried_out(
        conversation_id,
        lambda connection: classing.set_priority(connection, conversation_id, priority, acting=me, at=at),
    )


@pages.post("/tags")
@requires(*MAY_ANSWER)
def tag(conversation_id: int) -> ResponseReturnValue:
    """Puts the tag `word` on it."""
    me, at, word = the_person().id, moment(), request.form.get("word", "")
    return carried_out(
        conversation_id, lambda connection: tagging.tag(connection, conversation_id, word, acting=me, at=at)
    )


@pages.post("/tags/removal")
@requires(*MAY_ANSWER)
def untag(conversation_id: int) -> ResponseReturnValue:
    """Takes the tag `word` off it."""
    me, at, word = the_person().id, moment(), request.form.get("word", "")
    return carried_out(
        conversation_id, lambda connection: tagging.untag(connection, conversation_id, word, acting=me, at=at)
    )
