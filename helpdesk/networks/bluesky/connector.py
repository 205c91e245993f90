"""Bluesky, and whatever speaks its part of the AT Protocol: a server that keeps our account, a view of the network.

The token is an app password. Our own posts are read where they are kept, so at once; those of others in the view.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from helpdesk.clock import Clock
from helpdesk.networks.bluesky import calls, reading, thread
from helpdesk.networks.bluesky.answer import Occupied, error_of
from helpdesk.networks.bluesky.facets import facets_of, handles_in
from helpdesk.networks.bluesky.lists import Asked, Lists
from helpdesk.networks.bluesky.record import Address, moment_of, post_address, reply_key, reply_record
from helpdesk.networks.bluesky.session import Session
from helpdesk.networks.bluesky.walk import Walk
from helpdesk.networks.door import Door
from helpdesk.networks.errors import NotSent, RefusedByNetwork, Uncertain, WrongSettings
from helpdesk.networks.json_reading import CannotRead, fields, not_understood
from helpdesk.networks.protocol import Access, Author, Limits, Outgoing, Page, Post, Posted, Quota, Unreadable

LIMITS = Limits(300, 0, "graphemes")  # links count as they are written
MOST_BYTES = 3_000
LARGEST_PAGE = 8_000_000  # bytes: more than one post of a megabyte can become as JSON
FIRST_SEARCH = timedelta(days=7)  # a new listening word finds what was written since
LONGEST_WAIT = timedelta(days=1)  # of a reply between its acceptance, which its id tells, and its post
MOST_HANDLES = 10  # of an answer that are asked for
MENTIONS = Asked("app.bsky.notification.listNotifications", {"reasons": reading.REASONS}, "notifications")


class Bluesky:
    """The connector of one account. `timeout_seconds` holds for each request as a whole."""

    repeat_is_harmless = True  # the reply chooses the post's id, and what stands there is never written over
    can_search = True

    def __init__(self, access: Access, clock: Clock, timeout_seconds: float = 10) -> None:
        if not access.token.strip() and access.kept is None:
            raise WrongSettings("The account's token is empty: it needs an app password.")
        self._door = Door(
            access.base_url, None, clock=clock, timeout_seconds=timeout_seconds, max_bytes=LARGEST_PAGE,
            error_of=error_of,
        )  # fmt: skip
        self._session = Session(access, self._door, clock)
        self._lists = Lists(self._session, clock)
        self._clock = clock
        self._me: Author | None = None

    def whoami(self) -> Author:
        """The account that the app password belongs to, as its own server knows it."""
        answer = self._session.request("GET", "com.atproto.server.getSession")
        try:
            self._me = reading.author(answer.json())
        except CannotRead as error:
            raise not_understood(error, answer.status) from error
        return self._me

    def limits(self) -> Limits:
        """The same everywhere: they are part of what a post is."""
        return LIMITS

    def mentions(self, cursor: str | None) -> Page:
        """One page of the walk that `walk` describes: one request."""
        found, step = self._lists.page(MENTIONS, Walk.from_cursor(cursor))
        items = [item for item in map(reading.mention, found) if item is not None]
        return Page(tuple(reversed(items)), step.walk.cursor(), step.more, step.gap)

    def search(self, words: str, cursor: str | None) -> Page:
        """Posts with `words` in the search's own syntax ("two words" in quotes); at first those of the last 7 days."""
        own_id, walk = self._session.did(), Walk.from_cursor(cursor)
        if walk.mark is None:
            walk = Walk.beginning(self._clock.now() - FIRST_SEARCH)
        asked = Asked("app.bsky.feed.searchPosts", {"q": words, "sort": "latest"}, "posts", sweeps=False)
        found, step = self._lists.page(asked, walk)
        items: list[Post | Unreadable] = [reading.hit(each, words, own_id) for each in found]
        return Page(tuple(reversed(items)), step.walk.cursor(), step.more, step.gap)

    def opening(self, author: Author) -> str:
        """Nothing: whoever wrote a post is told of the answers to it."""
        return ""

    def post(self, reply: Outgoing) -> Posted:
        """Posts it under an id made of its key and moment: what is there already is found, never written over."""
        address = Address(self._session.did(), reply_key(reply.accepted_at, reply.idempotency_key))
        record = self._record(reply)
        try:
            calls.put(self._session, address, record)
        except Occupied:
            return reading.posted(self._own(address))
        return reading.posted(reading.own({"uri": address.uri, "value": record}, self._i()))

    def read(self, remote_id: str) -> Post:
        """One post, as it now stands."""
        address = _known(remote_id)
        if address.did == self._session.did():
            return self._own(address)
        try:
            return reading.post(calls.view(self._session, address))
        except CannotRead as error:
            raise not_understood(error, 200) from error

    def own_posts(self, newest: int = 40, since: datetime | None = None) -> list[Posted]:
        """Our `newest` posts, back to `since`; one that cannot be read is left out."""
        posts: dict[str, Posted] = {}
        me, cursor = self._i(), None
        while len(posts) < newest:
            found, onwards = calls.records(self._session, me.remote_id, cursor)
            fresh = [post for post in reading.readable(found, me) if post.remote_id not in posts]
            posts |= {post.remote_id: post for post in fresh}
            made = [moment_of(post_address(post.remote_id).key) for post in fresh]
            far_enough = since is not None and any(each is not None and each < since - LONGEST_WAIT for each in made)
            if onwards is None or onwards == cursor or far_enough:
                break
            cursor = onwards
        return sorted(posts.values(), key=lambda post: post.published_at, reverse=True)[:newest]

    def keys_live(self) -> timedelta:
        """No key is needed: the id of a reply is its own, and does not end."""
        return timedelta(0)

    def delete(self, remote_id: str) -> None:
        """Takes back one of our own posts."""
        address = _known(remote_id)
        if address.did != self._session.did():
            raise RefusedByNetwork("Only our own posts can be taken back.", 0)
        calls.record(self._session, address)  # raises Missing
        calls.delete(self._session, address)

    def quotas(self) -> tuple[Quota, ...]:
        """As the answers so far told them."""
        return self._door.quotas()

    def take_spent(self) -> int:
        """Nothing costs money here."""
        return 0

    def close(self) -> None:
        """Closes the connections; the session stays for the next time."""
        self._door.close()

    def _i(self) -> Author:
        return self._me or self.whoami()

    def _own(self, address: Address) -> Post:
        try:
            return reading.own(calls.record(self._session, address), self._i())
        except CannotRead as error:
            raise not_understood(error, 200) from error

    def _record(self, reply: Outgoing) -> dict[str, Any]:
        """What is to be posted. Nothing was, whatever goes wrong here."""
        _check_length(reply.text)
        address = _known(reply.parent_remote_id)
        try:
            self._i()  # asked for after the post, and failing, it would read as if nothing was sent
            ours = address.did == self._session.did()
            known = calls.record(self._session, address) if ours else calls.view(self._session, address)
            answered = fields(known.get("value" if ours else "record"), "the post that is answered")
            dids = self._dids(reply.text, known)
            parent = thread.reference(known)
        except (Uncertain, CannotRead) as error:
            raise NotSent(f"What an answer needs to know could not be read, so nothing was sent: {error}") from error
        if not thread.may_answer(known):
            raise RefusedByNetwork("Its author does not let us answer it, and nobody would see what we write.", 0)
        root, langs = thread.root(answered, parent), thread.langs(answered)
        return reply_record(reply.text, parent, root, facets_of(reply.text, dids), langs, self._clock.now())

    def _dids(self, text: str, parent: Mapping[str, object]) -> dict[str, str]:
        """Whose the handles are that `text` names; that of the post's author is told with the post."""
        known: dict[str, str] = {}
        for handle in handles_in(text)[:MOST_HANDLES]:
            found = thread.did_told(parent, handle) or calls.did_of(self._session, handle)
            known |= {handle: found} if found else {}
        return known


def _known(remote_id: str) -> Address:
    try:
        return post_address(remote_id)
    except CannotRead as error:
        raise RefusedByNetwork("This is no id that the network could have given.", 0) from error


def _check_length(text: str) -> None:
    """Refuses, in words, what the network would refuse in its own."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise RefusedByNetwork("The text holds half a character, which no network can take.", 0) from error
    if size > MOST_BYTES:
        raise RefusedByNetwork(f"The answer is {size:,} bytes long; Bluesky takes {MOST_BYTES:,}.", 0)
