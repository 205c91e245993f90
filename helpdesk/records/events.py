"""The ledger: one row for each thing that happened. Rows are added, never changed; the database refuses the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Index, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

BY_PEOPLE = text("staff_id IS NOT NULL")


class Event(Base):
    """One thing that happened, by whom, when. It refers by number only, so that it outlives what it speaks of."""

    __tablename__ = "events"
    __table_args__ = (
        # With the kind: SQLite, which knows no counts, would else go through all events of that kind by the next index.
        Index("ix_events_conversation", "conversation_id", "kind", "id"),
        Index("ix_events_kind", "kind", "at"),
        # Of what people did alone: a post that comes in and is sorted has no part in it.
        Index("ix_events_staff", "staff_id", "kind", "at", sqlite_where=BY_PEOPLE, postgresql_where=BY_PEOPLE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    conversation_id: Mapped[int | None]
    staff_id: Mapped[int | None]  # who did it; empty for the desk itself
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    connection: Connection,
    kind: str,
    at: datetime,
    *,
    conversation_id: int | None = None,
    staff_id: int | None = None,
    **data: object,
) -> int:
    """Adds one event, in the transaction of the change it speaks of; gives its number."""
    made = connection.execute(
        insert(Event).values(kind=kind, at=at, conversation_id=conversation_id, staff_id=staff_id, data=data)
    ).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row gives its key
    return int(made[0])


# The number of the newest event: it changes whenever anything does.
NEWEST = select(func.max(Event.id)).scalar_subquery()


def newest(connection: Connection) -> int:
    """The number of the newest event. 0 on an empty desk."""
    return connection.execute(select(NEWEST)).scalar() or 0
