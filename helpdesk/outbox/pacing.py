"""Asks the records whether an account may post now, as its network's limits have it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from helpdesk.outbox.pace import PACES, POSTING, USUAL, Told, Window, free_at
from helpdesk.records.accounts import Account
from helpdesk.records.budgets import Budget
from helpdesk.records.replies import Attempt


def paced(connection: Connection, account_id: int, network: str, now: datetime) -> datetime | None:
    """Until when the account has to wait before its next post; None when it may post now."""
    windows = PACES.get(network, USUAL)
    full_since = [(window, _full_since(connection, account_id, window, now)) for window in windows]
    at = free_at(now, full_since, _told(connection, account_id, now))
    return at if at > now else None


def wait_until(connection: Connection, account_id: int, at: datetime) -> None:
    """Lets nothing be posted as this account before `at`; other accounts go on."""
    connection.execute(update(Account).where(Account.id == account_id).values(paced_until=at))


def _full_since(connection: Connection, account_id: int, window: Window, now: datetime) -> datetime | None:
    newest_first = (
        select(Attempt.started_at)
        .where(Attempt.account_id == account_id, Attempt.started_at > now - window.length)
        .order_by(Attempt.started_at.desc())
    )
    return connection.execute(newest_first.offset(window.posts - 1).limit(1)).scalar()


def _told(connection: Connection, account_id: int, now: datetime) -> list[Told]:
    budgets = connection.execute(
        select(Budget.name, Budget.remaining, Budget.resets_at, Budget.told_at).where(
            Budget.account_id == account_id, Budget.name.startswith(POSTING), Budget.resets_at > now
        )
    ).all()
    return [
        Told(each.name, each.remaining, each.resets_at, _tried_since(connection, account_id, each.told_at))
        for each in budgets
    ]


def _tried_since(connection: Connection, account_id: int, moment: datetime) -> int:
    tried = select(func.count()).where(Attempt.account_id == account_id, Attempt.started_at > moment)
    return connection.execute(tried).scalar_one()
