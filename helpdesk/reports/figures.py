"""The figures of a response-time report: one function computes them for pages, exports and commands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from helpdesk.reports.waiting_times import quantile


@dataclass(frozen=True, slots=True)
class Wait:
    """One customer's wait for a first response. `answered_at` is empty while it goes on."""

    published_at: datetime
    received_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_without_need: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of customers experienced.

    asked: conversations whose customer waited for an answer; answered + open = asked.
    closed_without_need: closed without an answer because none was needed; not among asked.
    median, p90: customer wait with those who still wait as "at least this long"; None: not reached, or nobody asked.
    due, in_time, attainment: of those whose due time has passed or who were answered: how many in time, and the share.
    desk_median: the same median from when we received the post, so without the listener lag.
    """

    asked: int
    answered: int
    open: int
    closed_without_need: int
    median: timedelta | None
    p90: timedelta | None
    due: int
    in_time: int
    attainment: float | None
    desk_median: timedelta | None


def figures(waits: Sequence[Wait], now: datetime) -> Figures:
    """The figures of these waits as they stand at `now`."""
    asked = [wait for wait in waits if not wait.closed_without_need]
    answered = [(wait, wait.answered_at) for wait in asked if wait.answered_at is not None]
    going_on = [wait for wait in asked if wait.answered_at is None]
    ended, open_for = [at - wait.published_at for wait, at in answered], [now - wait.published_at for wait in going_on]
    in_time = sum(at <= wait.due_at for wait, at in answered)
    due = len(answered) + sum(wait.due_at < now for wait in going_on)
    return Figures(
        asked=len(asked),
        answered=len(answered),
        open=len(going_on),
        closed_without_need=len(waits) - len(asked),
        median=quantile(ended, open_for, Fraction(1, 2)),
        p90=quantile(ended, open_for, Fraction(9, 10)),
        due=due,
        in_time=in_time,
        attainment=in_time / due if due else None,
        desk_median=quantile(
            [at - wait.received_at for wait, at in answered],
            [now - wait.received_at for wait in going_on],
            Fraction(1, 2),
        ),
    )
