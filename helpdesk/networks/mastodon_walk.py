"""How a poll walks through a Mastodon list of notifications so that none is lost. Pure.

Ids are opaque and handed out by parallel workers: a lower one can appear after a higher one. So each walk begins
with the newest page and fixes, then and there, the mark of the *next* walk: the 40th newest. What appears later
appears above that mark, and the next walk reads everything above it again. If this walk's own mark is on the newest
page, that page was all of it. Otherwise the walk goes forward from its mark (`min_id`), oldest first, up to the
newest id it began with. Some servers (snac) give the newest above `min_id` instead of the next; if the first page
forward shares an id with the newest page, the walk looks below it (`max_id`) and goes back down if there is more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

OVERLAP = 40
BEFORE_ALL = "0"


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. At rest only `mark` is set; `mark` None means: everything is to be read."""

    mark: str | None = None  # this walk reads what is above it
    next_mark: str | None = None  # the next walk reads what is above that
    newest: tuple[str, ...] = ()  # the newest page when the walk began, newest first
    back: str | None = None  # the next page is what precedes this id
    forward: str | None = None  # otherwise it is what follows this one
    seen: int = 0  # ids seen so far, while next_mark is still to be found

    @classmethod
    def from_cursor(cls, cursor: str | None) -> Walk:
        """The walk that a cursor stands for; a cursor that cannot be read begins anew, which loses nothing."""
        try:
            kept = json.loads(cursor or "{}")
            walk = cls(**kept | {"newest": tuple(kept.get("newest", ()))})
        except (ValueError, TypeError, AttributeError):
            return cls()
        ids = (walk.mark, walk.next_mark, walk.back, walk.forward, *walk.newest)
        return walk if all(isinstance(each, str | None) for each in ids) and isinstance(walk.seen, int) else cls()

    def cursor(self) -> str:
        """The walk as text to store."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    def question(self) -> dict[str, str]:
        """The paging parameters of the next request."""
        if self.back is not None:
            return {"max_id": self.back} | ({"since_id": self.mark} if self.mark is not None else {})
        return {"min_id": self.forward} if self.forward is not None else {}

    def after(self, ids: Sequence[str]) -> Step:
        """What follows from a page with these ids, newest first."""
        if self.back is not None:
            return self._after_back(ids)
        return self._after_newest(ids) if self.forward is None else self._after_forward(ids)

    def _after_newest(self, ids: Sequence[str]) -> Step:
        if not ids:
            return Step(Walk(mark=self.mark), more=False)
        if len(ids) < OVERLAP and self.mark is None:  # the whole list, or a server with tiny pages: look below it
            return Step(Walk(back=ids[-1], seen=len(ids)), more=True)
        next_mark = ids[:OVERLAP][-1]
        if self.mark in ids:
            return Step(Walk(mark=next_mark), more=False)
        # The page itself is left out: it comes again at the end of the walk forward, in its turn.
        walk = Walk(self.mark, next_mark, tuple(ids), forward=self.mark if self.mark is not None else BEFORE_ALL)
        return Step(walk, more=True, taken=False)

    def _after_forward(self, ids: Sequence[str]) -> Step:
        rest = Walk(mark=self.next_mark)
        if not ids:
            return Step(rest, more=False)
        if ids[0] == self.forward:
            return Step(rest, more=False, broken_off=True)
        arrived = self.newest[0] in ids
        first_page = self.forward == (self.mark if self.mark is not None else BEFORE_ALL)
        if first_page and not set(self.newest).isdisjoint(ids):
            return Step(replace(self, back=ids[-1], forward=None if arrived else ids[0]), more=True)
        return Step(rest if arrived else replace(self, forward=ids[0]), more=not arrived)

    def _after_back(self, ids: Sequence[str]) -> Step:
        walk = self
        if self.next_mark is None and self.seen + len(ids) >= OVERLAP:
            walk = replace(self, next_mark=ids[OVERLAP - self.seen - 1])
        at_the_end = not ids or self.mark in ids
        broken_off = not at_the_end and ids[-1] == self.back
        if not at_the_end and not broken_off:
            return Step(replace(walk, back=ids[-1], seen=self.seen + len(ids)), more=True)
        if self.forward is not None:  # nothing is missing below, or no more can be had: now on to the newest
            return Step(replace(walk, back=None), more=True, broken_off=broken_off)
        return Step(Walk(mark=walk.next_mark), more=False, broken_off=broken_off)


@dataclass(frozen=True, slots=True)
class Step:
    """The walk after a page; whether to ask again now; whether to take the page's items.

    `broken_off`: the server repeats its page, so what lies beyond it could not be read.
    """

    walk: Walk
    more: bool
    taken: bool = True
    broken_off: bool = False
