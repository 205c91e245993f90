"""How are we doing right now: who waits, what falls due, who is there, and how today compares with the promise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from helpdesk.records.moment import MICROSECOND, read_back, stored
from helpdesk.records.staff import MAY_ANSWER, Staff
from helpdesk.reports.conditions import matching
from helpdesk.reports.figures import Figures
from helpdesk.reports.question import Question
from helpdesk.reports.response_times import total
from helpdesk.reports.waits import going_on
from helpdesk.sla.duty import on_duty

SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is here, and how many open conversations they hold."""

    id: int
    name: str
    holding: int


@dataclass(frozen=True, slots=True)
class Today:
    """waiting, overdue, due_soon, unowned: of all who wait for an answer now, whenever they wrote.

    today, yesterday: the figures of who wrote on these days, both as they stand now.
    """

    question: Question
    waiting: int
    oldest: datetime | None
    overdue: int
    due_soon: int
    unowned: int
    on_duty: tuple[OnDuty, ...]
    today: Figures
    yesterday: Figures


def today(connection: Connection, question: Question, now: datetime) -> Today:
    """The desk at `now`; `question` is about this day."""
    waiting, oldest, overdue, due_soon, unowned = _waiting(connection, replace(question, kind="any"), stored(now))
    people = connection.execute(
        select(Staff.id, Staff.name, Staff.holding)
        .where(Staff.active, Staff.on_duty, Staff.role.in_(MAY_ANSWER))
        .order_by(Staff.name)
    )
    working = on_duty(connection, now)
    return Today(
        *(question, waiting, None if oldest is None else read_back(oldest), overdue, due_soon, unowned),
        on_duty=tuple(OnDuty(*row) for row in people if row.id in working),
        today=total(connection, question, now),
        yesterday=total(connection, question.before, now),
    )


def _waiting(connection: Connection, question: Question, now: int) -> Any:
    """How many wait, since when the first of them, and how many of them are late, late within the hour, nobody's."""
    open_now = going_on(matching(question), "published", "due", "staff").subquery("waits")
    of = open_now.c
    late, soon = of.due < now, and_(of.due >= now, of.due <= now + SOON // MICROSECOND)
    counted = (func.coalesce(func.sum(case((some, 1), else_=0)), 0) for some in (late, soon, of.staff.is_(None)))
    return connection.execute(select(func.count(), func.min(of.published), *counted).select_from(open_now)).one()
