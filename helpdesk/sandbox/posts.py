"""A post, and how it is read from the store together with its author, its parent and whom it mentions."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.sandbox.accounts import Account, read_account

VISIBILITIES = ("public", "unlisted", "private", "direct")
OPEN_VISIBILITIES = ("public", "unlisted")


@dataclass(frozen=True)
class Post:
    """One post that is still there. `parent_id` is None also when the parent was deleted, as on Mastodon."""

    id: int
    author: Account
    text: str
    language: str | None
    visibility: str
    parent_id: int | None
    parent_account_id: int | None
    root_id: int
    created_ms: int
    edited_ms: int | None
    replies: int
    mentions: tuple[Account, ...]

    def visible_to(self, viewer_id: int | None) -> bool:
        """Whether this account (None: a stranger) may see the post."""
        if self.visibility in OPEN_VISIBILITIES or viewer_id == self.author.id:
            return True
        return any(account.id == viewer_id for account in self.mentions)


POSTS = """
SELECT post.*, parent.account_id AS parent_account_id, parent.deleted_ms AS parent_deleted_ms,
    (SELECT count(*) FROM post AS reply WHERE reply.parent_id = post.id AND reply.deleted_ms IS NULL) AS replies
FROM post LEFT JOIN post AS parent ON parent.id = post.parent_id
WHERE post.deleted_ms IS NULL AND post.id IN (SELECT value FROM json_each(?))
"""


def read_posts(connection: sqlite3.Connection, post_ids: Sequence[int]) -> list[Post]:
    """These posts in the order asked for, without those that were deleted."""
    rows = connection.execute(POSTS, (json.dumps(post_ids),)).fetchall()
    mentioned = _mentioned(connection, post_ids)
    people = _people(connection, {row["account_id"] for row in rows} | {who for _, who in mentioned})
    named: dict[int, list[Account]] = defaultdict(list)
    for post_id, who in mentioned:
        named[post_id].append(people[who])
    posts = {row["id"]: _read(row, people[row["account_id"]], tuple(named[row["id"]])) for row in rows}
    return [posts[post_id] for post_id in post_ids if post_id in posts]


def find_post(connection: sqlite3.Connection, post_id: int | None) -> Post | None:
    """One post, or None if it never was or was deleted."""
    found = read_posts(connection, [post_id]) if post_id is not None else []
    return found[0] if found else None


def _read(row: sqlite3.Row, author: Account, mentions: tuple[Account, ...]) -> Post:
    return Post(
        id=row["id"],
        author=author,
        text=row["text"],
        language=row["language"],
        visibility=row["visibility"],
        parent_id=row["parent_id"] if row["parent_deleted_ms"] is None else None,
        parent_account_id=row["parent_account_id"],
        root_id=row["root_id"],
        created_ms=row["created_ms"],
        edited_ms=row["edited_ms"],
        replies=row["replies"],
        mentions=mentions,
    )


def _mentioned(connection: sqlite3.Connection, post_ids: Sequence[int]) -> list[tuple[int, int]]:
    rows = connection.execute(
        "SELECT post_id, account_id FROM mention "
        "WHERE post_id IN (SELECT value FROM json_each(?)) ORDER BY notification_id",
        (json.dumps(post_ids),),
    )
    return [(row["post_id"], row["account_id"]) for row in rows]


def _people(connection: sqlite3.Connection, account_ids: set[int]) -> dict[int, Account]:
    rows = connection.execute(
        "SELECT * FROM account WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(account_ids)),)
    )
    return {row["id"]: read_account(row) for row in rows}
