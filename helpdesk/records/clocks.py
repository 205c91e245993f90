"""The running promises: one row for each clock on a conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

FIRST_RESPONSE = "first_response"
NEXT_RESPONSE = "next_response"
RESOLUTION = "resolution"
KINDS = (FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION)

RUNNING = "running"
PAUSED = "paused"  # we wait for the customer, and the end that was promised rests
MET = "met"  # answered, or at its end; in time when ended_at <= due_at
CANCELLED = "cancelled"  # closed without need of an answer

# Written out, not as parameters: SQLite uses a partial index only for a condition that it can read, word for word.
# Those of one conversation are found by IS_LIVE, whatever else is asked of them.
IS_RUNNING = text("clocks.state = 'running'")
IS_PAUSED = text("clocks.state = 'paused'")
IS_LIVE = text("clocks.state IN ('running', 'paused')")
IS_OVER = text("clocks.state IN ('met', 'cancelled')")


class Clock(Base):
    """A promise with its due time. A breach happens at `due_at`; `breach_seen_at` is when the watch saw it.

    `step` is the alarm that comes next (`sla.steps`), at `alarm_at`; empty when none is left. While a clock is paused,
    `left` is the open time that remains (microseconds), and `due_at` is what it was.

    Without foreign keys: see the note at Mention.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        Index(
            "uq_clocks_live",
            "conversation_id",
            "kind",
            unique=True,
            sqlite_where=text("state IN ('running', 'paused')"),
            postgresql_where=text("state IN ('running', 'paused')"),
        ),
        Index(
            "ix_clocks_over",
            "conversation_id",
            sqlite_where=text("state IN ('met', 'cancelled')"),
            postgresql_where=text("state IN ('met', 'cancelled')"),
        ),
        Index(
            "ix_clocks_alarm",
            "alarm_at",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        # Written out in the same words where they are asked for: reports/waits.py.
        Index(
            "ix_clocks_going_on",
            "kind",
            "started_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int]
    mention_id: Mapped[int]  # the post that started it
    kind: Mapped[str]
    state: Mapped[str]
    target_minutes: Mapped[int]
    policy_revision: Mapped[int]  # that made its target
    started_at: Mapped[datetime]  # when the post was published
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    breach_seen_at: Mapped[datetime | None]
    calendar: Mapped[str | None]  # the key of the hours it is counted in; empty: every minute counts
    calendar_revision: Mapped[int]  # the revision whose calendar that is
    step: Mapped[int]
    alarm_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    left: Mapped[int | None]
    held_at: Mapped[datetime | None]  # when a holding answer first reached the customer while it ran


def earliest_due(connection: Connection, conversation_id: int) -> datetime | None:
    """When the conversation is due: the due time of the running clock that ends first; None while none runs."""
    running = select(func.min(Clock.due_at)).where(Clock.conversation_id == conversation_id, IS_LIVE, IS_RUNNING)
    found: datetime | None = connection.execute(running).scalar()
    return found
