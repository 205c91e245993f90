"""Bars for what came in on each day, and a line for how many waited at its end. Pure but for the links."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.reports.volume import Day, Volume
from helpdesk.web.report_links import Links
from helpdesk.web.times import short_date

WIDTH, HEIGHT = 100, 216  # across in per cent, down in pixels
BOTTOM, TOP = 24, 28  # at the top stands what the bar says that is looked at
GAP = 0.25
LABELS = 14


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day in the drawing. `spare`: its label is one of those that a phone has no room for."""

    day: Day
    label: str
    spare: bool
    x: float
    y: float
    width: float
    height: float
    href: str


@dataclass(frozen=True, slots=True)
class VolumeChart:
    """Bars, the line over them as the points of a polyline, and where round numbers stand: (number, y)."""

    bars: tuple[DayBar, ...]
    backlog: str
    lines: tuple[tuple[int, float], ...]
    height: int = HEIGHT
    ground: int = HEIGHT - BOTTOM


def drawn(found: Volume, links: Links) -> VolumeChart:
    """The drawing of these days."""
    days = found.days
    step = _step(max((max(day.wrote, day.backlog) for day in days), default=0))
    room, high, ground = WIDTH / max(len(days), 1), HEIGHT - BOTTOM - TOP, HEIGHT - BOTTOM
    every = -(-len(days) // LABELS)

    def up(number: int) -> float:
        return round(ground - high * number / (step * 4), 1)

    bars = tuple(
        DayBar(
            day, short_date(day.day) if place % every == 0 else "", place % (2 * every) != 0,
            round(room * (place + GAP / 2), 2),
            up(day.wrote), round(room * (1 - GAP), 2), round(ground - up(day.wrote), 1),
            links.behind("wrote", str(day.day)),
        )
        for place, day in enumerate(days)
    )  # fmt: skip
    line = " ".join(f"{bar.x + bar.width / 2:.2f},{up(bar.day.backlog)}" for bar in bars)
    return VolumeChart(bars, line, tuple((step * number, up(step * number)) for number in range(5)))


def _step(most: int) -> int:
    """A quarter of a round number that is at least `most`."""
    step = 1
    while step * 4 < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step
