"""RSS and Atom feeds: a blog, a forum, a status page. They are only listened to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from helpdesk.clock import Clock
from helpdesk.networks import answer as answers
from helpdesk.networks import feed_gap
from helpdesk.networks import feed_reading as reading
from helpdesk.networks.answer import Answer
from helpdesk.networks.door import Door
from helpdesk.networks.errors import NetworkError, RefusedByNetwork, Uncertain, WrongSettings
from helpdesk.networks.protocol import Access, Author, Limits, Outgoing, Page, Post, Posted, Quota

ASKED_EVERY = timedelta(seconds=60)  # however often we are polled: these are other people's small servers
LARGEST = 2_000_000  # bytes of a feed
ACCEPTED = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
MOVED = (301, 308)
UNCHANGED = 304
ONLY_LISTENS = "A feed is only listened to: nothing can be posted or looked up there."


class Feed:
    """The connector of one feed. Its cursor is what the server said last (a tag, a date, a hash of the document), and
    which entries were the newest."""

    repeat_is_harmless = False
    can_search = False

    def __init__(self, access: Access, clock: Clock, timeout_seconds: float = 10) -> None:
        self._address, self._clock = access.base_url.strip(), clock
        try:
            parts = urlsplit(self._address)
            server = f"{parts.scheme}://{parts.netloc}"
        except ValueError as error:
            raise WrongSettings("The feed's address is no web address.") from error
        self._path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._door = Door(
            server, access.token or None, clock=clock, timeout_seconds=timeout_seconds, max_bytes=LARGEST,
            error_of=_error_of,
        )  # fmt: skip
        self._asked_at: datetime | None = None
        self._error: NetworkError | None = None  # how asking ended, if badly

    def whoami(self) -> Author:
        """The feed, by its address. Asks nothing."""
        host = urlsplit(self._address).hostname or self._address
        return Author(self._address, host, host, None)

    def limits(self) -> Limits:
        """Nothing is posted here; the usual 140 stands for a limit."""
        return Limits(140, 23, "code points")

    def mentions(self, cursor: str | None) -> Page:
        """All entries of the feed when it has changed since `cursor`; none otherwise. At most one request a minute."""
        now = self._clock.now()
        if self._asked_at is not None and timedelta(0) <= now - self._asked_at < ASKED_EVERY:
            if self._error is not None:
                raise self._error
            return Page((), cursor or "", more=False)
        # What nobody foresaw reaches the log; until it is asked again, the feed does not count as heard.
        self._asked_at, self._error = now, Uncertain(f"{self.whoami().handle} could not be read; the log says why.")
        try:
            page = self._page(_known(cursor), now)
        except NetworkError as error:
            self._error = error
            raise
        self._error = None
        return page

    def _page(self, known: Mapping[str, str], now: datetime) -> Page:
        headers = {"Accept": ACCEPTED}
        headers |= {name: known[key] for name, key in CONDITIONS.items() if key in known}
        answer = self._door.request("GET", self._path, headers=headers)
        if answer.status == UNCHANGED:
            return Page((), json.dumps(dict(known)), more=False)
        told = {key: answer.headers[name] for name, key in TOLD.items() if _repeatable(answer.headers.get(name))}
        told["sha256"] = hashlib.sha256(answer.body).hexdigest()
        remembered = {key: known[key] for key in ("newest", "newest_at") if key in known}
        if told["sha256"] == known.get("sha256"):
            return Page((), json.dumps(remembered | told), more=False)
        try:
            feed = reading.read(answer.body, answer.headers.get("content-type", ""), self._address, now)
        except reading.NotAFeed as reason:
            raise Uncertain(f"{self.whoami().handle} answered, but not with a feed: {reason}.", answer.status) from None
        cursor = json.dumps(remembered | feed_gap.seen(feed.entries, now) | told)
        return Page(feed.entries, cursor, more=False, gap=feed_gap.lost(known, feed.entries, now))

    def search(self, words: str, cursor: str | None) -> Page:
        """A feed can't be searched. Raises RefusedByNetwork."""
        raise RefusedByNetwork(ONLY_LISTENS, 0)

    def opening(self, author: Author) -> str:
        """Nothing: no reply is ever written."""
        return ""

    def post(self, reply: Outgoing) -> Posted:
        """Raises RefusedByNetwork."""
        raise RefusedByNetwork(ONLY_LISTENS, 0)

    def read(self, remote_id: str) -> Post:
        """Raises RefusedByNetwork."""
        raise RefusedByNetwork(ONLY_LISTENS, 0)

    def own_posts(self, newest: int = 40, since: datetime | None = None) -> list[Posted]:
        """None: we write no feed."""
        return []

    def keys_live(self) -> timedelta:
        """Nothing is posted."""
        return timedelta(0)

    def delete(self, remote_id: str) -> None:
        """Raises RefusedByNetwork."""
        raise RefusedByNetwork(ONLY_LISTENS, 0)

    def quotas(self) -> tuple[Quota, ...]:
        """None is told."""
        return ()

    def take_spent(self) -> int:
        """Nothing."""
        return 0

    def close(self) -> None:
        """Closes the connections."""
        self._door.close()


CONDITIONS = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
TOLD = {"etag": "etag", "last-modified": "modified"}


def _error_of(answer: Answer, now: datetime) -> NetworkError | None:
    if answer.status == UNCHANGED:
        return None
    if answer.status in MOVED:
        elsewhere = answer.headers.get("location", "")
        there = f" to {elsewhere[:300]}" if elsewhere.isprintable() and elsewhere else ""
        return RefusedByNetwork(f"The feed has moved{there}: connect it again with its new address.", answer.status)
    return answers.error_of(answer, now)


def _known(cursor: str | None) -> Mapping[str, str]:
    """What the cursor says; one that can't be read is none, which loses nothing."""
    try:
        kept = json.loads(cursor or "{}")
    except ValueError:
        return {}
    usable = isinstance(kept, dict) and all(_repeatable(value) for value in kept.values())
    return kept if usable else {}


def _repeatable(value: object) -> bool:
    """Whether it can be sent back in a header."""
    return isinstance(value, str) and 0 < len(value) <= 500 and value.isascii() and value.isprintable()
