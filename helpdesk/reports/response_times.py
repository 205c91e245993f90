"""The response-time report: how long the customers who wrote in a period waited, in groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from helpdesk.records.moment import read_back, stored
from helpdesk.reports.figures import Figures, Wait, figures
from helpdesk.reports.names import names
from helpdesk.reports.periods import hour_of_week, week_of
from helpdesk.reports.question import NONE, By, Question
from helpdesk.reports.waits import Row, due_in, published_in, rows

HOUR = 3_600_000_000  # microseconds
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the report."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The customers that a question is about, all together and in groups. `waits` are those who wrote."""

    question: Question
    by: By
    total: Figures
    groups: tuple[Group, ...]
    waits: tuple[Wait, ...]


@dataclass(slots=True)
class _Sorted:
    asked: list[Wait] = field(default_factory=list)
    promised: list[Wait] = field(default_factory=list)


def report(connection: Connection, question: Question, by: By, now: datetime, *, week_starts: int = MONDAY) -> Report:
    """Computes the report as it stands at `now`. Groups are in the order of time or of labels; empty ones are left out.

    Waits belong to when their customer wrote, promises to when they fell due: by day, the two may differ.
    """
    group_of = key_of(by, question, week_starts)
    everything, groups = _Sorted(), dict[str, _Sorted]()
    for row in rows(connection, published_in(question)):
        wait = row.wait
        everything.asked.append(wait)
        groups.setdefault(group_of(row, row.published), _Sorted()).asked.append(wait)
    for row in rows(connection, due_in(question)):
        wait = row.wait
        everything.promised.append(wait)
        groups.setdefault(group_of(row, row.due), _Sorted()).promised.append(wait)
    at, known = stored(now), names(connection, by)
    lines = [Group(key, known.get(key, key), figures(some.asked, some.promised, at)) for key, some in groups.items()]
    total = figures(everything.asked, everything.promised, at)
    return Report(question, by, total, tuple(sorted(lines, key=_order(by))), tuple(everything.asked))


def total(connection: Connection, question: Question, now: datetime) -> Figures:
    """The figures of all the customers together."""
    asked = [row.wait for row in rows(connection, published_in(question))]
    promised = [row.wait for row in rows(connection, due_in(question))]
    return figures(asked, promised, stored(now))


def days_of(by: By, key: str) -> tuple[date, date] | None:
    """The days that a group of days or weeks stands for; None for groups of another kind."""
    if by not in ("day", "week"):
        return None
    first = date.fromisoformat(key)
    return first, first + timedelta(days=6 if by == "week" else 0)


def key_of(by: By, question: Question, week_starts: int = MONDAY) -> Callable[[Row, int], str]:
    """The key of the group that a row belongs to, for one of its moments."""
    zone = question.period.zone
    if by in ("day", "week", "hour"):
        known: dict[int, str] = {}

        def of_time(_row: Row, moment: int) -> str:
            # No clock anywhere has ever been changed but on a quarter of an hour, in the years that count.
            quarter = moment // (HOUR // 4)
            if quarter not in known:
                here = read_back(quarter * (HOUR // 4))
                day = here.astimezone(zone).date()
                known[quarter] = (
                    str(hour_of_week(here, zone)) if by == "hour"
                    else str(day if by == "day" else week_of(day, week_starts))
                )  # fmt: skip
            return known[quarter]

        return of_time

    def of_group(row: Row, _moment: int) -> str:
        value = getattr(row, by)
        return NONE if value is None else str(value)

    return of_group


def _order(by: By) -> Callable[[Group], tuple[object, ...]]:
    if by in ("hour", "followers", "target"):
        return lambda group: (group.key == NONE, int(group.key) if group.key != NONE else 0)
    if by == "priority":
        order = ("urgent", "high", "normal", "low")
        return lambda group: (order.index(group.key) if group.key in order else len(order), group.key)
    return lambda group: (group.key == NONE, group.label.casefold(), group.key)
