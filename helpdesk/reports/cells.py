"""Which stored histograms a settled wait is counted in, and what it adds to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from helpdesk.reports.figures import Wait, lag
from helpdesk.reports.question import DIMENSIONS, NONE
from helpdesk.reports.waits import SettledRow

ALL, HOUR = "all", "hour"
DAY, MONTH = "day", "month"
MEASURES = ("wait", "desk", "lag", "business", "until_held", "of_held")
COUNTS = ("answered", "needless", "in_time", "late", "ended", "ended_needless")
MOST_EXACT = {ALL: 4_096}  # waits that a cell keeps one by one; this makes the default page exact and quick
OTHERWISE = 64


class Cell(NamedTuple):
    """One stored histogram."""

    kind: str
    dimension: str
    span: str
    day: str
    key: str

    @property
    def id(self) -> str:
        """Its name in one word."""
        return "/".join(self)

    @property
    def most_exact(self) -> int:
        """How many waits it keeps one by one."""
        return MOST_EXACT.get(self.dimension, OTHERWISE)


@dataclass(slots=True)
class Change:
    """What is added to a cell, or taken from it."""

    wait: list[int] = field(default_factory=list)
    desk: list[int] = field(default_factory=list)
    lag: list[int] = field(default_factory=list)
    business: list[int] = field(default_factory=list)
    until_held: list[int] = field(default_factory=list)
    of_held: list[int] = field(default_factory=list)
    answered: int = 0
    needless: int = 0
    in_time: int = 0
    late: int = 0
    ended: int = 0
    ended_needless: int = 0

    def count(self, wait: Wait) -> None:
        """Adds an answered wait."""
        _count((self,), wait)

    def add(self, other: Change) -> None:
        """Adds all of another one."""
        for name in MEASURES:
            if theirs := getattr(other, name):
                getattr(self, name).extend(theirs)
        for name in COUNTS:
            if theirs := getattr(other, name):
                setattr(self, name, getattr(self, name) + theirs)


def changes(rows: Iterable[SettledRow], day_of: Callable[[int], tuple[str, int]]) -> dict[Cell, Change]:
    """What these waits add to the cells; `day_of` gives a moment's day and hour in the office's zone."""
    found: defaultdict[tuple[str, ...], Change] = defaultdict(Change)

    def cells(row: SettledRow, groups: list[tuple[str, str]], moment: int) -> list[Change]:
        day, hour = day_of(moment)
        return [
            found[row.kind, HOUR, DAY, day, str(hour)],
            *[found[row.kind, name, DAY, day, key] for name, key in groups],
        ]

    for row in rows:
        wait, groups = row.wait, _groups(row)
        began, ended = cells(row, groups, row.published), cells(row, groups, row.ended)
        if wait.answered is None:
            for change in began:
                change.needless += 1
            for change in ended:
                change.ended_needless += 1
            continue
        _count(began, wait)
        for change in ended:
            change.ended += 1
        in_time = wait.answered <= wait.due
        for change in cells(row, groups, row.due):
            change.in_time += in_time
            change.late += not in_time
    for (kind, name, _, day, key), change in list(found.items()):
        if name != HOUR:
            found[kind, name, MONTH, f"{day[:7]}-01", key].add(change)
    return {Cell(*cell): change for cell, change in found.items()}


def _count(changes: Iterable[Change], wait: Wait) -> None:
    """Adds an answered wait to each of them."""
    answered = wait.published if wait.answered is None else wait.answered
    length, desk, lagged = max(answered - wait.published, 0), max(answered - wait.received, 0), lag(wait)
    until_held = None if wait.held is None else max(min(wait.held, answered) - wait.published, 0)
    for change in changes:
        change.answered += 1
        change.wait.append(length)
        change.desk.append(desk)
        change.lag.append(lagged)
        if wait.business is not None:
            change.business.append(wait.business)
        if until_held is not None:
            change.until_held.append(until_held)
            change.of_held.append(length)


def _groups(row: SettledRow) -> list[tuple[str, str]]:
    """The groups of a wait by their dimension, and that of all."""
    keys = ((name, getattr(row, name)) for name in DIMENSIONS)
    return [(ALL, ""), *((name, NONE if key is None else str(key)) for name, key in keys)]
