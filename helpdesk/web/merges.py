"""Merging a conversation into another one of the same customer."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from helpdesk.desk.merging import merge
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

pages = Blueprint("merges", __name__)


@pages.post("/conversations/<number:conversation_id>/merge")
@requires(*MAY_ANSWER)
def into(conversation_id: int) -> ResponseReturnValue:
    """Merges it into the one whose number the form brings, and goes there: the customer is answered there."""
    me, at, other = the_person().id, moment(), form_number("into")
    return carried_out(
        conversation_id, lambda connection: merge(connection, conversation_id, other, acting=me, at=at), to=other
    )
