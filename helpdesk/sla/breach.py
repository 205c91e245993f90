"""A promise that was broken, told once: the mark on its clock and the event are one transaction.

A breach happens at the clock's due time, whenever it is seen. The watch tells those of running clocks. A clock that
ends or rests late before the watch came by is told of at that moment, or nobody would ever hear of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from helpdesk.records.clocks import IS_LIVE, IS_RUNNING, RESOLUTION, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention

UNTOLD = (
    select(Clock.id, Clock.conversation_id, Clock.kind, Clock.due_at, Conversation.staff_id, Mention.received_at)
    .join(Conversation, Conversation.id == Clock.conversation_id)
    .join(Mention, Mention.id == Clock.mention_id)
    .where(IS_LIVE, IS_RUNNING, Clock.breach_seen_at.is_(None))
)


def told(clock: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """What the event of a breach says of a clock."""
    return {
        "clock": clock.kind,
        "due": clock.due_at.isoformat(),
        "owner": clock.staff_id,
        "by_listener_lag": clock.due_at < clock.received_at,
    }


def tell_before_it_ends(
    connection: Connection, conversation_id: int, *, ends_at: datetime, now: datetime, answers_only: bool = True
) -> None:
    """Tells of the conversation's clocks that are about to end late and that the watch has not seen."""
    late = UNTOLD.where(Clock.conversation_id == conversation_id, Clock.due_at < ends_at)
    if answers_only:
        late = late.where(Clock.kind != RESOLUTION)
    for clock in connection.execute(late).all():
        untold = update(Clock).where(Clock.id == clock.id, IS_RUNNING, Clock.breach_seen_at.is_(None))
        if claim(connection, untold.values(breach_seen_at=now)):
            record(connection, "breached", now, conversation_id=clock.conversation_id, **told(clock))
