"""How much came in and went out on each day, how many waited at its end, and which days were a surge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

import numpy as np
from sqlalchemy import Connection

from helpdesk.records.moment import stored
from helpdesk.reports.columns import Mask
from helpdesk.reports.conditions import answered, both, is_open, matching
from helpdesk.reports.local_times import LocalTimes, date_of
from helpdesk.reports.question import Question
from helpdesk.reports.reading_waits import going_on_in, read_waits
from helpdesk.reports.without_need import by_group

ENOUGH_DAYS = 7  # before one can say what is usual
UNUSUAL = 3 * 1.4826  # times the median deviation: three standard deviations, if the days were normally distributed
MUCH_MORE = 1.5  # times the usual: a quiet desk's sixth post is no surge


@dataclass(frozen=True, slots=True)
class Day:
    """wrote: waits that began; answered, needless: that ended so; backlog: that went on at its end (or now, today).

    without_need: answers that nobody waited for.
    """

    day: date
    wrote: int
    answered: int
    needless: int
    backlog: int
    surge: bool
    without_need: int


@dataclass(frozen=True, slots=True)
class Volume:
    """The days of a period, and what a usual one of them brings; None when there are too few to say."""

    question: Question
    days: tuple[Day, ...]
    usual: float | None


def volume(connection: Connection, question: Question, now: datetime) -> Volume:
    """Counts the waits of the period's whole days, as the lists behind do: a network's clock may be ahead of ours."""
    period = question.period
    came_and_went = _flow(connection, question, now)
    wrote, answered, needless = came_and_went.wrote, came_and_went.answered, came_and_went.needless
    without_need = by_group(connection, question, "day")
    backlog = came_and_went.before
    days = [day for day in period.days if day <= period.day_of(now)]
    began = next((place for place, day in enumerate(days) if wrote[day]), len(days))
    counts = [wrote[day] for day in days[began:]]  # the days before the desk had any customers say nothing
    limit, made = surge_limit(counts), []
    for day in days:
        backlog += wrote[day] - answered[day] - needless[day]
        made.append(
            Day(
                *(day, wrote[day], answered[day], needless[day], backlog, limit is not None and wrote[day] > limit),
                without_need[str(day)],
            )
        )
    return Volume(question, tuple(made), median(counts) if len(counts) >= ENOUGH_DAYS else None)


@dataclass(frozen=True, slots=True)
class _Flow:
    """wrote: waits that began on each day; answered, needless: that ended so. before: those going on at the start."""

    wrote: Counter[date]
    answered: Counter[date]
    needless: Counter[date]
    before: int


def _flow(connection: Connection, question: Question, now: datetime) -> _Flow:
    """What came in and went out on each day of the period."""
    start, end = stored(question.period.start), stored(question.period.end)
    times = LocalTimes(question.period)

    def going_on(of: Any) -> Any:
        return (of.published < end) & (is_open(of) | (of.ended >= start))

    waits = read_waits(
        connection, both(matching(question), going_on), ("state", "published", "ended"), stored(now),
        within=going_on_in(question),
    )  # fmt: skip

    def daily(moment: str, chosen: Mask) -> Counter[date]:
        days = times.days(waits[moment].values[chosen])
        numbers, counts = np.unique(days, return_counts=True)
        return Counter(
            {date_of(number): count for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)}
        )

    before, ended_then = waits.published < start, (waits.ended >= start) & (waits.ended < end)
    return _Flow(
        daily("published", ~before), daily("ended", ended_then & answered(waits)),
        daily("ended", ended_then & ~answered(waits)), int(before.sum()),
    )  # fmt: skip


def surge_limit(counts: Sequence[int]) -> float | None:
    """More than this on a day is a surge: far above the usual, measured so that surges don't become usual themselves.

    The median and the median deviation from it (Hampel's identifier); None for too few days to say.
    """
    if len(counts) < ENOUGH_DAYS:
        return None
    usual = median(counts)
    return max(usual + UNUSUAL * median(abs(count - usual) for count in counts), MUCH_MORE * usual, ENOUGH_DAYS)
