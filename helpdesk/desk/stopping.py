"""The kill switch in people's hands: who may stop posting and start it again, and what is stopped now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, SQLColumnExpression, select

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records import stops
from helpdesk.records.accounts import Account
from helpdesk.records.staff import ADMIN, MANAGER, Staff
from helpdesk.records.stops import ALL, Stop

MAY_STOP = (MANAGER, ADMIN)
LONGEST_REASON = 300  # characters
SHOWN = 50  # of the newest ended stops


@dataclass(frozen=True, slots=True)
class Stopped:
    """One stop. `account` is the handle, None for all; `who` gave the order, `ended_by` took it back."""

    account_id: int
    account: str | None
    network: str | None
    reason: str
    cause: str
    who: str
    at: datetime
    ended_at: datetime | None
    ended_by: str | None


def stop(
    connection: Connection, account_ids: Iterable[int], reason: str, *, acting: int | None, at: datetime,
    ordered_by: str | None = None,
) -> int:  # fmt: skip
    """Stops posting as these accounts (`ALL` for every one); gives how many were not stopped already.

    Raises Refused: 403 for who may not, 422 without a reason.
    """
    permitted(connection, acting, *MAY_STOP)
    words = " ".join(reason.split())
    if not 1 <= len(words) <= LONGEST_REASON:
        raise Refused(
            _("Say why, in at most %(longest_reason)s characters: everybody will ask.", longest_reason=LONGEST_REASON),
            status=UNPROCESSABLE,
        )
    return sum(
        stops.stop(connection, _known(connection, each), words, at, staff_id=acting, ordered_by=ordered_by)
        for each in account_ids
    )


def resume(
    connection: Connection, account_ids: Iterable[int], *, acting: int | None, at: datetime,
    ordered_by: str | None = None,
) -> int:  # fmt: skip
    """Lets these accounts post again; gives how many were stopped. Raises Refused (403) for who may not."""
    permitted(connection, acting, *MAY_STOP)
    return sum(stops.resume(connection, each, at, staff_id=acting, ordered_by=ordered_by) for each in account_ids)


def in_force(connection: Connection) -> tuple[Stopped, ...]:
    """What is stopped now, the one of everything first."""
    return _stops(connection, Stop.ended_at.is_(None), Stop.account_id)


def ended(connection: Connection) -> tuple[Stopped, ...]:
    """What was stopped before, the newest first."""
    return _stops(connection, Stop.ended_at.is_not(None), Stop.id.desc())


def _stops(connection: Connection, which: ColumnElement[bool], order: SQLColumnExpression[int]) -> tuple[Stopped, ...]:
    rows = connection.execute(
        select(Stop, Account.handle, Account.network)
        .outerjoin(Account, Account.id == Stop.account_id)
        .where(which)
        .order_by(order)
        .limit(SHOWN)
    ).all()
    numbers = {number for row in rows for number in (row.staff_id, row.ended_by) if number is not None}
    people = dict(connection.execute(select(Staff.id, Staff.name).where(Staff.id.in_(numbers))).all()) if rows else {}
    return tuple(
        Stopped(
            row.account_id, row.handle, row.network, row.reason, row.cause,
            people.get(row.staff_id or 0) or row.ordered_by or _("The desk itself"),
            row.at, row.ended_at, people.get(row.ended_by or 0) if row.ended_at else None,
        )
        for row in rows
    )  # fmt: skip


def _known(connection: Connection, account_id: int) -> int:
    if account_id != ALL and connection.execute(select(Account.id).where(Account.id == account_id)).scalar() is None:
        raise Refused(_("There is no such account."), status=UNPROCESSABLE)
    return account_id
