"""Tries an account: who we are, reading, and writing with a post that is taken back. Each failure says the way out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from helpdesk.commands.account_guides import GUIDES
from helpdesk.networks.errors import (
    Missing,
    NetworkError,
    NotSent,
    OutOfCredit,
    RefusedByNetwork,
    SignedOut,
    TryLater,
    Uncertain,
    WrongSettings,
)
from helpdesk.networks.protocol import Network, Outgoing, Posted

NEWEST = 20
WORDS = "Testing our connection; this is removed at once"


Got = TypeVar("Got")


class Failed(Exception):
    """The account can't do what it should; the sentences say what happened and what to do."""


def reading(network: Network, name: str, cursor: str | None) -> Iterator[str]:
    """What we can read, in sentences. Raises Failed. Nothing of it is taken in."""
    me = _tried(network.whoami, name)
    yield f"Signed in as @{me.handle} ({me.name})."
    page = _tried(lambda: network.mentions(cursor), name)
    yield f"Reading works: {len(page.items)} posts on this page{', and more behind it' if page.more else ''}."


def writing(network: Network, name: str, now: datetime) -> Iterator[str]:
    """Answers our own newest post, reads that back and removes it, in sentences. Raises Failed."""
    own = _tried(lambda: network.own_posts(NEWEST), name)
    if not own:
        raise Failed("There is no post of ours to answer: write one there by hand, then check again.")
    key = secrets.token_hex(8)
    text = f"{WORDS} ({key})."
    visibility = "direct" if name in ("mastodon", "practice") else None  # nobody else sees it there
    try:
        posted = network.post(Outgoing(text, own[0].remote_id, key, now, visibility))
    except Uncertain as error:
        found = next((post for post in _tried(lambda: network.own_posts(NEWEST), name) if key in post.text), None)
        if found is None:
            raise Failed(f"{error.sentence} The test post was not found there; look whether it came later.") from None
        _take_back(network, found)
        raise Failed(f"{error.sentence} The test post had arrived all the same, and was removed.") from None
    except NetworkError as error:
        raise Failed(told(error, name)) from None
    try:
        seen = network.read(posted.remote_id)
    except NetworkError as error:
        _take_back(network, posted)
        raise Failed(f"Posted and removed again, but it could not be read back: {told(error, name)}") from None
    _take_back(network, posted)
    if key not in seen.text:
        raise Failed("The network showed other words than were sent; the test post was removed.")
    yield "Writing works: a test post was sent, read back and removed."


def told(error: NetworkError, name: str) -> str:
    """What happened, and the way out."""
    return f"{error.sentence} {_way_out(error, name)}".strip()


def _way_out(error: NetworkError, name: str) -> str:
    guide = GUIDES.get(name)
    if isinstance(error, WrongSettings):
        return ""  # its sentence says it already
    if isinstance(error, SignedOut):
        return f"Make a new token there, then run helpdesk account add {name}."
    if isinstance(error, NotSent):
        return "Check the address, and that this machine reaches it."
    if isinstance(error, TryLater):
        return f"Try again after {error.until:%H:%M:%S} UTC." if error.until else "Try again in some minutes."
    if isinstance(error, OutOfCredit):
        return "Then check again."
    if isinstance(error, Missing):
        return "Check the address: this is not the network's interface, or the account is gone."
    if isinstance(error, RefusedByNetwork) and error.status == 403 and guide:
        return f"The desk needs these permissions: {guide.permissions}."
    return "Check the address; if it is right, try again later."


def _tried(ask: Callable[[], Got], name: str) -> Got:
    try:
        return ask()
    except NetworkError as error:
        raise Failed(told(error, name)) from None


def _take_back(network: Network, posted: Posted) -> None:
    try:
        network.delete(posted.remote_id)
    except Missing:
        return
    except NetworkError as error:
        where = posted.url or posted.remote_id
        raise Failed(f"The test post could not be removed ({error.sentence}) Remove it by hand: {where}") from None
