"""Stretches of time of which a network no longer shows what was posted: lost to us, and said so."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, ForeignKey, Index, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.accounts import Account
from helpdesk.records.database import Base
from helpdesk.records.events import record


class Gap(Base):
    """Posts between `since` (empty: nobody knows from when) and `until` may be missing for this account."""

    __tablename__ = "gaps"
    __table_args__ = (Index("ix_gaps_account", "account_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    since: Mapped[datetime | None]
    until: Mapped[datetime]
    reason: Mapped[str]
    declared_at: Mapped[datetime]


def declare(
    connection: Connection, account_id: int, since: datetime | None, until: datetime, reason: str, now: datetime
) -> None:
    """Writes a gap down, with an event; once, however often the network tells of it."""
    known = select(Gap.id).where(
        Gap.account_id == account_id, Gap.until == until, Gap.since.is_not_distinct_from(since)
    )
    if connection.execute(known).first() is not None:
        return
    values = {"since": since, "until": until, "reason": reason}
    connection.execute(insert(Gap).values(account_id=account_id, declared_at=now, **values))
    record(
        connection, "gap_declared", now, account=account_id, since=since.isoformat() if since else None,
        until=until.isoformat(), reason=reason,
    )  # fmt: skip


class Declared(NamedTuple):
    """A gap as people read of it."""

    account_id: int
    handle: str
    network: str
    since: datetime | None
    until: datetime
    reason: str


def gaps_between(connection: Connection, start: datetime | None = None, end: datetime | None = None) -> list[Declared]:
    """The gaps that touch a stretch of time, the newest first: figures over it may miss posts."""
    query = select(Gap.account_id, Account.handle, Account.network, Gap.since, Gap.until, Gap.reason).join(
        Account, Account.id == Gap.account_id
    )
    if start is not None:
        query = query.where(Gap.until > start)
    if end is not None:
        query = query.where(or_(Gap.since.is_(None), Gap.since < end))
    return [Declared(*row) for row in connection.execute(query.order_by(Gap.until.desc()).limit(100))]
