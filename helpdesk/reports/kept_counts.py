"""Counts of waits by group and day: from the stored histograms, with what they don't know yet put on top.

They cost as many rows as there are days and groups, whatever number of customers stands behind them. Where the
histograms can't tell (another zone, two filters, one hour of the week), the waits themselves are counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, func, select

from helpdesk.records.moment import read_back, stored
from helpdesk.records.settled_waits import WaitHistogram
from helpdesk.reports.chosen_histograms import (
    TIMES,
    Known,
    dimension_of,
    group_of,
    histograms_in,
    histograms_of,
    months_and_days,
)
from helpdesk.reports.conditions import Condition, both, due_in, is_open, matching
from helpdesk.reports.figures import Attainment, attainment
from helpdesk.reports.grouping import key_of
from helpdesk.reports.periods import Period
from helpdesk.reports.question import By, Question
from helpdesk.reports.reading_waits import read, rows
from helpdesk.reports.waits import Row, going_on, kept, settled_lately

BEGINNING = date(1970, 1, 1)


class Promises:
    """How many promises fell due in the period of a question, and how many were kept, as it stands at `now`."""

    def __init__(self, connection: Connection, question: Question, now: datetime) -> None:
        self._connection, self._question, self._now = connection, question, stored(now)

    def all(self) -> Attainment:
        """All of them."""
        groups = self.by("day").values()
        return Attainment(*(sum(getattr(each, name) for each in groups) for name in Attainment.__slots__))

    def by(self, by: By) -> dict[str, Attainment]:
        """Those of each group."""
        connection, question = self._connection, self._question
        group, counts = key_of(by, question), defaultdict[str, list[int]](lambda: [0, 0, 0])

        def count(found: Iterable[Row], sign: int = 1) -> None:
            for row in found:
                one, some = attainment((row.wait,), self._now), counts[group(row, row.due)]
                for place, name in enumerate(Attainment.__slots__):
                    some[place] += sign * getattr(one, name)

        known = dimension_of(connection, question, by)
        if known is None:
            count(self._rows)
        else:
            for key, in_time, late in _promises(connection, question, known, by):
                counts[key][0] += in_time + late
                counts[key][1] += in_time
            count(_on_top(connection, due_in(question)))
            count(_no_more(connection, due_in(question)), -1)
        return {key: Attainment(*some) for key, some in counts.items() if some[0]}

    @cached_property
    def _rows(self) -> list[Row]:
        return rows(self._connection, due_in(self._question))


def _promises(connection: Connection, question: Question, known: Known, by: By) -> Iterator[tuple[str, int, int]]:
    """By group: kept in time, and too late, as the histograms have them."""
    of = WaitHistogram
    groups = (of.day, of.key) if by in TIMES else (of.key,)
    summed = (func.sum(of.in_time).label("in_time"), func.sum(of.late).label("late"))
    found = select(func.min(of.day).label("day"), of.key, *summed).where(histograms_of(question, known, by))
    for row in connection.execute(found.group_by(*groups)).all():
        yield group_of(row, by), int(row.in_time), int(row.late)


@dataclass(slots=True)
class Flow:
    """wrote: waits that began on each day; answered, needless: that ended so. before: those going on at the start."""

    wrote: Counter[date] = field(default_factory=Counter)
    answered: Counter[date] = field(default_factory=Counter)
    needless: Counter[date] = field(default_factory=Counter)
    before: int = 0


def flow(connection: Connection, question: Question) -> Flow:
    """What came in and went out on each day of the period."""
    found, period = Flow(), question.period
    start, end = stored(period.start), stored(period.end)

    def touching(of: Any) -> Any:
        return (of.published < end) & (is_open(of) | (of.ended >= start))

    def count(some: Iterable[Row], sign: int = 1) -> None:
        for row in some:
            if row.published < start:
                found.before += sign
            else:
                found.wrote[period.day_of(read_back(row.published))] += sign
            if row.ended is not None and start <= row.ended < end:
                ended = found.needless if row.wait.needless else found.answered
                ended[period.day_of(read_back(row.ended))] += sign

    condition = both(matching(question), touching)
    known = dimension_of(connection, question, "day")
    if known is None:
        count(rows(connection, condition))
        return found
    _from_histograms(connection, question, known, found)
    count(_on_top(connection, condition))
    count(_no_more(connection, condition), -1)
    return found


def _from_histograms(connection: Connection, question: Question, known: Known, found: Flow) -> None:
    of, period = WaitHistogram, question.period
    daily = select(of.day, of.answered, of.needless, of.ended, of.ended_needless)
    daily = daily.where(histograms_of(question, known, "day"))
    for row in connection.execute(daily):
        day = date.fromisoformat(row.day)
        found.wrote[day] += row.answered + row.needless
        found.answered[day] += row.ended
        found.needless[day] += row.ended_needless
    earlier = months_and_days(Period(BEGINNING, period.first_day - timedelta(days=1), period.zone))
    came, went = func.sum(of.answered + of.needless), func.sum(of.ended + of.ended_needless)
    so_far = connection.execute(select(came, went).where(histograms_in(question, known, earlier))).one()
    found.before += int(so_far[0] or 0) - int(so_far[1] or 0)


def _on_top(connection: Connection, condition: Condition) -> Iterable[Row]:
    for part in (going_on, settled_lately):
        yield from read(connection, part(condition, *Row._fields))


def _no_more(connection: Connection, condition: Condition) -> Iterable[Row]:
    """What the histograms count and is no longer so."""
    return read(connection, kept(condition, *Row._fields, changed=True))
