"""Plays planned posts at their rhythm, faster or slower, and goes on where it stopped."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk.clock import Clock
from helpdesk.sandbox.planned import PlannedPost
from helpdesk.sandbox.publishing import NewPost, insert_post
from helpdesk.sandbox.store import Store

BATCH = 500  # posts in one transaction
SHORTEST_WAIT = 0.05  # seconds; what falls due within it is published together
LONGEST_WAIT = 1.0  # seconds; so that a clock that is set forward is noticed


def due(posts: Sequence[PlannedPost], beginning: datetime, speed: float, now: datetime) -> int:
    """How many of these posts, which stand in order of time, should have been published by now."""
    position = (now - beginning).total_seconds() * speed
    return next((index for index, post in enumerate(posts) if post.offset > position), len(posts))


class Player:
    """Publishes the posts that were not published before; the pause while it was stopped does not count.

    `speed` 2 plays twice as fast. Raises ValueError if the speed is not above 0.
    """

    def __init__(self, store: Store, posts: Sequence[PlannedPost], clock: Clock, speed: float = 1.0) -> None:
        if not 0 < speed < float("inf"):
            raise ValueError("The speed must be a number above 0.")
        self.store = store
        self.clock = clock
        self.speed = speed
        with store.reading() as connection:
            played = {row["key"] for row in connection.execute("SELECT key FROM played")}
        ordered = sorted(posts, key=lambda post: post.offset)
        self.waiting = [post for post in ordered if post.key not in played]
        self.published = len(ordered) - len(self.waiting)
        self._position = max((post.offset for post in ordered if post.key in played), default=0.0)
        self._beginning: datetime | None = None

    def step(self, now: datetime) -> float | None:
        """Publishes what is due, at most one batch, in one transaction.

        Gives the seconds until the next post (0: more is due already), or None when everything is published.
        """
        if self._beginning is None:
            self._beginning = now - timedelta(seconds=self._position / self.speed)
        batch = self.waiting[: min(due(self.waiting, self._beginning, self.speed, now), BATCH)]
        if batch:
            with self.store.writing() as connection:
                for post in batch:
                    _publish(connection, post, now)
            self.waiting = self.waiting[len(batch) :]
            self.published += len(batch)
        if not self.waiting:
            return None
        moment = self._beginning + timedelta(seconds=self.waiting[0].offset / self.speed)
        return max((moment - now).total_seconds(), 0.0)

    def run(self, stop: threading.Event) -> None:
        """Plays until all is published or `stop` is set."""
        while not stop.is_set():
            wait = self.step(self.clock.now())
            if wait is None:
                return
            stop.wait(min(max(wait, SHORTEST_WAIT), LONGEST_WAIT))


def _publish(connection: sqlite3.Connection, post: PlannedPost, now: datetime) -> None:
    new = NewPost(
        handle=post.author,
        name=post.name,
        text=post.text,
        parent_id=_played_parent(connection, post.reply_to),
        language=post.language,
        addressed=post.account,
    )
    post_id = insert_post(connection, new, now)
    connection.execute("INSERT INTO played VALUES (?, ?)", (post.key, post_id))


def _played_parent(connection: sqlite3.Connection, key: str | None) -> int | None:
    """The post that was published for this key, unless it was deleted or is not played yet."""
    row = connection.execute(
        "SELECT post.id FROM played JOIN post ON post.id = played.post_id"
        " WHERE played.key = ? AND post.deleted_ms IS NULL",
        (key,),
    ).fetchone()
    return int(row["id"]) if row else None
