"""A person decides about an answer that was held."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from helpdesk.desk.releasing import let_go, send_anyway
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person

pages = Blueprint("releases", __name__)

VERBS = {"send": send_anyway, "discard": let_go}


@pages.post("/conversations/<number:conversation_id>/replies/<number:reply_id>/release")
@requires(*MAY_ANSWER)
def release(conversation_id: int, reply_id: int) -> ResponseReturnValue:
    """Sends it anyway or lets it go, as `do` says."""
    me, at, verb = the_person().id, moment(), VERBS.get(request.form.get("do", ""))
    if verb is None:
        abort(400)
    return carried_out(conversation_id, lambda connection: verb(connection, reply_id, acting=me, at=at))
