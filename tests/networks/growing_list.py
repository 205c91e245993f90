"""A model of a server's list of notifications that grows, late ids and all, while a desk reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from helpdesk.networks.mastodon_walk import Walk

GAP = 2**80  # room between two ids for late ones, so that there is always one in the middle


@dataclass
class Shelf:
    """A server's list, oldest first, and a desk that reads it with nothing but its stored cursor."""

    largest_page: int = 80
    newest_first: bool = False  # snac: gives the newest above min_id, and does not know since_id
    ids: list[int] = field(default_factory=list)
    found: set[int] = field(default_factory=set)
    highest: int = 0
    requests: int = 0
    since_request: int = 0
    cursor: str | None = None
    more: bool = False

    def arrive(self, count: int) -> None:
        for _ in range(count):
            self.highest += GAP
            self.ids.append(self.highest)

    def arrive_between_requests(self, count: int) -> None:
        """Any number between two walks, but between two requests of one walk less than a page."""
        self.arrive(self._at_most(count))

    def delete(self, chance: Random, count: int) -> None:
        for each in chance.sample(self.ids, min(self._at_most(count), len(self.ids))):
            self.ids.remove(each)

    def _at_most(self, count: int) -> int:
        allowed = min(count, 30 - self.since_request) if self.more else count
        self.since_request += allowed
        return allowed

    def arrive_late(self, above: int) -> None:
        """One whose id was handed out earlier: so many ids are above it already."""
        place = max(0, len(self.ids) - above)
        below = self.ids[place - 1] if place else 0
        over = self.ids[place] if place < len(self.ids) else below + 2 * GAP
        self.ids.insert(place, (below + over) // 2)
        self.highest = max(self.highest, self.ids[-1])

    def page(self, question: dict[str, str]) -> list[int]:
        since = 0 if self.newest_first else int(question.get("since_id", 0))
        low, high = int(question.get("min_id", since)), int(question.get("max_id", 2**1000))
        above = [each for each in self.ids if low < each < high]
        forward = "min_id" in question and not self.newest_first
        chosen = above[: self.largest_page] if forward else above[-self.largest_page :]
        return chosen[::-1]

    def poll(self) -> None:
        """One request, as the connector makes it."""
        walk = Walk.from_cursor(self.cursor)
        ids = self.page(walk.question())
        step = walk.after([str(each) for each in ids])
        assert not step.broken_off
        if step.taken:
            self.found.update(ids)
        self.cursor, self.more = step.walk.cursor(), step.more
        self.requests += 1
        self.since_request = 0

    def poll_to_the_end(self) -> int:
        before = self.requests
        self.poll()
        while self.more:
            self.poll()
            assert self.requests - before < 2 + 2 * len(self.ids), "the walk has no end"
        return self.requests - before
