"""The record that a reply becomes on Bluesky, and the id that it has at every attempt. Pure.

A record's id ends in a TID: 53 bits of microseconds and 10 bits to tell apart what is of the same one, in 13
characters that sort by time. Source: the AT Protocol's specification of record keys and TIDs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from helpdesk.networks.json_reading import CannotRead

POSTS = "app.bsky.feed.post"
LONGEST_URI = 512
TELLING_APART_BITS = 10
SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
TID_LENGTH = 13
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,300}")
_POST = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]{1,300})/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{1,200})")


class Address(NamedTuple):
    """Whose post it is, and its key among theirs."""

    did: str
    key: str

    @property
    def uri(self) -> str:
        """Its id for everybody: at://..."""
        return f"at://{self.did}/{POSTS}/{self.key}"

    @property
    def url(self) -> str:
        """Where people read it; a DID stays when its handle changes."""
        return f"https://bsky.app/profile/{self.did}/post/{self.key}"


def did(value: object) -> str:
    """Somebody's id, the same whatever they call themselves. Raises CannotRead."""
    if not isinstance(value, str) or not _DID.fullmatch(value):
        raise CannotRead("its author has no usable id")
    return value


def post_address(uri: object) -> Address:
    """The parts of a post's uri. Raises CannotRead for all else."""
    found = _POST.fullmatch(uri) if isinstance(uri, str) and len(uri) <= LONGEST_URI else None
    if found is None:
        raise CannotRead("the post has no usable id")
    return Address(found[1], found[2])


def tid(moment: datetime, key: str) -> str:
    """The TID of `moment`, which is another one for another `key`; the same for the same two."""
    apart = int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:2]) % 2**TELLING_APART_BITS
    number = ((moment - EPOCH) // timedelta(microseconds=1) << TELLING_APART_BITS) | apart
    return "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(TID_LENGTH)))


def reply_key(accepted_at: datetime, key: str) -> str:
    """The TID under which a reply is posted at every attempt: of some microsecond in the second before it was accepted.

    All parts of an answer are accepted at one instant, and of a thousand pairs one would share what tells them apart.
    """
    before = int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[2:8]) % 1_000_000
    return tid(accepted_at - timedelta(microseconds=before), key)


def moment_of(key: str) -> datetime | None:
    """When a TID was made; None for a key that is none."""
    if len(key) != TID_LENGTH or not set(key) <= set(SIGNS):
        return None
    number = 0
    for sign in key:
        number = number << 5 | SIGNS.index(sign)
    try:
        return EPOCH + timedelta(microseconds=number >> TELLING_APART_BITS)
    except OverflowError:
        return None


def reply_record(
    text: str, parent: dict[str, str], root: dict[str, str], facets: list[dict[str, Any]], langs: Sequence[str],
    created_at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """A post in answer to `parent` in the thread of `root` (each a uri and a cid)."""
    record: dict[str, Any] = {
        "$type": POSTS,
        "text": text,
        "reply": {"root": root, "parent": parent},
        "createdAt": created_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return record | ({"facets": facets} if facets else {}) | ({"langs": list(langs)} if langs else {})
