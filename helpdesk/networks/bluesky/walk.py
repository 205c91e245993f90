"""How a poll walks through a Bluesky list, newest first, so that no mention is lost. Pure.

The list is sorted by the moment that a post *says* it was written, if that is earlier than its arrival: what a server
delivers late, or somebody dates back, appears far below the newest. So:

- A walk goes from the newest down to its mark (the newest of the walk before) and past it, until 50 known items, or
  a day, have been seen again. Only then its mark moves.
- The next page begins at the last item again (see cursor.py); where that cannot be, a gap is declared.
- Deeper sweeps look a day back each hour and 30 days back each day, one page a poll, so that what is new never waits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from helpdesk.networks.bluesky.cursor import MILLISECOND, Onwards, milliseconds, moment_at, next_page
from helpdesk.networks.protocol import Gap

KNOWN_AGAIN = 50
OVERLAP = timedelta(days=1)
WIDE, WIDE_EVERY = timedelta(days=1), timedelta(hours=1)
DEEP, DEEP_EVERY = timedelta(days=30), timedelta(days=1)
REACHED_BACK = 10  # so many items below the mark do not all disappear by their authors' own doing
MOST_CROWDED = 50


class Listed(NamedTuple):
    """A page: the moments of its items as they stand there (None where one says none), and the server's cursor."""

    moments: Sequence[datetime | None]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. Moments are milliseconds since 1970; at rest there is no `at` and no `newest`."""

    mark: int | None = None  # everything down to here was read; None: nothing yet
    newest: int | None = None  # of the walk under way: its mark when it has arrived
    at: str | None = None  # of the walk under way: where its next page begins
    known: int = 0  # of the walk under way: items seen again, at or below the mark
    below: int = 0  # how many such items the last walk saw
    sweeping: bool = False  # whether the next page is the sweep's
    sweep_at: str | None = None
    sweep_to: int | None = None
    wide: int | None = None  # when the last sweep of a day began
    deep: int | None = None  # when the last one of 30 days began
    crowded: tuple[int, ...] = ()  # milliseconds whose gap was declared: they are met again and again

    @classmethod
    def from_cursor(cls, cursor: str | None) -> Walk:
        """The walk that a cursor stands for; a cursor that cannot be read begins anew, which loses nothing."""
        try:
            kept = json.loads(cursor or "{}")
            walk = cls(**kept | {"crowded": tuple(kept.get("crowded", ()))})
        except (ValueError, TypeError, AttributeError):
            return cls()
        texts = {"at": walk.at, "sweep_at": walk.sweep_at}
        numbers = [value for name, value in asdict(walk).items() if name not in (*texts, "crowded")]
        sound = all(isinstance(each, str | None) for each in texts.values()) and all(
            isinstance(each, int | None) for each in (*numbers, *walk.crowded)
        )
        return walk if sound else cls()

    @classmethod
    def beginning(cls, at: datetime) -> Walk:
        """A first walk that goes no further back than to a day before `at`."""
        return cls(mark=milliseconds(at))

    def cursor(self) -> str:
        """The walk as text to store."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    def question(self) -> str | None:
        """The cursor to ask with; None for the newest page."""
        return self.sweep_at if self.sweeping else self.at

    def anew(self) -> Walk:
        """The same walk from the newest again, without the sweep that was under way: the next one finds as much."""
        return Walk(mark=self.mark, below=self.below, wide=self.wide, deep=self.deep, crowded=self.crowded)

    def after(self, page: Listed, now: datetime, *, sweeps: bool = True) -> Step:
        """What follows from a page. `sweeps`: whether this list is one that is dated back."""
        step = self._after(page, now, sweeps)
        crowded = None if step.gap is None or step.gap.since is None else milliseconds(step.gap.since)
        if crowded is None:
            return step
        if crowded in self.crowded:
            return replace(step, gap=None)
        return replace(step, walk=replace(step.walk, crowded=(*self.crowded, crowded)[-MOST_CROWDED:]))

    def _after(self, page: Listed, now: datetime, sweeps: bool) -> Step:
        told = [each for each in page.moments if each is not None]
        onwards = next_page(self.question(), told[-1] if told else None, page.cursor)
        oldest = min((milliseconds(each) for each in told), default=None)
        if self.sweeping:
            return self._after_sweep(onwards, oldest)
        newest = self.newest if self.at else max((milliseconds(each) for each in told), default=self.mark)
        known = self.known + sum(self.mark is None or milliseconds(each) <= self.mark for each in told)
        walk = replace(self, newest=newest, known=known, at=onwards.cursor)
        if onwards.cursor is not None and not walk._arrived(oldest):
            return Step(walk, more=True, gap=onwards.gap)
        gap = onwards.gap or walk._lost(oldest, now)
        rest = Walk(mark=newest, below=min(known, KNOWN_AGAIN), sweep_at=self.sweep_at, sweep_to=self.sweep_to,
                    wide=self.wide, deep=self.deep, crowded=self.crowded)  # fmt: skip
        if sweeps:
            rest = rest._with_sweep(onwards.cursor, oldest, now)
        return Step(rest, more=rest.sweeping, gap=gap)

    def _arrived(self, oldest: int | None) -> bool:
        if self.mark is None:
            return False  # the first walk goes to the end of the list
        far_enough = oldest is not None and oldest < self.mark - OVERLAP // MILLISECOND
        return far_enough or self.known >= KNOWN_AGAIN

    def _lost(self, oldest: int | None, now: datetime) -> Gap | None:
        """The list ended above the mark, though there was enough below it: the network has forgotten some."""
        if self.at is not None or self.mark is None or self.known or self.below < REACHED_BACK:
            return None
        until = now if oldest is None else moment_at(oldest)
        return Gap(moment_at(self.mark), max(until, moment_at(self.mark)), "The network's list no longer reaches back.")

    def _with_sweep(self, onwards: str | None, oldest: int | None, now: datetime) -> Walk:
        """Goes on with the sweep under way, or begins one that is due where this walk has ended."""
        at = milliseconds(now)
        if self.sweep_at is not None:
            return replace(self, sweeping=True)
        if self.wide is None or self.deep is None:  # the first walk has read everything
            return replace(self, wide=at, deep=at)
        deep = at - self.deep >= DEEP_EVERY // MILLISECOND
        if not deep and at - self.wide < WIDE_EVERY // MILLISECOND:
            return self
        begun = replace(self, wide=at, deep=at if deep else self.deep)
        sweep_to = at - (DEEP if deep else WIDE) // MILLISECOND
        if onwards is None or (oldest is not None and oldest < sweep_to):
            return begun  # this walk went as far
        return replace(begun, sweeping=True, sweep_at=onwards, sweep_to=sweep_to)

    def _after_sweep(self, onwards: Onwards, oldest: int | None) -> Step:
        over = oldest is not None and self.sweep_to is not None and oldest < self.sweep_to
        if over or onwards.cursor is None:
            return Step(replace(self, sweeping=False, sweep_at=None, sweep_to=None), more=False, gap=onwards.gap)
        return Step(replace(self, sweeping=False, sweep_at=onwards.cursor), more=False, gap=onwards.gap)


@dataclass(frozen=True, slots=True)
class Step:
    """The walk after a page; whether to ask again now; what can no longer be had."""

    walk: Walk
    more: bool
    gap: Gap | None = None
