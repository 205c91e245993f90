"""Whom a post names, and the notification each of them gets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk.sandbox.accounts import find_handle
from helpdesk.sandbox.identifiers import take_id
from helpdesk.sandbox.paging import Page
from helpdesk.sandbox.posts import Post, read_posts

# An @ inside a word, an address or a link names nobody; a handle with a domain lives on another server.
NAMED = re.compile(r"(?<![\w@/=.])@([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?!@?[\w])(?!@)", re.ASCII)
SEPARATOR = re.compile(r"[.-]+[^.-]*$")


@dataclass(frozen=True)
class Notification:
    """One account was named (or answered) by one post."""

    id: int
    created_ms: int
    post: Post


def handles(candidate: str) -> Iterator[str]:
    """The handles that `@candidate` may mean, longest first: in "@carl.Thanks" also plain "carl"."""
    while candidate:
        yield candidate
        shorter = SEPARATOR.sub("", candidate)
        candidate = shorter if shorter != candidate else ""


def named_accounts(connection: sqlite3.Connection, text: str) -> list[int]:
    """The accounts that the text names, in the order of their first naming, each once."""
    found: dict[int, None] = {}
    for match in NAMED.finditer(text):
        for handle in handles(match[1][:65]):  # no handle is longer than 64
            account = find_handle(connection, handle)
            if account:
                found[account.id] = None
                break
    return list(found)


def record_mentions(
    connection: sqlite3.Connection, post_id: int, author_id: int, account_ids: list[int], now_ms: int
) -> None:
    """Notes that the post names these accounts; the author is never notified, nobody twice."""
    for account_id in account_ids:
        if account_id == author_id:
            continue
        known = connection.execute(
            "SELECT 1 FROM mention WHERE post_id = ? AND account_id = ?", (post_id, account_id)
        ).fetchone()
        if not known:
            connection.execute(
                "INSERT INTO mention VALUES (?, ?, ?, ?)",
                (take_id(connection, now_ms), account_id, post_id, now_ms),
            )


def read_notifications(connection: sqlite3.Connection, account_id: int, page: Page) -> list[Notification]:
    """One page of the account's notifications, newest first; those of deleted posts are gone."""
    condition, values, order = page.select("mention.notification_id")
    rows = connection.execute(
        "SELECT mention.* FROM mention JOIN post ON post.id = mention.post_id "  # noqa: S608 - our own words
        f"WHERE mention.account_id = ? AND post.deleted_ms IS NULL AND {condition} "
        f"ORDER BY mention.notification_id {order} LIMIT ?",
        (account_id, *values, page.limit),
    ).fetchall()
    posts = {post.id: post for post in read_posts(connection, [row["post_id"] for row in rows])}
    found = [Notification(row["notification_id"], row["created_ms"], posts[row["post_id"]]) for row in rows]
    return sorted(found, key=lambda notification: notification.id, reverse=True)
