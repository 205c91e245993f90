"""Which group of a report a wait belongs to, and in which order groups stand. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from helpdesk.records.moment import read_back
from helpdesk.reports.periods import hour_of_week, week_of
from helpdesk.reports.question import NONE, By, Question

QUARTER = 900_000_000  # microseconds; no zone has changed its clocks but on a quarter of an hour since 1972
PRIORITIES = ("urgent", "high", "normal", "low")


def key_of(by: By, question: Question, week_starts: int = 0) -> Callable[[Any, int], str]:
    """Gives the key of the group that a row belongs to, for one of its moments in microseconds."""
    zone = question.period.zone
    if by not in ("day", "week", "hour"):
        return lambda row, _moment: NONE if getattr(row, by) is None else str(getattr(row, by))
    known: dict[int, str] = {}

    def of_time(_row: Any, moment: int) -> str:
        quarter = moment // QUARTER
        if quarter not in known:
            here = read_back(quarter * QUARTER)
            day = here.astimezone(zone).date()
            names = {"day": day, "week": week_of(day, week_starts), "hour": hour_of_week(here, zone)}
            known[quarter] = str(names[by])
        return known[quarter]

    return of_time


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
