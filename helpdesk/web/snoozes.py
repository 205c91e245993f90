"""Putting a conversation off until later."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import snoozing
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.snooze_times import wanted
from helpdesk.language import gettext as _
from helpdesk.records.staff import MAY_ANSWER
from helpdesk.web.conversation import carried_out
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person
from helpdesk.web.zone import zone_of_reader

pages = Blueprint("snoozes", __name__, url_prefix="/conversations/<number:conversation_id>")


@pages.post("/snooze")
@requires(*MAY_ANSWER)
def snooze(conversation_id: int) -> ResponseReturnValue:
    """Puts it off for a choice of the menu (`until`), or until a time of one's own clock (`at`)."""
    me, now, form = the_person().id, moment(), request.form
    until = wanted(form.get("until", ""), form.get("at", ""), now, zone_of_reader())

    def verb(connection: Connection) -> int | None:
        if until is None:
            raise Refused(_("Say until when: choose one, or give a day and a time."), status=UNPROCESSABLE)
        return snoozing.snooze(connection, conversation_id, until, acting=me, at=now)

    return carried_out(conversation_id, verb)
