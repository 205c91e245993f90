"""Finding posts by their words, as GET /api/v2/search?type=statuses does on Mastodon."""

from __future__ import annotations

import re
import sqlite3

from helpdesk.sandbox.paging import Page
from helpdesk.sandbox.posts import OPEN_VISIBILITIES, Post, read_posts

_TERM = re.compile(r'"([^"]+)"|(\S+)')
MOST_TERMS = 20


def terms(asked: str) -> list[str]:
    """The words of a question; those in quotes belong together."""
    return [(phrase or word).strip() for phrase, word in _TERM.findall(asked)][:MOST_TERMS]


def matching_posts(connection: sqlite3.Connection, asked: str, page: Page) -> list[Post]:
    """One page of the public posts that hold every term, newest first; none for a question without terms."""
    wanted = [term for term in terms(asked) if term]
    if not wanted:
        return []
    condition, values, order = page.select("id")
    holds = " AND ".join(["text LIKE ? ESCAPE '\\'"] * len(wanted))
    seen = ", ".join(f"'{each}'" for each in OPEN_VISIBILITIES)
    rows = connection.execute(
        f"SELECT id FROM post WHERE deleted_ms IS NULL AND visibility IN ({seen}) AND {holds}"  # noqa: S608 - our words
        f" AND {condition} ORDER BY id {order} LIMIT ?",
        (*(f"%{_literal(term)}%" for term in wanted), *values, page.limit),
    )
    return read_posts(connection, sorted((row["id"] for row in rows), reverse=True))


def _literal(term: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", term)
