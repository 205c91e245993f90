"""The week as a map: a cell for each of its 168 hours, the stronger its colour the longer the wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from helpdesk.reports.periods import WEEKDAYS
from helpdesk.reports.response_times import Report
from helpdesk.web.report_links import Links

STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 240))  # where a cell becomes darker
NOT_REACHED = len(STEPS) + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of the week. `level` is how dark: 0 to 5, 6 when the median is not reached."""

    asked: int
    open: int
    median: timedelta | None
    short: str
    level: int
    href: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A row for each day of the week, as the office's week goes; None for hours in which nobody wrote."""

    days: tuple[tuple[str, tuple[Cell | None, ...]], ...]


def heat(found: Report, links: Links, week_starts: int = 0) -> Heat:
    """The map of a report by hour of the week."""
    groups = {int(group.key): group for group in found.groups}
    days = []
    for place in range(7):
        day = (place + week_starts) % 7
        cells: list[Cell | None] = []
        for hour in range(day * 24, day * 24 + 24):
            figures = groups[hour].figures if hour in groups else None
            if figures is None or not figures.asked:
                cells.append(None)
                continue
            median = figures.median
            level = NOT_REACHED if median is None else sum(median >= step for step in STEPS)
            cells.append(
                Cell(figures.asked, figures.open, median, short(median), level, links.behind("asked", str(hour)))
            )
        days.append((WEEKDAYS[day], tuple(cells)))
    return Heat(tuple(days))


def short(span: timedelta | None) -> str:
    """A span in so few letters that a cell has room for it: "45s", "12m", "3h", "2d"; "…" when not reached."""
    if span is None:
        return "…"
    seconds = int(span.total_seconds())
    for size, letter in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{letter}"
    return f"{seconds}s"
