"""How the waits are spread: how many customers waited how long, with those who still do. Pure but for the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.language import N_
from helpdesk.reports.histograms import EDGES
from helpdesk.web.report_links import Links

NAMES = (
    *(
        N_("under 1 min"),
        N_("1 to 5 min"),
        N_("5 to 15 min"),
        N_("15 to 30 min"),
        N_("30 to 60 min"),
        N_("1 to 2 h"),
        N_("2 to 4 h"),
    ),
    *(N_("4 to 8 h"), N_("8 to 24 h"), N_("1 to 3 days"), N_("over 3 days")),
)
WIDTH, HEIGHT = 100, 196  # across in per cent, down in pixels
BOTTOM, TOP = 24, 36  # at the top stands what the bar says that is looked at
GAP = 0.2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: customers who were answered, or who still wait for so long."""

    count: int
    y: float
    height: float
    href: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One bar."""

    name: str
    x: float
    width: float
    answered: Part
    open: Part

    @property
    def count(self) -> int:
        """All of its customers."""
        return self.answered.count + self.open.count

    @property
    def top(self) -> float:
        """Where its number stands."""
        return min(self.answered.y, self.open.y) - 5


@dataclass(frozen=True, slots=True)
class Distribution:
    """The bars, ready to draw."""

    bars: tuple[Spread, ...]
    height: int = HEIGHT
    ground: int = HEIGHT - BOTTOM


def distribution(answered: Sequence[int], going_on: Sequence[int], links: Links) -> Distribution:
    """The bars of how many were answered, and how many still wait, between each two of `histograms.EDGES`."""
    most = max((a + b for a, b in zip(answered, going_on, strict=True)), default=0) or 1
    room, high = WIDTH / len(EDGES), HEIGHT - BOTTOM - TOP
    bars = []
    for place, name in enumerate(NAMES):
        over, under = EDGES[place] or None, EDGES[place + 1] if place + 1 < len(EDGES) else None
        gone, still = (links.behind(which, over=over, under=under) for which in ("answered", "open"))
        low, up = high * answered[place] / most, high * going_on[place] / most
        ground = HEIGHT - BOTTOM
        bars.append(
            Spread(
                name, round(room * (place + GAP / 2), 2), round(room * (1 - GAP), 2),
                Part(answered[place], round(ground - low, 1), round(low, 1), gone),
                Part(going_on[place], round(ground - low - up, 1), round(up, 1), still),
            )
        )  # fmt: skip
    return Distribution(tuple(bars))
