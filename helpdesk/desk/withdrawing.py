"""Taking an answer back in the seconds before it leaves. Its words become the draft again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.desk import drafting
from helpdesk.desk.refused import FORBIDDEN, Refused
from helpdesk.desk.standing import NOT_FOUND, standing
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.conversations import change
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.parts import end_following
from helpdesk.records.replies import HOLD, PENDING, QUEUED, WITHDRAWN, Reply


def withdraw(connection: Connection, reply_id: int, *, acting: int, at: datetime) -> int:
    """Withdraws one's own answer, as long as nothing of it has left; gives the conversation.

    Raises Refused when it was sent or is being sent: then only the network can take it back.
    """
    found = connection.execute(
        select(Reply.conversation_id, Reply.staff_id, Reply.body, Reply.text, Reply.then).where(Reply.id == reply_id)
    ).one_or_none()
    if found is None:
        raise Refused(_("There is no such answer."), status=NOT_FOUND)
    before = standing(connection, found.conversation_id, acting=acting)
    if found.staff_id != acting:
        raise Refused(_("Only who wrote an answer can take it back."), status=FORBIDDEN)
    untouched = update(Reply).where(Reply.id == reply_id, Reply.state.in_((QUEUED, PENDING)), Reply.tries == 0)
    if not claim(connection, untouched.values(state=WITHDRAWN, reason=N_("Taken back before it was sent."))):
        raise Refused(_("Too late to take it back: the answer has left."))
    end_following(connection, reply_id, WITHDRAWN, "reply_withdrawn", at)
    change(connection, before)
    record(connection, "reply_withdrawn", at, conversation_id=before.id, staff_id=acting, reply=reply_id)
    kept = drafting.draft(connection, before.id, acting)
    if not kept.text:
        key = f"withdrawn-{reply_id}"
        drafting.keep(
            connection,
            before.id,
            found.body or found.text,
            submit_key=key,
            revision=None,
            acting=acting,
            at=at,
            holding=found.then == HOLD,
        )
    return before.id
