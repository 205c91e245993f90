"""Mastodon, and whatever speaks its client API: GoToSocial, Takahe, snac, our practice network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from helpdesk.clock import Clock
from helpdesk.networks import addressing
from helpdesk.networks import mastodon_reading as reading
from helpdesk.networks.door import Door
from helpdesk.networks.errors import RefusedByNetwork, TooLarge, Uncertain, WrongSettings
from helpdesk.networks.json_reading import CannotRead, fields, listed, not_understood, usable_id
from helpdesk.networks.mastodon_walk import Walk
from helpdesk.networks.protocol import Access, Author, Limits, Outgoing, Page, Post, Posted, Quota, Unreadable

PAGE_SIZES = (80, 10, 1)  # the most that Mastodon gives, and less when posts are so long that a page is too large
OWN_POSTS_A_PAGE = 40  # the most that Mastodon gives at once
USUAL_LIMITS = Limits(500, 23, "graphemes")  # Mastodon's own, for a server that does not tell
KEYS_LIVE = timedelta(hours=1)


class Mastodon:
    """The connector of one account. `timeout_seconds` holds for each request as a whole."""

    repeat_is_harmless = False  # Mastodon knows a repeat by its key for an hour at most, other servers not at all
    can_search = False

    def __init__(self, access: Access, clock: Clock, timeout_seconds: float = 10) -> None:
        self._door = Door(access.base_url, access.token, clock=clock, timeout_seconds=timeout_seconds)
        self._own_id: str | None = None

    def whoami(self) -> Author:
        """The account that the token belongs to."""
        answer = self._door.request("GET", "/api/v1/accounts/verify_credentials")
        try:
            me = reading.author(answer.json())
        except CannotRead as error:
            raise not_understood(error, answer.status) from error
        self._own_id = me.remote_id
        return me

    def limits(self) -> Limits:
        """The server's own limits; those usual on Mastodon when it answers but does not tell."""
        for path in ("/api/v2/instance", "/api/v1/instance"):
            try:
                return reading.limits(self._door.request("GET", path).json())
            except Uncertain as error:
                if error.status is None:
                    raise  # no answer at all: then the limit is unknown, not usual
            except (RefusedByNetwork, CannotRead):
                continue
        return USUAL_LIMITS

    def mentions(self, cursor: str | None) -> Page:
        """One page of the walk that `mastodon_walk` describes: one request."""
        walk = Walk.from_cursor(cursor)
        found = self._notifications(walk.question())
        ids: list[str] = []
        items: list[Post | Unreadable] = []
        for notification in found:
            try:
                ids.append(usable_id(fields(notification, "it").get("id"), "the notification"))
            except CannotRead as error:
                items.append(reading.unreadable(notification, str(error)))
                continue
            item = reading.mention(notification)
            if item is not None:
                items.append(item)
        step = walk.after(ids)
        if not step.taken:
            items = []
        if step.broken_off:
            reason = "The network repeats the same page of mentions: those beyond it could not be read."
            items.append(Unreadable(None, "", reason))
        return Page(tuple(reversed(items)), step.walk.cursor(), step.more)

    def search(self, words: str, cursor: str | None) -> Page:
        """Not here: most servers search only what their own people have to do with."""
        raise WrongSettings("Mastodon's servers cannot be searched for words.")

    def opening(self, author: Author) -> str:
        """A reply reaches only those whom its text names."""
        return addressing.opening("mastodon", author.handle)

    def post(self, reply: Outgoing) -> Posted:
        """Posts once. The key lets Mastodon know a second attempt within the hour; other servers ignore it."""
        form = {"status": reply.text, "in_reply_to_id": reply.parent_remote_id}
        if reply.visibility is not None:
            form["visibility"] = reply.visibility
        key = {"Idempotency-Key": reply.idempotency_key}
        answer = self._door.request("POST", "/api/v1/statuses", form=form, headers=key, budget="posting")
        try:
            return reading.posted(answer.json())
        except CannotRead as error:
            raise not_understood(error, answer.status) from error

    def read(self, remote_id: str) -> Post:
        """One post, as it now stands."""
        answer = self._door.request("GET", _status_path(remote_id))
        try:
            return reading.post(answer.json())
        except CannotRead as error:
            raise not_understood(error, answer.status) from error

    def own_posts(self, newest: int = OWN_POSTS_A_PAGE, since: datetime | None = None) -> list[Posted]:
        """Our `newest` posts, back to `since`, without reposts; one that cannot be read is left out."""
        posts: dict[str, Posted] = {}
        question: dict[str, str] = {}
        while len(posts) < newest:
            page, last_id = self._own_page(question)
            fresh = {post.remote_id: post for post in page if post.remote_id not in posts}
            posts |= fresh
            if not fresh or last_id is None or (since is not None and any(post.published_at < since for post in page)):
                break  # the end, a server that repeats itself, or far enough back
            question = {"max_id": last_id}
        return list(posts.values())[:newest]

    def _own_page(self, question: Mapping[str, str]) -> tuple[list[Posted], str | None]:
        """One page of our posts, newest first, and the id that the next one stands below; None after the last."""
        self._own_id = self._own_id or self.whoami().remote_id
        params = {"limit": str(OWN_POSTS_A_PAGE), "exclude_reblogs": "true", **question}
        path = f"/api/v1/accounts/{quote(self._own_id, safe='')}/statuses"
        answer = self._door.request("GET", path, params=params)
        posts, last_id = [], None
        for status in listed(answer.json(), answer.status):
            try:
                known = fields(status, "the post")
                last_id = usable_id(known.get("id"), "the post")
                if known.get("reblog") is None:
                    posts.append(reading.posted(status))
            except CannotRead:
                continue
        return posts, last_id

    def keys_live(self) -> timedelta:
        """An hour on Mastodon itself; what only speaks its API may take every post for a new one."""
        try:
            its_own = reading.is_mastodon(self._door.request("GET", "/api/v2/instance").json())
        except RefusedByNetwork:
            its_own = False
        return KEYS_LIVE if its_own else timedelta(0)

    def delete(self, remote_id: str) -> None:
        """Takes back one of our own posts."""
        self._door.request("DELETE", _status_path(remote_id), budget="deleting")

    def quotas(self) -> tuple[Quota, ...]:
        """As the answers so far told them."""
        return self._door.quotas()

    def take_spent(self) -> int:
        """Nothing costs money here."""
        return 0

    def close(self) -> None:
        """Closes the connections."""
        self._door.close()

    def _notifications(self, question: Mapping[str, str]) -> list[object]:
        """One page, newest first; a smaller one when a large one is more than the door lets in."""
        # Mentions that the account's own filter holds back are customers too: they are asked for as well.
        asked = {"types[]": "mention", "include_filtered": "true", **question}
        for size in PAGE_SIZES[:-1]:
            try:
                return self._page(asked, size)
            except TooLarge:
                continue
        return self._page(asked, PAGE_SIZES[-1])

    def _page(self, asked: Mapping[str, str], size: int) -> list[object]:
        answer = self._door.request(
            "GET", "/api/v1/notifications", params={**asked, "limit": str(size)}, budget="reading"
        )
        return listed(answer.json(), answer.status)


def _status_path(remote_id: str) -> str:
    try:
        usable = usable_id(remote_id, "the post")
        return f"/api/v1/statuses/{quote(usable, safe='')}"
    except CannotRead as error:
        raise RefusedByNetwork("This is no id that the network could have given.", 0) from error
