"""Which posts staff need not see, and what is odd about the others. Pure; a post is never dropped.

A post that is set aside still becomes a row, with the reason in words. A post that is merely odd (a date that can't
be, more text than anybody reads) goes into the queue with a remark.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from helpdesk.language import N_
from helpdesk.networks.protocol import Post, Unreadable
from helpdesk.storable import LONGEST, storable

OWN_POST = N_("our own post")
REPOST = N_("a repost")
REPOSTED_BY_HAND = "RT @"  # how people passed posts on before networks had a button for it, and some still do
CLOCKS_DIFFER = timedelta(minutes=5)  # a post dated this far ahead of us is taken at its word
BEFORE_ANY_NETWORK = datetime(2006, 3, 21, tzinfo=UTC)  # the first post on Twitter


class Sifted(NamedTuple):
    """A post as it will be kept: storable on every database, its date believable."""

    remote_id: str
    post: Post | None  # none when it could not be read
    text: str
    published_at: datetime
    set_aside: bool
    remark: str | None


def sift(item: Post | Unreadable, *, own_id: str | None, now: datetime) -> Sifted:
    """Decides about one post of an account whose own author id is `own_id`."""
    if isinstance(item, Unreadable):
        return _unreadable(item, now)
    item = _clean(item)
    text, too_long = _kept(item.text)
    published_at, odd_date = _believable(item.published_at, now)
    repost = item.repost or text.startswith(REPOSTED_BY_HAND)
    aside = OWN_POST if item.author.remote_id == own_id else REPOST if repost else None
    if aside is too_long is odd_date is None:
        return Sifted(item.remote_id, item, text, published_at, False, None)  # nearly all posts
    remarks = [remark for remark in (aside, too_long, odd_date) if remark]
    return Sifted(item.remote_id, item, text, published_at, aside is not None, "; ".join(remarks) or None)


def _clean(post: Post) -> Post:
    """The same post with names and addresses that can be stored; nearly always the very same object."""
    author = post.author
    words = (
        f"{post.remote_id}{post.parent_remote_id}{post.url}{post.lang}{author.remote_id}{author.handle}{author.name}"
    )
    if words == storable(words):
        return post
    return post._replace(
        remote_id=storable(post.remote_id),
        parent_remote_id=storable(post.parent_remote_id) if post.parent_remote_id else None,
        url=None,
        lang=None,
        author=author._replace(
            remote_id=storable(author.remote_id), handle=storable(author.handle), name=storable(author.name)
        ),
    )


def _unreadable(item: Unreadable, now: datetime) -> Sifted:
    text, _ = _kept(item.raw)
    remote_id = item.remote_id or f"unreadable-{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    return Sifted(storable(remote_id), None, text, now, True, f"could not be read: {storable(item.reason)}")


def _kept(text: str) -> tuple[str, str | None]:
    if len(text) <= LONGEST:
        return storable(text), None
    return storable(text[:LONGEST]), f"cut to {LONGEST:,} of its {len(text):,} characters"


def _believable(published_at: datetime, now: datetime) -> tuple[datetime, str | None]:
    if BEFORE_ANY_NETWORK <= published_at <= now + CLOCKS_DIFFER:
        return min(published_at, now), None
    return now, f"dated {published_at:%Y-%m-%d %H:%M}, which can't be; counted from when we received it"
