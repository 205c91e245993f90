"""The watch: finds the clocks that ran out and says so, once each.

A breach happens at the clock's due time, whenever it is seen; the row and its event are one transaction, so a crash
tells it again or not at all, and never twice.
"""

from __future__ import annotations

from sqlalchemy import select, update

from helpdesk.clock import Clock as TimeOfDay
from helpdesk.records.clocks import RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database, claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention

BATCH = 500


def watch(database: Database, clock: TimeOfDay) -> bool:
    """Tells the next breaches; true when there may be more."""
    now = clock.now()
    overdue = (
        select(Clock.id, Clock.conversation_id, Clock.kind, Clock.due_at, Conversation.staff_id, Mention.received_at)
        .join(Conversation, Conversation.id == Clock.conversation_id)
        .join(Mention, Mention.id == Clock.mention_id)
        .where(Clock.state == RUNNING, Clock.breach_seen_at.is_(None), Clock.due_at < now)
        .order_by(Clock.due_at)
        .limit(BATCH)
    )
    with database.reading() as connection:
        if connection.execute(overdue.limit(1)).first() is None:
            return False
    with database.writing() as connection:
        found = connection.execute(overdue).all()
        for row in found:
            untold = update(Clock).where(Clock.id == row.id, Clock.state == RUNNING, Clock.breach_seen_at.is_(None))
            if claim(connection, untold.values(breach_seen_at=now)):
                record(
                    connection,
                    "breached",
                    now,
                    conversation_id=row.conversation_id,
                    clock=row.kind,
                    due=row.due_at.isoformat(),
                    owner=row.staff_id,
                    by_listener_lag=row.due_at < row.received_at,
                )
    return len(found) == BATCH
