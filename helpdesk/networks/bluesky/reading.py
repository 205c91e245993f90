"""Bluesky's JSON -> the desk's words. Pure. Nothing that a server sends is believed before it is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from helpdesk.networks.bluesky.facets import names, shown
from helpdesk.networks.bluesky.record import did, post_address
from helpdesk.networks.bluesky.thread import langs, may_answer, parent
from helpdesk.networks.json_reading import CannotRead, as_given, fields, moment, web_address, word
from helpdesk.networks.protocol import Author, Post, Posted, Unreadable

REASONS = ("mention", "reply", "quote")

_HANDLE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def author(value: object) -> Author:
    """Who wrote. Raises CannotRead."""
    profile = fields(value, "its author")
    handle, name = profile.get("handle"), profile.get("displayName")
    if not isinstance(handle, str) or len(handle) > 253 or not _HANDLE.fullmatch(handle):
        raise CannotRead("its author has no usable handle")
    followers = profile.get("followersCount")
    return Author(
        remote_id=did(profile.get("did")),
        handle=handle,
        name=name.strip() if isinstance(name, str) and name.strip() else handle,
        followers=followers if type(followers) is int and 0 <= followers <= 10**10 else None,
    )


def post(value: object) -> Post:
    """A post as lists show it. Raises CannotRead.

    `indexedAt` is the server's word: when it was written or, if that is said to be later, when the server met it.
    """
    view = fields(value, "the post")
    writer, address = author(view.get("author")), post_address(view.get("uri"))
    if address.did != writer.remote_id:
        raise CannotRead("the post is another's than it says")
    record = fields(view.get("record"), "its record")
    return Post(
        remote_id=address.uri,
        author=writer,
        text=_text(record),
        published_at=moment(view.get("indexedAt")),
        parent_remote_id=parent(record),
        url=address.url,
        lang=word(next(iter(langs(record)), None)),
        visibility=None,
        may_reply=may_answer(view),
    )


def mention(notification: object) -> Post | Unreadable | None:
    """What one notification tells: a post, something unreadable, or None when it is about something else."""
    if isinstance(notification, dict) and notification.get("reason") not in (None, *REASONS):
        return None
    try:
        return post(notification)
    except CannotRead as error:
        return unreadable(notification, str(error))


def hit(view: object, words: str, own_id: str) -> Post | Unreadable:
    """What a search for `words` found; as a mention like any other when it names us."""
    try:
        found = post(view)
        record = fields(fields(view, "the post").get("record"), "its record")
        return found if names(record.get("facets"), own_id) else found._replace(found_by=words)
    except CannotRead as error:
        return unreadable(view, str(error))


def unreadable(item: object, reason: str) -> Unreadable:
    """A row that says so, with the post's id if that at least can be read."""
    try:
        found = post_address(fields(item, "it").get("uri")).uri
    except CannotRead:
        found = None
    return Unreadable(found, as_given(item), f"The network gave a mention that cannot be read: {reason}.")


def own(value: object, me: Author) -> Post:
    """A record of our own, as our own server keeps it. Raises CannotRead."""
    kept = fields(value, "the record")
    address, record = post_address(kept.get("uri")), fields(kept.get("value"), "its content")
    if address.did != me.remote_id:
        raise CannotRead("the record is another's than asked for")
    return Post(
        remote_id=address.uri,
        author=me,
        text=_text(record),
        published_at=moment(record.get("createdAt")),
        parent_remote_id=parent(record),
        url=address.url,
        lang=word(next(iter(langs(record)), None)),
        visibility=None,
    )


def posted(post: Post) -> Posted:
    """A post of our own in the outbox's words."""
    return Posted(post.remote_id, post.url, post.published_at, post.text, post.parent_remote_id, post.author.remote_id)


def readable(found: Iterable[object], me: Author) -> Iterator[Posted]:
    """Those records of a list of our own that can be read."""
    for each in found:
        with suppress(CannotRead):
            yield posted(own(each, me))


def listed_at(item: object) -> datetime | None:
    """The place of an item in a list that is sorted by time; None when it does not say."""
    try:
        return moment(fields(item, "it").get("indexedAt"))
    except CannotRead:
        return None


def _text(record: Mapping[str, object]) -> str:
    text = record.get("text")
    if not isinstance(text, str):
        raise CannotRead("the post has no text")
    text = shown(text, record.get("facets"))
    card = _card(record.get("embed"))
    return text if card is None or card in text else f"{text}\n\n{card}".lstrip("\n")


def _card(embed: object) -> str | None:
    """The link of the card below a post, which often does not stand in the text; or that of the post it quotes."""
    if not isinstance(embed, dict):
        return None
    if isinstance(embed.get("external"), dict):
        return web_address(embed["external"].get("uri"))
    quoted = embed.get("record")
    while isinstance(quoted, dict) and isinstance(quoted.get("record"), dict):
        quoted = quoted["record"]  # a quote with pictures packs its reference once more
    try:
        return post_address(quoted.get("uri")).url if isinstance(quoted, dict) else None
    except CannotRead:
        return None
