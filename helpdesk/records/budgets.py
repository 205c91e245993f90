"""What networks let us do and what it costs: each budget as last told, and the money of each day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base
from helpdesk.records.upsert import upsert


class Told(Protocol):
    """One budget in a network's own words."""

    @property
    def name(self) -> str: ...
    @property
    def limit(self) -> int: ...
    @property
    def remaining(self) -> int: ...
    @property
    def resets_at(self) -> datetime | None: ...


class Budget(Base):
    """How much of a budget of one account is left, as its network last told."""

    __tablename__ = "budgets"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    most: Mapped[int]
    remaining: Mapped[int]
    resets_at: Mapped[datetime | None]
    told_at: Mapped[datetime]


class Spending(Base):
    """What an account's requests cost on one day (in UTC, as networks bill), in millionths of a US dollar."""

    __tablename__ = "spendings"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)  # 2026-03-02
    polls: Mapped[int] = mapped_column(default=0)
    reading: Mapped[int] = mapped_column(default=0)
    posting: Mapped[int] = mapped_column(default=0)


def note_budgets(connection: Connection, account_id: int, told: Iterable[Told], now: datetime) -> None:
    """Keeps what the network said of its budgets. Poller and sender may both do so at once: each in the same order."""
    for budget in sorted(told, key=lambda each: each.name):
        values = {
            "account_id": account_id, "name": budget.name, "most": budget.limit, "remaining": budget.remaining,
            "resets_at": budget.resets_at, "told_at": now,
        }  # fmt: skip
        upsert(connection, Budget, values)


def note_spending(
    connection: Connection, account_id: int, now: datetime, *, reading: int = 0, posting: int = 0, polls: int = 0
) -> None:
    """Adds to what this day cost so far."""
    if not (reading or posting or polls):
        return
    more = {"polls": polls, "reading": reading, "posting": posting}
    upsert(connection, Spending, {"account_id": account_id, "day": f"{now:%Y-%m-%d}"} | more, add=tuple(more))
