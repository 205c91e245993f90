"""Closing a conversation, and opening it again."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from helpdesk.desk import closing
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("closures", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/closure")
@requires(*MAY_ANSWER)
def close(conversation_id: int) -> ResponseReturnValue:
    """Closes it for the `reason` given."""
    me, at, reason = the_person().id, moment(), request.form.get("reason", "")
    return carried_out(
        conversation_id, lambda connection: closing.close(connection, conversation_id, reason, acting=me, at=at)
    )


@pages.post("/reopening")
@requires(*MAY_ANSWER)
def reopen(conversation_id: int) -> ResponseReturnValue:
    """Opens it again."""
    me, at = the_person().id, moment()
    return carried_out(
        conversation_id, lambda connection: closing.reopen(connection, conversation_id, acting=me, at=at)
    )
