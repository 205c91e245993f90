"""A connector for @brightbyte at the fake X, and its walks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpdesk.networks.protocol import Access, Outgoing, Post
from helpdesk.networks.x.connector import X
from tests.simulator.x import FakeX

ANSWER = "Sorry, Carl! We look into it. ^AL"


@contextmanager
def desk_at(x: FakeX, *, secret: str | None = None, patience: float = 5, **access: Any) -> Iterator[X]:
    """The connector, with a user's token unless told otherwise."""
    token = x.token_of("brightbyte") if secret is None else secret
    connector = X(Access(x.base_url, "@brightbyte", token, **access), x.clock, patience, words=x.words)  # type: ignore[arg-type]
    yield connector
    connector.close()


def walk(desk: X, cursor: str | None = None, words: str | None = None) -> tuple[list[Post], str]:
    """All pages of one poll; gives the posts and the cursor to store."""
    posts: list[Post] = []
    while True:
        page = desk.mentions(cursor) if words is None else desk.search(words, cursor)
        for item in page.items:
            assert isinstance(item, Post)
            posts.append(item)
        cursor = page.cursor
        if not page.more:
            return posts, cursor


def reply_to(x: FakeX, parent: str, text: str = ANSWER) -> Outgoing:
    return Outgoing(text, parent, "reply-1", x.clock.now())
