"""The customer has an answer: clocks end, the ledger says so, and we wait for the customer, or for ourselves again.

Both who finds an answer on the network (the outbox) and who takes a person's word for it (the desk) come through here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, or_, select

from helpdesk.policy.revisions import in_force
from helpdesk.records.conversations import CLOSED, OPEN, WAITING, Standing, change
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.records.replies import CLOSE, HOLD, Reply
from helpdesk.sla.clocks import cancel, hold, meet, start
from helpdesk.sla.promises import Promises
from helpdesk.sla.resting import pause
from helpdesk.sla.thanks import is_only_thanks

LOOKED_AGAIN: Final = timedelta(hours=1)  # a post that was missing so long has been looked for more than once
WITHOUT_NEED = "answered_without_need"  # the event of an answer that nobody waited for


def answered(
    connection: Connection, before: Standing, reply_id: int, *, answered_at: datetime, seen_at: datetime
) -> None:
    """Settles what an answer means. `answered_at` is the network's own time of it; `seen_at` when we know.

    A holding answer settles nothing: the customer waits on, and all clocks run on. They remember when it came.
    """
    reply = connection.execute(
        select(Reply.staff_id, Reply.mention_id, Mention.published_at, Mention.received_at, Reply.then, Reply.part)
        .join(Mention, Mention.id == Reply.mention_id)
        .where(Reply.id == reply_id)
    ).one()
    holds = reply.then == HOLD
    if holds:
        held = hold(connection, before.id, held_at=answered_at)
    clocks = [] if holds else meet(connection, before.id, answered_at=answered_at, seen_at=seen_at)
    record(
        connection, "reply_sent", seen_at, conversation_id=before.id, staff_id=reply.staff_id, reply=reply_id,
        mention=reply.mention_id, clocks=clocks, sent=stored(answered_at),
        published=stored(reply.published_at), received=stored(reply.received_at), **({"held": held} if holds else {}),
    )  # fmt: skip
    if holds:
        change(connection, before, last_activity_at=seen_at)
        return
    if not clocks and reply.part == 1:
        record(
            connection, WITHOUT_NEED, seen_at, conversation_id=before.id, staff_id=reply.staff_id, reply=reply_id,
            mention=reply.mention_id,
        )  # fmt: skip
    newer = _first_unanswered(connection, before.id, reply.mention_id, seen_at)
    if before.status == CLOSED and not (newer is None and reply.then == CLOSE):
        record(connection, "reopened", seen_at, conversation_id=before.id, staff_id=reply.staff_id, reply=reply_id)
    if newer is None:
        pause(connection, Promises(in_force(connection)), before.id, since=answered_at, at=seen_at)
        if reply.then == CLOSE:
            cancel(connection, before.id, at=seen_at, resolved=True)
            if before.status != CLOSED:
                record(connection, "closed", seen_at, conversation_id=before.id, staff_id=reply.staff_id, reason="done")
        change(
            connection,
            before,
            status=CLOSED if reply.then == CLOSE else WAITING,
            waiting_since=None,
            due_at=None,
            closed_at=seen_at if reply.then == CLOSE else None,
            last_activity_at=seen_at,
        )
        return
    due_at = start(connection, before.id, newer.id, started_at=newer.published_at, at=seen_at)
    change(
        connection,
        before,
        status=OPEN,
        waiting_since=newer.published_at,
        due_at=due_at,
        closed_at=None,
        last_activity_at=seen_at,
    )


def _first_unanswered(
    connection: Connection, conversation_id: int, answered: int, now: datetime
) -> Row[int, datetime, str] | None:
    """The oldest post that came after the answered one, is still there and isn't only thanks.

    One that is missing since a short while may be there again: its clock starts, and ends when a look is sure.
    """
    there = or_(Mention.deleted_at.is_(None), Mention.deleted_at > now - LOOKED_AGAIN)
    later = connection.execute(
        select(Mention.id, Mention.published_at, Mention.text)
        .where(Mention.conversation_id == conversation_id, Mention.id > answered, there)
        .order_by(Mention.id)
    )
    return next((post for post in later if not is_only_thanks(post.text)), None)
