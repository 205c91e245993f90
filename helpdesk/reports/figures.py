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

    published: when their post was. received: when we had it. due: the last moment that is in time.
    """

    published: int
    received: int
    due: int
    answered: int | None
    needless: bool = False  # closed without an answer, because none was needed


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of customers experienced; definitions.py words each figure for people.

    asked: customers who wrote in the period and wanted an answer; answered + open = asked.
    closed_without_need: closed without an answer because none was needed; not among asked.
    median, p90, p95: customer wait, open ones as "at least this long"; None: not reached, or nobody asked.
    due, in_time, attainment: of the promises whose due time lies in the period and that were kept or are over: how many
    were kept in time, and the share. overdue: those of them that nobody has answered yet.
    desk_median: from when we received the post. lag_median: from its publication until we received it.
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


@dataclass(frozen=True, slots=True)
class Attainment:
    """How many promises were kept; see Figures."""

    due: int
    in_time: int
    overdue: int

    @property
    def share(self) -> float | None:
        """Kept in time, of all that are decided; None when none is."""
        return self.in_time / self.due if self.due else None


def figures(asked: Sequence[Wait], promised: Iterable[Wait], now: int) -> Figures:
    """The figures as they stand at `now`, of those `asked` in a period and of the promises that fell due in it."""
    wanted = [wait for wait in asked if not wait.needless]
    ended, going_on = _lengths(wanted, now, since_received=False)
    median, p90, p95 = (_span(value) for value in quantiles(ended, going_on, SHARES))
    (desk_median,) = quantiles(*_lengths(wanted, now, since_received=True), SHARES[:1])
    (lag_median,) = quantiles(sorted(max(wait.received - wait.published, 0) for wait in wanted), (), SHARES[:1])
    kept = attainment(promised, now)
    return Figures(
        *(len(wanted), len(ended), len(going_on), len(asked) - len(wanted), median, p90, p95),
        *(kept.due, kept.in_time, kept.overdue, kept.share, _span(desk_median), _span(lag_median)),
    )


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


def _lengths(wanted: Sequence[Wait], now: int, *, since_received: bool) -> tuple[list[int], list[int]]:
    """How long the waits took that ended, and how long those are that go on. Never below zero: clocks may differ."""
    ended, going_on = [], []
    for wait in wanted:
        start = wait.received if since_received else wait.published
        if wait.answered is None:
            going_on.append(max(now - start, 0))
        else:
            ended.append(max(wait.answered - start, 0))
    ended.sort()
    going_on.sort()
    return ended, going_on


def _span(microseconds: int | None) -> timedelta | None:
    return None if microseconds is None else timedelta(microseconds=microseconds)
