"""A report out of the stored histograms: a cost of days and groups, whatever number of customers stand behind them.

What the histograms don't know yet, and who still waits, is read from the records and put on top, so that the counts are
always right. Percentiles are within 1%; a report of fewer than `EXACT_BELOW` answers that they can't tell exactly is
read from the waits themselves (response_times.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from helpdesk.records.moment import stored
from helpdesk.records.settled_waits import WaitHistogram
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.cells import MEASURES, Change
from helpdesk.reports.chosen_histograms import (
    days,
    dimension_of,
    group_of,
    histograms_in,
    histograms_of,
    months_and_days,
)
from helpdesk.reports.conditions import due_in, published_in
from helpdesk.reports.figures import Figures, Settled, Wait, attainment, figures_of, heard, lag
from helpdesk.reports.grouping import key_of
from helpdesk.reports.histograms import Waits, merged, without
from helpdesk.reports.question import By, Question
from helpdesk.reports.reading_waits import read
from helpdesk.reports.waits import Row, going_on, kept, settled_lately

EXACT_BELOW = 100_000  # answers; below that a page is exact


@dataclass(slots=True)
class Pile:
    """What is known of one group: stored histograms, what came and went since, and who still waits."""

    stored: list[Any] = field(default_factory=list)
    came: Change = field(default_factory=Change)
    went: Change = field(default_factory=Change)
    open: list[Wait] = field(default_factory=list)
    overdue: int = 0


@dataclass(slots=True)
class Merged:
    """A pile, put together."""

    wait: Waits
    desk: Waits
    lag: Waits
    business: Waits
    until_held: Waits
    of_held: Waits
    needless: int
    in_time: int
    late: int
    open: list[Wait]
    overdue: int

    def figures(self, now: int) -> Figures:
        """What a report says of it."""
        settled = Settled(
            *(self.wait.ordered, self.desk.ordered, self.business.ordered, self.heard.ordered),
            len(self.of_held) + sum(wait.held is not None for wait in self.open),
            *(self.needless, self.in_time, self.late),
        )
        lags = Waits([*self.lag.exact, *map(lag, self.open)], self.lag.counts)
        return figures_of(settled, self.open, lags.ordered, self.overdue, now)

    @property
    def heard(self) -> Waits:
        """Until they heard from us: the waits, but for those who got a holding answer the time until that one."""
        still = [span for span in map(heard, self.open) if span is not None]
        waits = Waits(
            [*self.wait.exact, *self.until_held.exact, *still],
            self.wait.counts + self.until_held.counts - self.of_held.counts,
        )
        return without(waits, self.of_held.exact)


@dataclass(frozen=True, slots=True)
class Stored:
    """The figures of all and of each group, and the waits that the page of spreads counts."""

    total: Figures
    groups: dict[str, Figures]
    wait: Waits
    open: list[Wait]


def stored_report(
    connection: Connection, question: Question, by: By, now: datetime, *, week_starts: int = 0
) -> Stored | None:
    """The report as it stands at `now`; None when the histograms can't tell it, or not as exactly as they should."""
    known = dimension_of(connection, question, by)
    if known is None:
        return None
    piles: defaultdict[str, Pile] = defaultdict(Pile)
    for row in _stored(connection, histograms_of(question, known, by)):
        piles[group_of(row, by, week_starts)].stored.append(row)
    answered = sum(row.answered for pile in piles.values() for row in pile.stored)
    if not answered:
        return None
    at, few = stored(now), answered < EXACT_BELOW
    _put_on_top(connection, question, key_of(by, question, week_starts), piles, at)
    groups = {key: _merged(pile) for key, pile in piles.items()}
    total = _merged(_whole(connection, question, piles.values(), exactly=few))
    if few and any(pile.wait.counts for pile in (total, *groups.values())):
        return None
    return Stored(total.figures(at), {key: pile.figures(at) for key, pile in groups.items()}, total.wait, total.open)


def _whole(connection: Connection, question: Question, piles: Iterable[Pile], *, exactly: bool) -> Pile:
    """All groups as one: out of the histograms of all, which are fewer than those of the groups together."""
    known = dimension_of(connection, question, "day")
    assert known is not None  # noqa: S101 - what can be told by groups can be told by days
    period = question.period
    chosen = histograms_in(question, known, days(period) if exactly else months_and_days(period))
    whole = Pile(_stored(connection, chosen))
    for pile in piles:
        whole.came.add(pile.came)
        whole.went.add(pile.went)
        whole.open.extend(pile.open)
        whole.overdue += pile.overdue
    return whole


def _stored(connection: Connection, chosen: ColumnElement[bool]) -> list[Any]:
    of = WaitHistogram
    columns = (of.day, of.key, of.answered, of.needless, of.in_time, of.late, *(getattr(of, name) for name in MEASURES))
    return list(connection.execute(select(*columns).where(chosen)).all())


def _put_on_top(
    connection: Connection, question: Question, group: Callable[[Row, int], str], piles: dict[str, Pile], now: int
) -> None:
    """Adds to the piles what the histograms don't know."""
    hours = BusinessHours(connection)
    wrote, due = published_in(question), due_in(question)
    for condition, is_due in ((wrote, False), (due, True)):
        for part in (going_on(condition, *Row._fields), settled_lately(condition, *Row._fields)):
            for row in hours.measured(read(connection, part), now):
                pile = piles[group(row, row.due if is_due else row.published)]
                _add(pile, row.wait, pile.came, now, is_due=is_due)
        for row in read(connection, kept(condition, *Row._fields, changed=True)):
            pile = piles[group(row, row.due if is_due else row.published)]
            _add(pile, row.wait, pile.went, now, is_due=is_due)


def _add(pile: Pile, wait: Wait, change: Change, now: int, *, is_due: bool) -> None:
    if is_due:
        kept = attainment((wait,), now)
        pile.overdue += kept.overdue
        change.in_time += kept.in_time
        change.late += kept.due - kept.in_time - kept.overdue
    elif wait.needless:
        change.needless += 1
    elif wait.answered is None:
        pile.open.append(wait)
    else:
        change.count(wait)


def _merged(pile: Pile) -> Merged:
    came, went = pile.came, pile.went

    def together(name: str) -> Waits:
        waits = merged(getattr(row, name) for row in pile.stored)
        waits.exact += getattr(came, name)
        return without(waits, getattr(went, name))

    def counted(name: str) -> int:
        return int(sum(getattr(row, name) for row in pile.stored) + getattr(came, name) - getattr(went, name))

    return Merged(
        together("wait"), together("desk"), together("lag"), together("business"), together("until_held"),
        together("of_held"),
        counted("needless"), counted("in_time"), counted("late"), pile.open, pile.overdue,
    )  # fmt: skip
