"""The running promises: one row for each clock on a conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

FIRST_RESPONSE = "first_response"
NEXT_RESPONSE = "next_response"
RESOLUTION = "resolution"
KINDS = (FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION)

RUNNING = "running"
MET = "met"  # answered; in time when ended_at <= due_at
CANCELLED = "cancelled"  # closed without need of an answer


class Clock(Base):
    """A promise with its due time. A breach happens at `due_at`; `breach_seen_at` is when the watch saw it.

    Without foreign keys: see the note at Mention.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        Index(
            "uq_clocks_running",
            "conversation_id",
            "kind",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index(
            "ix_clocks_due",
            "due_at",
            sqlite_where=text("state = 'running' AND breach_seen_at IS NULL"),
            postgresql_where=text("state = 'running' AND breach_seen_at IS NULL"),
        ),
        Index(
            "ix_clocks_first_response",
            "started_at",
            sqlite_where=text("kind = 'first_response'"),
            postgresql_where=text("kind = 'first_response'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int]
    mention_id: Mapped[int]  # the post that started it
    kind: Mapped[str]
    state: Mapped[str]
    target_minutes: Mapped[int]
    policy_revision: Mapped[int]
    started_at: Mapped[datetime]  # when the post was published
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    breach_seen_at: Mapped[datetime | None]
