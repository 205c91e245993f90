"""What every network can do for the desk, and the words it answers in.

Ids are opaque text of the network. All times are aware and in UTC. Texts are as the network gave them, without
markup: what cannot be stored (half characters, NUL) is for the reader of the page to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post. `handle` has no leading @; `followers` is None when the network does not say."""

    remote_id: str
    handle: str
    name: str
    followers: int | None


@dataclass(frozen=True, slots=True)
class Post:
    """One post as the network shows it. `url` is http or https, or None; `visibility` in the network's own word."""

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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that the network gave and that cannot be read: `raw` is its JSON, `reason` a sentence."""

    remote_id: str | None
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some mentions, oldest first. `cursor` is to be stored together with them; `more` means: ask again now.

    A page may be empty and still ask for more.
    """

    items: tuple[Post | Unreadable, ...]
    cursor: str
    more: bool


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
    """

    text: str
    parent_remote_id: str
    idempotency_key: str
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


class Network(Protocol):
    """One account on one network. Every method makes its requests once and may raise any `NetworkError`."""

    def whoami(self) -> Author:
        """The account that the token belongs to."""

    def limits(self) -> Limits:
        """How long a post may be here."""

    def mentions(self, cursor: str | None) -> Page:
        """The mentions after `cursor`, and some before it again; None starts with the oldest there is."""

    def opening(self, author: Author) -> str:
        """What must stand in front of a reply so that it reaches `author`; "" where the network sees to it."""

    def post(self, reply: Outgoing) -> Posted:
        """Posts the reply; the caller compares the answer with what was meant."""

    def read(self, remote_id: str) -> Post:
        """One post. Raises `Missing` when it is gone."""

    def own_posts(self, newest: int = 40, since: datetime | None = None) -> list[Posted]:
        """Our newest posts, newest first, back to `since`, to find out whether an uncertain reply arrived."""

    def delete(self, remote_id: str) -> None:
        """Takes back one of our own posts. Raises `Missing` when it is gone already."""

    def close(self) -> None:
        """Closes what is open."""
