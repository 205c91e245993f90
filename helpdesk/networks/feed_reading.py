"""RSS and Atom -> the desk's words. Pure. Written by strangers: nothing is fetched, opened or believed.

feedparser reads what is well-formed with expat, which follows no external entity and stops at an expansion out of all
proportion, and mends the rest itself, in time that grows with the length, though far more slowly.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

import feedparser

from helpdesk.networks.plain_text import plain_text
from helpdesk.networks.protocol import Author, Post

LONGEST_KEY = 255
LONGEST_NAME = 320
LONGEST_URL = 2000
LARGEST_DAMAGED = 150_000  # bytes of a feed that is mended, which takes a second or two at worst
PLAIN = "text/plain"


class NotAFeed(ValueError):
    """What was answered is not RSS or Atom, or too broken to be read; says which."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it stands: its title ("" when it has none) and its entries, oldest first."""

    title: str
    entries: tuple[Post, ...]


def read(body: bytes, content_type: str, address: str, now: datetime) -> Feed:
    """Reads a feed that was fetched from `address`; an entry without a date is one of `now`. Raises NotAFeed."""
    if len(body) > LARGEST_DAMAGED and not _well_formed(body):
        raise NotAFeed(f"it is damaged, and with {len(body):,} bytes too large to be mended")
    # Never the bytes themselves: feedparser takes those for the name of a file.
    found = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": content_type},
        resolve_relative_uris=False,
        sanitize_html=False,  # the markup goes, whatever it is
    )
    if not found.get("version") and not found.entries:
        raise NotAFeed("it is no RSS or Atom")
    channel = found.feed
    host = urlsplit(address).hostname or address
    title = _words(channel, "title")[:LONGEST_NAME]
    writer = _name(channel) or title or host
    known = Counter(_id(entry) for entry in found.entries)
    posts = [
        _post(entry, address, writer, _word(channel.get("language")), now, alone=known[_id(entry)] == 1)
        for entry in reversed(found.entries)
    ]
    return Feed(title, tuple(sorted(posts, key=lambda post: post.published_at)))


def _post(entry: Any, address: str, writer: str, lang: str | None, now: datetime, *, alone: bool) -> Post:
    published, updated = _moment(entry, "published_parsed"), _moment(entry, "updated_parsed")
    edited = updated if published and updated and updated > published else None
    return Post(
        remote_id=_key(entry, alone=alone),
        author=_author(entry, urlsplit(address).hostname or address, writer),
        text=_text(entry),
        published_at=published or updated or now,
        parent_remote_id=None,
        url=_link(address, entry.get("link")),
        lang=_word(entry.get("language")) or lang,
        visibility=None,
        edited_at=edited,
    )


def _key(entry: Any, *, alone: bool) -> str:
    """Its own id when it has one that no other entry has, which an edit does not change; else a hash."""
    given = _id(entry)
    if alone and given and len(given) <= LONGEST_KEY and given.isprintable():
        return given
    told = (
        [given] if alone and given else [given, *(str(entry.get(name, "")) for name in ("link", "title", "published"))]
    )
    return hashlib.sha256("\x00".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _id(entry: Any) -> str:
    return str(entry.get("id", "")).strip()


def _author(entry: Any, host: str, writer: str) -> Author:
    """Who wrote it, as far as the entry says; otherwise `writer`, whose name may change while the feed stays."""
    name = _name(entry)
    return Author(f"{host} {name}".strip()[:LONGEST_KEY], host[:LONGEST_NAME], name or writer, None)


def _name(holder: Mapping[str, Any]) -> str:
    detail = holder.get("author_detail")
    name = detail.get("name") if isinstance(detail, Mapping) else None
    return " ".join(str(name or holder.get("author") or "").split())[:LONGEST_NAME]


def _text(entry: Any) -> str:
    """Title and content, each once: many feeds repeat the one in the other."""
    title, body = _words(entry, "title"), ""
    for content in entry.get("content", ()):
        body = body or _plain(content)
    body = body or _words(entry, "summary")
    return body if body.startswith(title) else title if not body else f"{title}\n\n{body}"


def _words(holder: Mapping[str, Any], name: str) -> str:
    detail = holder.get(f"{name}_detail")
    return _plain(detail) if isinstance(detail, Mapping) else str(holder.get(name, "")).strip()


def _plain(content: Mapping[str, Any]) -> str:
    value = str(content.get("value", ""))
    return (value if content.get("type") == PLAIN else plain_text(value)).strip()


def _moment(entry: Any, name: str) -> datetime | None:
    parts: Sequence[int] | None = entry[name] if dict.__contains__(entry, name) else None
    try:
        return datetime(*parts[:6], tzinfo=UTC) if parts else None  # type: ignore[misc, arg-type]  # six numbers
    except (ValueError, OverflowError):
        return None


def _link(address: str, link: object) -> str | None:
    """The whole address of what an entry links to; None when it is not one of the web."""
    try:
        value = urljoin(address, link) if isinstance(link, str) and link else None
    except ValueError:
        return None
    usable = isinstance(value, str) and len(value) <= LONGEST_URL and value.isprintable()
    return value if isinstance(value, str) and usable and value.startswith(("https://", "http://")) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 35 and value.isprintable() else None


def _well_formed(body: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True
