"""A network that says what a test tells it to: for what no server on this machine does (gaps, searches, prices)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.networks.errors import Missing, NetworkError
from helpdesk.networks.protocol import Author, Limits, Outgoing, Page, Post, Posted, Quota
from tests.cast import NOON

CARL = Author("carl-id", "carl", "Carl", 7)


def post(remote_id: str, text: str = "@brightbyte hello", **more: object) -> Post:
    """One post by Carl."""
    values: dict[str, object] = {
        "remote_id": remote_id, "author": CARL, "text": text, "published_at": NOON, "parent_remote_id": None,
        "url": None, "lang": None, "visibility": None,
    }  # fmt: skip
    return Post(**(values | more))  # type: ignore[arg-type]  # the test knows the types


@dataclass
class Scripted:
    """Plays `pages` of mentions and of each word's hits, one a call; then empty ones."""

    pages: list[Page | NetworkError] = field(default_factory=list)
    hits: dict[str, list[Page | NetworkError]] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    told: tuple[Quota, ...] = ()
    price: int = 0
    can_search: bool = True
    repeat_is_harmless: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    _spent: int = 0

    def mentions(self, cursor: str | None) -> Page:
        return self._next("", self.pages, cursor)

    def search(self, words: str, cursor: str | None) -> Page:
        return self._next(words, self.hits.get(words, []), cursor)

    def _next(self, what: str, pages: list[Page | NetworkError], cursor: str | None) -> Page:
        self.asked.append((what, cursor))
        self._spent += self.price
        page = pages.pop(0) if pages else Page((), cursor or "start", more=False)
        if isinstance(page, NetworkError):
            raise page
        return page

    def read(self, remote_id: str) -> Post:
        self.asked.append(("read", remote_id))
        if remote_id not in self.posts:
            raise Missing("It is gone.", 404)
        return self.posts[remote_id]

    def quotas(self) -> tuple[Quota, ...]:
        return self.told

    def take_spent(self) -> int:
        spent, self._spent = self._spent, 0
        return spent

    def whoami(self) -> Author:
        return Author("our-own-id", "brightbyte", "Brightbyte", None)

    def limits(self) -> Limits:
        return Limits(500, 23, "graphemes")

    def opening(self, author: Author) -> str:
        return f"@{author.handle} "

    def post(self, reply: Outgoing) -> Posted:
        raise NotImplementedError

    def own_posts(self, newest: int = 40, since: datetime | None = None) -> list[Posted]:
        return []

    def keys_live(self) -> timedelta:
        return timedelta(0)

    def delete(self, remote_id: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""


Act = Callable[[], object]
