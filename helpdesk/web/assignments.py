"""Whose conversation it is: take it, give it to a colleague or a team, put it back."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from helpdesk.desk import owning
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

pages = Blueprint("assignments", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/taking")
@requires(*MAY_ANSWER)
def take(conversation_id: int) -> ResponseReturnValue:
    """Makes an ownerless conversation one's own."""
    me, at = the_person().id, moment()
    return carried_out(conversation_id, lambda connection: owning.take(connection, conversation_id, acting=me, at=at))


@pages.post("/assignment")
@requires(*MAY_ANSWER)
def assign(conversation_id: int) -> ResponseReturnValue:
    """Gives it to the member of staff `to`."""
    me, at, to = the_person().id, moment(), form_number("to")
    return carried_out(
        conversation_id, lambda connection: owning.assign(connection, conversation_id, to, acting=me, at=at)
    )


@pages.post("/return")
@requires(*MAY_ANSWER)
def put_back(conversation_id: int) -> ResponseReturnValue:
    """Puts it back into its team's queue."""
    me, at = the_person().id, moment()
    return carried_out(
        conversation_id, lambda connection: owning.put_back(connection, conversation_id, acting=me, at=at)
    )


@pages.post("/team")
@requires(*MAY_ANSWER)
def give_to_team(conversation_id: int) -> ResponseReturnValue:
    """Moves it to the queue of `team`."""
    me, at, team = the_person().id, moment(), form_number("team")
    return carried_out(
        conversation_id, lambda connection: owning.give_to_team(connection, conversation_id, team, acting=me, at=at)
    )
