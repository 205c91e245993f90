"""What a backup can't know: whether an answer that waited when it was made has left since. Nothing leaves twice.

Each answer on its way counts as tried when it was accepted, so it is looked for on the network, and posted again by
nobody but a person: it may be there, or its author may have taken it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from helpdesk.records.events import record
from helpdesk.records.replies import CHAINED, QUEUED, SENDING, UNKNOWN, Attempt, Reply

WHY: Final = "A backup was restored; this answer may have left after it was made."
LOOKED_FOR: Final = 1  # as if looked for once: at its first look a reply may be posted once more where that is harmless


def doubt_what_waits(connection: Connection, now: datetime) -> int:
    """Makes every answer on its way unconfirmed, and the parts that follow one in doubt; gives how many answers."""
    waiting = connection.execute(
        select(Reply).where(Reply.state.in_((QUEUED, SENDING, CHAINED))).order_by(Reply.id).with_for_update()
    ).all()
    for reply in waiting:
        running = update(Attempt).where(Attempt.reply_id == reply.id, Attempt.ended_at.is_(None))
        connection.execute(running.values(ended_at=now, outcome="unknown", detail=WHY))
        connection.execute(
            insert(Attempt).values(
                reply_id=reply.id, account_id=reply.account_id, number=reply.tries + 1, started_at=reply.accepted_at,
                ended_at=now, outcome="unknown", detail=WHY,
            )
        )  # fmt: skip
        state = CHAINED if reply.state == CHAINED else UNKNOWN
        doubt = {"state": state, "in_doubt": True, "tries": reply.tries + 1, "looks": LOOKED_FOR, "reason": WHY}
        connection.execute(update(Reply).where(Reply.id == reply.id).values(**doubt, not_before=now))
        if state == UNKNOWN:
            record(
                connection, "reply_unknown", now, conversation_id=reply.conversation_id, reply=reply.id, reason=WHY
            )  # fmt: skip
    return sum(reply.state != CHAINED for reply in waiting)
