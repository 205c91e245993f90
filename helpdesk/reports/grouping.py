"""Which group of a report a wait belongs to, and in which order groups stand. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from helpdesk.reports.columns import NOTHING, Columns, Numbers
from helpdesk.reports.local_times import LocalTimes, day_name
from helpdesk.reports.question import NONE, By, Question

QUARTER = 900_000_000  # microseconds; no zone has changed its clocks but on a quarter of an hour since 1972
PRIORITIES = ("urgent", "high", "normal", "low")
TIMES: tuple[By, ...] = ("day", "week", "hour")


Named = Callable[[int], str]


def groups_of(by: By, question: Question, waits: Columns, moment: str, week_starts: int = 0) -> tuple[Numbers, Named]:
    """The number of the group that each wait belongs to by one of its moments, and what gives a number's key."""
    if by in TIMES:
        return times_of(by, question, waits[moment].values, week_starts)
    column = waits[by]
    words = column.words
    return column.values, lambda number: NONE if number == NOTHING else words[number] if words else str(number)


def times_of(by: By, question: Question, moments: Numbers, week_starts: int = 0) -> tuple[Numbers, Named]:
    """The same for moments in microseconds and one of `TIMES`."""
    times = LocalTimes(question.period)
    match by:
        case "day":
            return times.days(moments), day_name
        case "week":
            return times.weeks(moments, week_starts), day_name
    return times.hours(moments), str


def days_of(by: By, key: str) -> tuple[date, date] | None:
    """The days that a group of days or weeks stands for; None for groups of another kind."""
    if by not in ("day", "week"):
        return None
    first = date.fromisoformat(key)
    return first, first + timedelta(days=6 if by == "week" else 0)


def order(by: By) -> Callable[[str, str], tuple[object, ...]]:
    """What to sort groups by, given their keys and labels: time, size, or the alphabet; those without a value last."""
    if by in ("hour", "followers", "target"):
        return lambda key, _label: (key == NONE, int(key) if key != NONE else 0)
    if by == "priority":
        return lambda key, _label: (PRIORITIES.index(key) if key in PRIORITIES else len(PRIORITIES), key)
    return lambda key, label: (key == NONE, label.casefold(), key)
