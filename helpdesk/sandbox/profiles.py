"""The posts of one account."""

from __future__ import annotations

import sqlite3

from helpdesk.sandbox.paging import Page
from helpdesk.sandbox.posts import Post, read_posts


def account_posts(
    connection: sqlite3.Connection,
    account_id: int,
    page: Page,
    *,
    viewer_id: int | None,
    without_replies: bool = False,
) -> list[Post]:
    """One page of the account's posts that the viewer may see, newest first."""
    condition, values, order = page.select("id")
    own = account_id == viewer_id
    seen = "" if own else " AND visibility IN ('public', 'unlisted')"
    first = " AND parent_id IS NULL" if without_replies else ""
    rows = connection.execute(
        f"SELECT id FROM post WHERE account_id = ? AND deleted_ms IS NULL{seen}{first}"  # noqa: S608 - our words
        f" AND {condition} ORDER BY id {order} LIMIT ?",
        (account_id, *values, page.limit),
    )
    return read_posts(connection, sorted((row["id"] for row in rows), reverse=True))
