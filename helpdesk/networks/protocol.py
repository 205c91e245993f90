"""What every network can do for the desk, and the words it answers in.

Ids are opaque text of the network. All times are aware and in UTC. Texts are as the network gave them, without
markup: what cannot be stored (half characters, NUL) is for the reader of the page to decide.

Posts and their authors are named tuples, the rest frozen dataclasses: those cost five times as much to make, and
thousands of posts a second are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol, runtime_checkable


class Author(NamedTuple):
    """Who wrote a post. `handle` has no leading @; `followers` is None when the network does not say."""

    remote_id: str
    handle: str
    name: str
    followers: int | None


class Post(NamedTuple):
    """One post as the network shows it. `url` is http or https, or None; `visibility` in the network's own word.

    `remote_id` stays the same when its author edits it. `may_reply`: whether this network lets us answer it at all
    (X: only whoever named or quoted us). `found_by` is the listening word that found it; None when it names us.
    """

    remote_id: str
    author: Author
    text: str
    published_at: datetime
    parent_remote_id: str | None
    url: str | None
    lang: str | None
    visibility: str | None
    edited_at: datetime | None = None
    repost: bool = False
    may_reply: bool = True
    found_by: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of history that the network no longer shows: what was posted in it is lost to us, and we say so.

    `since` is None when not even its beginning is known.
    """

    since: datetime | None
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Quota:
    """One of the network's budgets as it last told: `remaining` of `limit` requests until `resets_at`."""

    name: str  # in words for people: "reading mentions", "posts in 24 hours"
    limit: int
    remaining: int
    resets_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that the network gave and that cannot be read: `raw` is its JSON, `reason` a sentence."""

    remote_id: str | None
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some mentions, oldest first. `cursor` is to be stored together with them; `more` means: ask again now.

    A page may be empty and still ask for more. `gap` is declared in the transaction that stores the page.
    """

    items: tuple[Post | Unreadable, ...]
    cursor: str
    more: bool
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a post may be: `characters` of the `unit`; each link counts as `link_length`."""

    characters: int
    link_length: int
    unit: Literal["code points", "graphemes", "weighted"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply to send. `text` is complete, with what `Network.opening` puts in front of it.

    `visibility` is that of the post it answers, so that the reply is not more public; None leaves it to the network.
    Key and `accepted_at` (when staff pressed send) are the same at every attempt: a network that lets us choose the
    post's id makes it of them.
    """

    text: str
    parent_remote_id: str
    idempotency_key: str
    accepted_at: datetime
    visibility: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A post of our own as it stands on the network. `text` is after the network's own rewriting."""

    remote_id: str
    url: str | None
    published_at: datetime
    text: str
    parent_remote_id: str | None
    author_remote_id: str


class Keeping(Protocol):
    """Where a connector keeps what it must not lose between two runs: a session, a token that the network renewed.

    One JSON text an account, whose keys are the connector's own. It is sealed by whoever keeps it, and never logged.
    """

    def read(self) -> str | None:
        """What was written last, by whichever process; None at first."""

    def write(self, value: str) -> None:
        """Durable when it returns."""


@dataclass(frozen=True, slots=True)
class Access:
    """How an account is reached: address, our handle there (with its @), its secret, and where a session is kept."""

    base_url: str
    handle: str
    token: str = field(repr=False)
    kept: Keeping | None = None
    known_authors: Callable[[Sequence[str]], Mapping[str, Author]] | None = None
    """Which of these author ids the desk knows already, for networks that charge for telling who somebody is."""


@runtime_checkable
class Expiring(Protocol):
    """A connector that knows when its token ends, if nothing renews it by itself."""

    def token_expires_at(self) -> datetime | None:
        """None when nobody has to watch it. Asks nothing."""


class Network(Protocol):
    """One account on one network. Every method makes its requests once and may raise any `NetworkError`."""

    repeat_is_harmless: bool
    """Whether the very same `Outgoing` may be posted again after `Uncertain`: the second finds the first, or makes it.

    Where it is False only a person, or evidence, settles an uncertain reply.
    """

    can_search: bool
    """Whether `search` works here."""

    def whoami(self) -> Author:
        """The account that the token belongs to."""

    def limits(self) -> Limits:
        """How long a post may be here."""

    def mentions(self, cursor: str | None) -> Page:
        """The mentions after `cursor`, and some before it again; None starts with the oldest there is."""

    def search(self, words: str, cursor: str | None) -> Page:
        """Posts that hold `words` (as the network reads them), with `found_by` set; a walk like that of `mentions`."""

    def opening(self, author: Author) -> str:
        """What must stand in front of a reply so that it reaches `author`; "" where the network sees to it."""

    def post(self, reply: Outgoing) -> Posted:
        """Posts the reply; the caller compares the answer with what was meant."""

    def read(self, remote_id: str) -> Post:
        """One post. Raises `Missing` when it is gone."""

    def own_posts(self, newest: int = 40, since: datetime | None = None) -> list[Posted]:
        """Our newest posts, newest first, back to `since`, to find out whether an uncertain reply arrived."""

    def keys_live(self) -> timedelta:
        """How long this server surely knows a repeat by its `idempotency_key`; nothing where it may not. May ask."""

    def delete(self, remote_id: str) -> None:
        """Takes back one of our own posts. Raises `Missing` when it is gone already."""

    def quotas(self) -> tuple[Quota, ...]:
        """The budgets as the answers so far told them. Asks nothing; empty where the network tells none."""

    def take_spent(self) -> int:
        """Money that the requests since the last call cost, in millionths of a US dollar. 0 where nothing costs."""

    def close(self) -> None:
        """Closes what is open."""
