"""A person who looked says whether an unconfirmed answer is on the network."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from helpdesk.desk import settling
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("settlements", __name__)


@pages.post("/conversations/<number:conversation_id>/replies/<number:reply_id>/settlement")
@requires(*MAY_ANSWER)
def settle(conversation_id: int, reply_id: int) -> ResponseReturnValue:
    """Takes their word: `there` is yes or no."""
    me, at, word = the_person().id, moment(), request.form.get("there")
    if word not in ("yes", "no"):
        abort(400)
    return carried_out(
        conversation_id,
        lambda connection: settling.settle(connection, reply_id, there=word == "yes", acting=me, at=at),
    )
