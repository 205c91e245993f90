"""The kill switch: while a stop is in force nothing is posted as its account, or as any account.

Whoever claims a reply to post it asks here in the same transaction, so a stop holds from its own commit on, in every
process and after any restart. Ended stops stay, so the table tells who stopped what, when and why.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Index, SQLColumnExpression, exists, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.language import N_
from helpdesk.records.accounts import Account
from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.database import Base, claim
from helpdesk.records.events import record
from helpdesk.records.turns import take_turn

ALL = 0  # as the account of a stop: every account

PERSON = "person"
CREDIT = "credit"  # the network said that the account's plan or money is used up


class Stop(Base):
    """One stop: of which account, by whom, why, and until when. At most one is in force for each account."""

    __tablename__ = "stops"
    __table_args__ = (
        Index(
            "uq_stops_in_force",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]  # 0 for all
    cause: Mapped[str]
    reason: Mapped[str]  # a sentence
    staff_id: Mapped[int | None]  # empty: the desk itself, or the command line
    ordered_by: Mapped[str | None]  # who, when it was not a member of staff
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]


def may_post(account_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The condition that no stop is in force for the account of a row."""
    in_force = Stop.ended_at.is_(None) & or_(Stop.account_id == ALL, Stop.account_id == account_id)
    return ~exists().where(in_force)


def stop(
    connection: Connection, account_id: int, reason: str, at: datetime, *, cause: str = PERSON,
    staff_id: int | None = None, ordered_by: str | None = None,
) -> bool:  # fmt: skip
    """Stops an account, or `ALL`; false when that was stopped already."""
    values = {
        "account_id": account_id, "cause": cause, "reason": reason, "staff_id": staff_id, "ordered_by": ordered_by,
        "at": at,
    }  # fmt: skip
    take_turn(connection, "stops")
    if account_id in stopped_accounts(connection):
        return False
    made = connection.execute(insert(Stop).values(**values)).inserted_primary_key
    if cause == CREDIT and made is not None:
        raise_alarm(
            connection, "posting_stopped", f"stop {made[0]}", at, staff=managers(connection), urgent=True,
            **_words(connection, account_id, reason),
        )  # fmt: skip
    record(
        connection, "posting_stopped", at, staff_id=staff_id, account=account_id, cause=cause, reason=reason,
        ordered_by=ordered_by,
    )  # fmt: skip
    return True


def resume(
    connection: Connection, account_id: int, at: datetime, *, staff_id: int | None = None, ordered_by: str | None = None
) -> bool:
    """Ends the stop of an account, or the one of `ALL`; false when there is none."""
    in_force = update(Stop).where(Stop.account_id == account_id, Stop.ended_at.is_(None))
    if not claim(connection, in_force.values(ended_at=at, ended_by=staff_id)):
        return False
    record(connection, "posting_resumed", at, staff_id=staff_id, account=account_id, ordered_by=ordered_by)
    return True


def _words(connection: Connection, account_id: int, reason: str) -> dict[str, Any]:
    account = connection.execute(select(Account.handle).where(Account.id == account_id)).scalar()
    if account is None:
        return said(N_("The desk posts nothing any more: %(reason)s Resume it once settled."), reason=reason)
    words = N_("%(account)s posts nothing any more: %(reason)s Resume it once settled.")
    return said(words, account=account, reason=reason)


def stopped_accounts(connection: Connection) -> set[int]:
    """The accounts of all stops in force; `ALL` is one of them when everything is stopped."""
    return set(connection.execute(select(Stop.account_id).where(Stop.ended_at.is_(None))).scalars())
