"""X, by its API v2: mentions, search, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from helpdesk.clock import Clock
from helpdesk.networks.errors import Missing, RefusedByNetwork, TryLater, Uncertain, WrongSettings
from helpdesk.networks.json_reading import CannotRead, fields, not_understood
from helpdesk.networks.protocol import Access, Author, Limits, Outgoing, Page, Post, Posted, Quota
from helpdesk.networks.x import asking, prices, reading
from helpdesk.networks.x.api import Api
from helpdesk.networks.x.author import author
from helpdesk.networks.x.ids import is_id, made_at
from helpdesk.networks.x.lists import Asked, Lists, read_list
from helpdesk.networks.x.people import People
from helpdesk.networks.x.refusals import missing
from helpdesk.networks.x.us import Us
from helpdesk.networks.x.walk import CAP

OWN_POSTS_A_PAGE = 100
LIMITS = Limits(280, 23, "weighted")


class X:
    """The connector of one account. `timeout_seconds` holds for each request as a whole."""

    repeat_is_harmless = False  # X refuses the same words again only for a while, and never says for which post
    can_search = True

    def __init__(
        self, access: Access, clock: Clock, timeout_seconds: float = 10, *, words: asking.Words = "tweet"
    ) -> None:
        self._api, self._clock, self._words = Api(access, clock, timeout_seconds), clock, words
        self._handle = access.handle.removeprefix("@")
        self._people = People(self._api, access.known_authors)
        self._lists = Lists(self._api, self._people, clock, words)
        self._us: Us | None = None

    def whoami(self) -> Author:
        """The account that the token belongs to; with an app's token alone, the one that the handle names."""
        if self._api.session.may_post():
            answer = self._api.as_user("GET", "/2/users/me", params=asking.USER, budget="who we are")
        else:
            answer = self._api.get(
                f"/2/users/by/username/{quote(self._handle, safe='')}", asking.USER, budget="who we are"
            )
        try:
            me = author(fields(answer.json(), "the answer").get("data"))
        except CannotRead as error:
            raise missing(answer.json(), "this account") or not_understood(error, answer.status) from error
        self._api.paid("user", [me.remote_id], prices.USER_READ)
        self._people.remember(me)
        self._us = Us(me.remote_id, me.handle)
        return me

    def limits(self) -> Limits:
        """Of an account that does not pay X for longer posts."""
        return LIMITS

    def mentions(self, cursor: str | None) -> Page:
        """One page of the walk that `walk` describes."""
        us = self._ourselves()
        timeline = Asked(f"/2/users/{us.remote_id}/mentions", {}, "pagination_token", prices.OWN_READ, cap=CAP)
        return self._lists.page(timeline, cursor, us, below=_searched(asking.naming(us.handle)))

    def search(self, words: str, cursor: str | None) -> Page:
        """One page of what was said of `words` (in X's own query language) by people who do not name us."""
        query = asking.query(words, self._handle)
        if len(query) > asking.LONGEST_QUERY:
            raise WrongSettings(f"X searches for at most {asking.LONGEST_QUERY} characters: listen for fewer words.")
        return self._lists.page(_searched(query, words), cursor, self._ourselves())

    def opening(self, author: Author) -> str:
        """X itself puts the author's name in front of an answer."""
        return ""

    def post(self, reply: Outgoing) -> Posted:
        """Posts once. Words that X has seen from us before are refused by it, and that may be our own first try."""
        try:
            us = self._ourselves()
        except Uncertain as error:
            raise TryLater(f"X did not say who we are. {error.sentence}", None) from error  # nothing was posted
        parent = _usable(reply.parent_remote_id)
        body = {"text": reply.text, "reply": {"in_reply_to_tweet_id": parent}}
        answer = self._api.as_user("POST", "/2/tweets", json=body, budget="posting")
        try:
            made = fields(fields(answer.json(), "the answer").get("data"), "the post")
            posted = reading.posted(made, us)
        except CannotRead as error:
            raise not_understood(error, answer.status) from error
        self._api.wrote(with_link="https://t.co/" in posted.text)
        return replace(posted, published_at=made_at(posted.remote_id), parent_remote_id=parent)

    def read(self, remote_id: str) -> Post:
        """One post as it now stands: the newest of its versions."""
        us = self._ourselves()
        value, found = self._looked_up(_usable(remote_id))
        newest = reading.newest_version(value)
        if newest != reading.post_id(value):
            value, found = self._looked_up(newest)
        try:
            return reading.post(value, self._people.named(found, ask=False), us)
        except CannotRead as error:
            raise not_understood(error, 200) from error

    def own_posts(self, newest: int = OWN_POSTS_A_PAGE, since: datetime | None = None) -> list[Posted]:
        """Our `newest` posts, back to `since`, without reposts; one that cannot be read is left out."""
        us = self._ourselves()
        asked = {"exclude": "retweets", **asking.post_fields(self._words)}
        if since is not None:
            asked["start_time"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        posts: dict[str, Posted] = {}
        token: str | None = ""
        while token is not None and len(posts) < newest:
            size = str(min(max(newest - len(posts), 5), OWN_POSTS_A_PAGE))
            page = {"max_results": size, **({"pagination_token": token} if token else {})}
            answer = self._api.get(f"/2/users/{us.remote_id}/tweets", asked | page, budget="reading our own posts")
            found = read_list(answer)
            ours = [post for post in (_posted(value, us) for value in found.posts) if post is not None]
            fresh = {post.remote_id: post for post in ours if post.remote_id not in posts}
            self._api.paid("post", fresh, prices.OWN_READ)
            posts |= fresh
            token = found.next_token if fresh else None
        return list(posts.values())[:newest]

    def keys_live(self) -> timedelta:
        """X knows no keys."""
        return timedelta(0)

    def delete(self, remote_id: str) -> None:
        """Takes back one of our own posts."""
        answer = self._api.as_user("DELETE", f"/2/tweets/{_usable(remote_id)}", budget="deleting")
        body = answer.json()
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, dict) or data.get("deleted") is not True:
            raise missing(body, "this post") or Missing("X does not have this post, or not any more.", answer.status)

    def quotas(self) -> tuple[Quota, ...]:
        """As the answers so far told them."""
        return self._api.quotas()

    def take_spent(self) -> int:
        """By X's own price list: what it bills may differ, since another process may have paid for the same post."""
        return self._api.take_spent()

    def token_expires_at(self) -> datetime | None:
        """When somebody has to connect the account anew, as far as X told."""
        return self._api.session.ends_at()

    def close(self) -> None:
        """Closes the connections."""
        self._api.close()

    def _ourselves(self) -> Us:
        if self._us is None:
            self.whoami()
        assert self._us is not None  # noqa: S101 - whoami has just set it, or raised
        return self._us

    def _looked_up(self, post_id: str) -> tuple[object, reading.Listing]:
        """One version of a post, and who is named beside it. Raises Missing when X does not have it."""
        answer = self._api.get(f"/2/tweets/{post_id}", asking.post_fields(self._words), budget="looking up posts")
        body = answer.json()
        gone = missing(body, "this post")
        if gone is not None:
            raise gone
        try:
            value = fields(body, "the answer").get("data")
            shown = reading.post_id(value)
        except CannotRead as error:
            raise not_understood(error, answer.status) from error
        self._api.paid("post", [shown], prices.POST_READ)
        return value, reading.listing({**fields(body, "the answer"), "data": [value]})


def _searched(query: str, found_by: str | None = None) -> Asked:
    return Asked("/2/tweets/search/recent", {"query": query}, "next_token", prices.POST_READ, found_by=found_by)


def _posted(value: object, us: Us) -> Posted | None:
    try:
        return reading.posted(value, us)
    except CannotRead:
        return None


def _usable(remote_id: str) -> str:
    if not is_id(remote_id):
        raise RefusedByNetwork("This is no id that X could have given.", 0)
    return remote_id
