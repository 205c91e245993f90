"""What staff work on: the thread between one author and one account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Index, text, update
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base, claim
from helpdesk.records.staff import Staff

OPEN = "open"  # the customer waits for us
WAITING = "waiting"  # we wait for the customer
SNOOZED = "snoozed"
CLOSED = "closed"

RESTING: dict[str, Any] = {"sqlite_where": text("due_at IS NULL"), "postgresql_where": text("due_at IS NULL")}
ASLEEP: dict[str, Any] = {
    "sqlite_where": text("status = 'snoozed'"), "postgresql_where": text("status = 'snoozed'")
}  # fmt: skip
GOING_ON: dict[str, Any] = {
    "sqlite_where": text("status <> 'closed'"), "postgresql_where": text("status <> 'closed'")
}  # fmt: skip


class Conversation(Base):
    """A thread with its state, its owner and when the next answer is due.

    `version` grows with every change, so that a page can tell that it is out of date. `due_at` repeats the due time
    of the running clock that ends first, for the order of the inbox; it is empty while nobody waits.

    Without foreign keys: see the note at Mention.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_staff", "staff_id", "status", "due_at", "id"),
        Index(
            "ix_conversations_queue",
            "team_id",
            "status",
            "staff_id",  # always empty: one more column that fits, so that it is preferred to the whole team's
            "due_at",
            "id",
            sqlite_where=text("staff_id IS NULL"),
            postgresql_where=text("staff_id IS NULL"),
        ),
        Index("ix_conversations_team", "team_id", "status", "due_at", "id"),
        Index("ix_conversations_status", "status", "due_at", "id"),
        # For the lists of those in which nobody waits; an open conversation costs nothing here.
        Index("ix_conversations_resting", "status", "last_activity_at", "id", **RESTING),
        Index("ix_conversations_resting_staff", "staff_id", "status", "last_activity_at", "id", **RESTING),
        Index("ix_conversations_snoozed", "snoozed_until", "id", **ASLEEP),
        Index("ix_conversations_author", "author_id", "id", **GOING_ON),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    author_id: Mapped[int]
    status: Mapped[str]
    topic: Mapped[str]  # the key of the topic in the policy
    priority: Mapped[str]
    team_id: Mapped[int]
    staff_id: Mapped[int | None]  # empty: it waits in the team's queue
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    last_mention_id: Mapped[int]
    last_activity_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]  # published: oldest unanswered post
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]  # counts only while it is snoozed


class ChangedMeanwhile(Exception):
    """Somebody changed the conversation since it was looked at."""


class Standing(NamedTuple):
    """What a change starts from: the conversation as it was read."""

    id: int
    version: int
    status: str
    staff_id: int | None


def change(connection: Connection, before: Standing, **values: Any) -> None:
    """Changes a conversation that is still as `before`, and keeps the count of what staff hold.

    Raises ChangedMeanwhile, with nothing written, when it isn't.
    """
    same = (Conversation.id == before.id) & (Conversation.version == before.version)
    if not claim(connection, update(Conversation).where(same).values(version=before.version + 1, **values)):
        raise ChangedMeanwhile
    held = before.staff_id if before.status == OPEN else None
    holds = values.get("staff_id", before.staff_id) if values.get("status", before.status) == OPEN else None
    if held != holds:
        for staff_id, step in sorted((who, by) for who, by in ((held, -1), (holds, 1)) if who is not None):
            connection.execute(update(Staff).where(Staff.id == staff_id).values(holding=Staff.holding + step))
