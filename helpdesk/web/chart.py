"""The bars of a chart: where each one stands in the drawing. Pure; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

WIDTH, HEIGHT = 100, 212  # across in per cent of the room there is, so that text keeps its size; down in pixels
BOTTOM, TOP = 24, 24  # at the top stands what the bar says that is looked at
USUAL = 872  # pixels across in a usual window: what room labels are cut to
GAP = 0.25  # of a bar's room
WIDEST = 8  # per cent: a single bar is no wall
LABELS = 14  # as many as stand side by side without touching
LETTER = 7.5  # how wide a letter of a label is, about
Value = tuple[str, timedelta | None, bool, str | None, str]  # label, value, whether it is not reached, address, note
STEPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800)
)
LINES = 4  # at the most, above the ground line


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. Without a `value` it is not reached (`open`: as high as the drawing) or there is no data."""

    label: str
    short: str  # the label, cut to its room; empty for those that are left out
    value: timedelta | None
    x: float
    y: float
    width: float
    height: float
    open: bool
    href: str | None = None  # the conversations behind it
    note: str = ""  # of how many customers it tells


@dataclass(frozen=True, slots=True)
class Line:
    """One line across, at a round value."""

    value: timedelta
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars and lines, ready to draw."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    height: int = HEIGHT
    ground: int = HEIGHT - BOTTOM


def chart(values: Sequence[Value]) -> Chart:
    """The bars of these values: one that is open is not reached rather than missing."""
    highest = max((value for _, value, *_ in values if value is not None), default=timedelta())
    step = next((step for step in STEPS if highest <= step * LINES), None) or highest / LINES
    top = max(-(-highest // step), 1) * step
    room = WIDTH / max(len(values), 1)
    every = -(-len(values) // LABELS)
    high = HEIGHT - BOTTOM - TOP
    bars = []
    for place, (label, value, is_open, href, note) in enumerate(values):
        height = high if is_open else high * ((value or timedelta()) / top)
        x, y = room * (place + GAP / 2), HEIGHT - BOTTOM - height
        width = min(room * (1 - GAP), WIDEST)
        x += (room * (1 - GAP) - width) / 2
        short = _cut(label, room * every * USUAL / WIDTH) if place % every == 0 else ""
        place_and_size = (round(x, 2), round(y, 1), round(width, 2), round(height, 1))
        bars.append(Bar(label, short, value, *place_and_size, is_open, href, note))
    lines = tuple(
        Line(step * number, round(HEIGHT - BOTTOM - high * (step * number / top), 1))
        for number in range(round(top / step) + 1)
    )
    return Chart(tuple(bars), lines)


def _cut(label: str, room: float) -> str:
    letters = max(int(room / LETTER), 2)
    return label if len(label) <= letters else f"{label[: letters - 1]}…"
