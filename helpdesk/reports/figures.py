"""The figures of a report: one function computes them for pages, exports and commands. Pure.

Moments and spans are whole microseconds, as they are stored: a report reads many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from helpdesk.reports.waiting_times import quantiles

SHARES = (0.5, 0.9, 0.95)
MICROSECOND = timedelta(microseconds=1)


class Wait(NamedTuple):
    """One customer's wait for an answer. `answered` is empty while it goes on, and when none was needed.

    published: when their post was. received: when we had it. due: the last moment that is in time. business: the part
    of the wait, so far, that lay in opening hours; empty where every minute counts. held: when a holding answer came.
    """

    published: int
    received: int
    due: int
    answered: int | None
    needless: bool = False  # closed without an answer, because none was needed
    business: int | None = None
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of customers experienced; definitions.py words each figure for people.

    asked: customers who wrote in the period and wanted an answer; answered + open = asked.
    closed_without_need: closed without an answer because none was needed; not among asked.
    median, p90, p95: customer wait, open ones as "at least this long"; None: not reached, or nobody asked.
    due, in_time, attainment: of the promises whose due time lies in the period and that were kept or are over: how many
    were kept in time, and the share. overdue: those of them that nobody has answered yet.
    desk_median: from when we received the post. lag_median: from its publication until we received it.
    business_asked: those of the asked whose promise is counted in opening hours. business_median, business_p90: how
    long they waited within these hours; None: not reached, or no calendar applies.
    held: those of the asked who got a holding answer before the one they waited for, or before now. heard_median,
    heard_p90: how long until they heard anything from us, a holding answer counted like any other.
    """

    asked: int
    answered: int
    open: int
    closed_without_need: int
    median: timedelta | None
    p90: timedelta | None
    p95: timedelta | None
    due: int
    in_time: int
    overdue: int
    attainment: float | None
    desk_median: timedelta | None
    lag_median: timedelta | None
    business_asked: int
    business_median: timedelta | None
    business_p90: timedelta | None
    held: int
    heard_median: timedelta | None
    heard_p90: timedelta | None


@dataclass(frozen=True, slots=True)
class Attainment:
    """How many promises were kept; see Figures."""

    due: int
    in_time: int
    overdue: int

    @property
    def missed(self) -> int:
        """Answered too late, or over and not answered."""
        return self.due - self.in_time

    @property
    def attainment(self) -> float | None:
        """Kept in time, of all that are decided; None when none is."""
        return self.in_time / self.due if self.due else None


@dataclass(slots=True)
class Settled:
    """Waits that ended: how long they took, in ascending order, and how the promises fell out that were due.

    heard, held: of those that go on, too, as far as they heard from us.
    """

    waits: Sequence[int]
    desk: Sequence[int]
    business: Sequence[int]
    heard: Sequence[int]
    held: int
    needless: int
    in_time: int
    late: int


def figures(asked: Sequence[Wait], promised: Iterable[Wait], now: int) -> Figures:
    """The figures as they stand at `now`, of those `asked` in a period and of the promises that fell due in it."""
    wanted = [wait for wait in asked if not wait.needless]
    going_on = [wait for wait in wanted if wait.answered is None]
    kept = attainment(promised, now)
    settled = Settled(
        sorted(max(wait.answered - wait.published, 0) for wait in wanted if wait.answered is not None),
        sorted(max(wait.answered - wait.received, 0) for wait in wanted if wait.answered is not None),
        sorted(wait.business for wait in wanted if wait.answered is not None and wait.business is not None),
        sorted(span for span in map(heard, wanted) if span is not None),
        sum(wait.held is not None for wait in wanted),
        len(asked) - len(wanted),
        kept.in_time,
        kept.due - kept.in_time - kept.overdue,
    )
    return figures_of(settled, going_on, sorted(lag(wait) for wait in wanted), kept.overdue, now)


def figures_of(settled: Settled, going_on: Sequence[Wait], lags: Sequence[int], overdue: int, now: int) -> Figures:
    """The same from what is known of the settled waits, and those that go on; `lags` are those of both, in order."""
    open_for = sorted(max(now - wait.published, 0) for wait in going_on)
    at_desk = sorted(max(now - wait.received, 0) for wait in going_on)
    median, p90, p95 = (_span(value) for value in quantiles(settled.waits, open_for, SHARES))
    (desk_median,) = quantiles(settled.desk, at_desk, SHARES[:1])
    (lag_median,) = quantiles(lags, (), SHARES[:1])
    in_hours = sorted(wait.business for wait in going_on if wait.business is not None)
    business_median, business_p90 = quantiles(settled.business, in_hours, SHARES[:2])
    unheard = sorted(max(now - wait.published, 0) for wait in going_on if wait.held is None)
    heard_median, heard_p90 = quantiles(settled.heard, unheard, SHARES[:2])
    due = settled.in_time + settled.late + overdue
    answered = len(settled.waits)
    return Figures(
        *(answered + len(going_on), answered, len(going_on), settled.needless, median, p90, p95),
        *(due, settled.in_time, overdue, settled.in_time / due if due else None, _span(desk_median), _span(lag_median)),
        *(len(settled.business) + len(in_hours), _span(business_median), _span(business_p90)),
        *(settled.held, _span(heard_median), _span(heard_p90)),
    )


def heard(wait: Wait) -> int | None:
    """How long until they heard anything from us, a holding answer or the one they waited for; None: not yet."""
    until = [moment for moment in (wait.held, wait.answered) if moment is not None]
    return max(min(until) - wait.published, 0) if until else None


def lag(wait: Wait) -> int:
    """How long it took us to receive the post."""
    return max(wait.received - wait.published, 0)


def attainment(promised: Iterable[Wait], now: int) -> Attainment:
    """Promises kept in time, of those kept or over. One that still runs counts neither way; once over, it is a miss."""
    in_time = late = overdue = 0
    for wait in promised:
        if wait.needless:
            continue
        if wait.answered is None:
            overdue += wait.due < now
        elif wait.answered <= wait.due:
            in_time += 1
        else:
            late += 1
    return Attainment(in_time + late + overdue, in_time, overdue)


def _span(microseconds: int | None) -> timedelta | None:
    return None if microseconds is None else timedelta(microseconds=microseconds)
