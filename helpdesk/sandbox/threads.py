"""How posts hang together: what stands above and below one, and the threads of the timeline."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from helpdesk.sandbox.paging import Page
from helpdesk.sandbox.posts import OPEN_VISIBILITIES, Post, read_posts


@dataclass(frozen=True)
class Placed:
    """A post and how many answers deep it stands below the first post shown."""

    post: Post
    depth: int


@dataclass(frozen=True)
class Thread:
    """A first post (None if it was deleted) and what was answered below it, in reading order."""

    id: int
    first: Post | None
    replies: list[Placed]


def thread_posts(connection: sqlite3.Connection, root_ids: list[int]) -> list[Post]:
    """All live posts of these threads, oldest first."""
    rows = connection.execute(
        "SELECT id FROM post WHERE root_id IN (SELECT value FROM json_each(?)) AND deleted_ms IS NULL ORDER BY id",
        (json.dumps(root_ids),),
    )
    ids = [row["id"] for row in rows]
    return read_posts(connection, ids)


def ancestors(post: Post, thread: list[Post]) -> list[Post]:
    """The posts that this one answers, the first of all first; a deleted one ends the chain."""
    by_id = {other.id: other for other in thread}
    chain: list[Post] = []
    above = by_id.get(post.parent_id or 0)
    while above:
        chain.append(above)
        above = by_id.get(above.parent_id or 0)
    return chain[::-1]


def descendants(post_id: int | None, thread: list[Post]) -> list[Placed]:
    """What was answered below a post, each answer directly under what it answers, oldest first.

    With None: below nothing that is left, that is the posts whose parent was deleted, and what hangs below them.
    """
    below: dict[int | None, list[Post]] = defaultdict(list)
    for post in thread:
        below[post.parent_id].append(post)
    placed: list[Placed] = []
    waiting = [Placed(post, 1) for post in reversed(below[post_id])]
    while waiting:
        current = waiting.pop()
        placed.append(current)
        waiting.extend(Placed(post, current.depth + 1) for post in reversed(below[current.post.id]))
    return placed


def timeline(connection: sqlite3.Connection, page: Page) -> list[Thread]:
    """One page of threads, the newest first post first; a deleted first post stays while it has answers."""
    condition, values, order = page.select("post.id")
    rows = connection.execute(
        "SELECT id FROM post WHERE parent_id IS NULL AND (deleted_ms IS NULL OR EXISTS ("  # noqa: S608 - our words
        "  SELECT 1 FROM post AS reply WHERE reply.root_id = post.id AND reply.deleted_ms IS NULL))"
        f" AND visibility = 'public' AND {condition} "
        f"ORDER BY id {order} LIMIT ?",
        (*values, page.limit),
    )
    root_ids = sorted((row["id"] for row in rows), reverse=True)
    posts = [post for post in thread_posts(connection, root_ids) if post.visibility in OPEN_VISIBILITIES]
    return [gather(root_id, posts) for root_id in root_ids]


def gather(root_id: int, posts: list[Post]) -> Thread:
    """The thread of this first post, out of a list that may hold others too."""
    members = [post for post in posts if post.root_id == root_id]
    first = next((post for post in members if post.id == root_id), None)
    replies = [post for post in members if post.id != root_id]
    orphans = descendants(None, replies)
    return Thread(root_id, first, (descendants(root_id, replies) if first else []) + orphans)
