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
    """What is added to a cell, or with `sign` -1 taken from it."""

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
        answered = wait.published if wait.answered is None else wait.answered
        self.answered += 1
        self.wait.append(max(answered - wait.published, 0))
        self.desk.append(max(answered - wait.received, 0))
        self.lag.append(lag(wait))
        if wait.business is not None:
            self.business.append(wait.business)
        if wait.held is not None:
            self.until_held.append(max(min(wait.held, answered) - wait.published, 0))
            self.of_held.append(max(answered - wait.published, 0))


def changes(rows: Iterable[SettledRow], day_of: Callable[[int], tuple[str, int]]) -> dict[Cell, Change]:
    """What these waits add to the cells; `day_of` gives a moment's day and hour in the office's zone."""
    found: defaultdict[Cell, Change] = defaultdict(Change)
    for row in rows:
        wait = row.wait
        for cell in _cells(row, *day_of(row.published)):
            if wait.answered is None:
                found[cell].needless += 1
            else:
                found[cell].count(wait)
        for cell in _cells(row, *day_of(row.ended)):
            found[cell].ended += wait.answered is not None
            found[cell].ended_needless += wait.answered is None
        if wait.answered is not None:
            in_time = wait.answered <= wait.due
            for cell in _cells(row, *day_of(row.due)):
                found[cell].in_time += in_time
                found[cell].late += not in_time
    return dict(found)


def _cells(row: SettledRow, day: str, hour: int) -> list[Cell]:
    month = f"{day[:7]}-01"
    groups = [
        (ALL, ""),
        *((name, NONE if getattr(row, name) is None else str(getattr(row, name))) for name in DIMENSIONS),
    ]
    return [
        Cell(row.kind, HOUR, DAY, day, str(hour)),
        *(Cell(row.kind, name, DAY, day, key) for name, key in groups),
        *(Cell(row.kind, name, MONTH, month, key) for name, key in groups),
    ]
