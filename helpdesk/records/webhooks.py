"""Doors through which other programs bring mentions, and which deliveries came through them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, ForeignKey, Index, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

STANDARD, X = "standard", "x"  # signed as Standard Webhooks say; as X does
REMEMBERED = timedelta(days=7)  # far longer than a signature is good for: also a sender's late retries are known


class Webhook(Base):
    """One door. Its secret lies in the safe."""

    __tablename__ = "webhooks"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # the end of its address
    kind: Mapped[str]
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]  # the last delivery that was taken in


class Delivery(Base):
    """One delivery that was taken in; the same again is not."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_at", "at"),)

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"), primary_key=True)
    delivery_id: Mapped[str] = mapped_column(primary_key=True)  # the sender's own
    at: Mapped[datetime]


def secret_of(webhook_id: int) -> str:
    """The name in the safe of a webhook's secret."""
    return f"secret of webhook {webhook_id}"


def first_time(connection: Connection, webhook_id: int, delivery_id: str, at: datetime) -> bool:
    """Notes a delivery; false when it was noted before. Of two that come at once, the second waits for the first."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    noted = insert(Delivery).values(webhook_id=webhook_id, delivery_id=delivery_id, at=at).on_conflict_do_nothing()
    # By the row that comes back: psycopg does not count the rows of such an insert.
    if connection.execute(noted.returning(Delivery.webhook_id)).first() is None:
        return False
    connection.execute(delete(Delivery).where(Delivery.at < at - REMEMBERED))
    return True


def forget_webhook(connection: Connection, webhook_id: int) -> None:
    """Takes a door away, with what it remembers."""
    connection.execute(delete(Delivery).where(Delivery.webhook_id == webhook_id))
    connection.execute(delete(Webhook).where(Webhook.id == webhook_id))


def find(connection: Connection, name: str) -> tuple[int, str] | None:
    """Number and kind of the door with this name; None when there is none."""
    row = connection.execute(select(Webhook.id, Webhook.kind).where(Webhook.name == name)).one_or_none()
    return None if row is None else (row.id, row.kind)
