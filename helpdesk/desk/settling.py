"""A person settles an answer of which nobody knew whether it is on the network, or lets go of one that isn't."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from helpdesk.desk.refused import Refused
from helpdesk.desk.standing import NOT_FOUND, standing
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.conversations import change
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.parts import end_following, release_next
from helpdesk.records.replies import FAILED, SENT, UNKNOWN, Attempt, Reply
from helpdesk.sla.answered import answered


def settle(connection: Connection, reply_id: int, *, there: bool, acting: int, at: datetime) -> None:
    """Takes a person's word for it: the answer is on the network, or it isn't and may be written again.

    Raises Refused when the answer is not in doubt (any more).
    """
    reply = connection.execute(
        select(Reply.conversation_id, Reply.parent_remote_id, func.max(Attempt.started_at).label("tried_at"))
        .join(Attempt, Attempt.reply_id == Reply.id)
        .where(Reply.id == reply_id)
        .group_by(Reply.conversation_id, Reply.parent_remote_id)
    ).one_or_none()
    if reply is None:
        raise Refused(_("There is no such answer."), status=NOT_FOUND)
    before = standing(connection, reply.conversation_id, acting=acting)
    doubtful = update(Reply).where(Reply.id == reply_id, Reply.state == UNKNOWN)
    answer = {"state": SENT, "reason": None, "sent_at": reply.tried_at} if there else {
        "state": FAILED, "reason": N_("Somebody looked: it is not on the network.")
    }  # fmt: skip
    if not claim(connection, doubtful.values(**answer)):
        raise Refused(_("This answer is not in doubt any more."))
    record(connection, "reply_settled", at, conversation_id=before.id, staff_id=acting, reply=reply_id, there=there)
    if there:
        answered(connection, before, reply_id, answered_at=reply.tried_at, seen_at=at)
        # Nobody knows the number of our post there, so a part after it stands under the customer's.
        release_next(connection, reply_id, reply.parent_remote_id, at)
    else:
        end_following(connection, reply_id, FAILED, "reply_failed", at)
        change(connection, before)
