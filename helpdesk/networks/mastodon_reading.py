"""Mastodon's JSON -> the desk's words. Pure. Nothing that a server sends is believed before it is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpdesk.networks.json_reading import CannotRead, as_given, fields, moment, usable_id, web_address, word
from helpdesk.networks.plain_text import plain_text
from helpdesk.networks.protocol import Author, Limits, Post, Posted, Unreadable

LONGEST_HANDLE = 320
MOST_FOLLOWERS = 10**10  # more than there are people: a number beyond is nonsense, and larger than a column holds

_HANDLE = re.compile(r"[\w.+-]+(@[\w.:\[\]-]+)?")  # one name, so that a handle never puts other people into a reply

_VERSION = re.compile(r"[1-9]\d?\.\d+\.\d+(?:[+-][\w.+-]+)?")


def author(value: object) -> Author:
    """Who wrote. Raises CannotRead."""
    account = fields(value, "its author")
    handle = account.get("acct")
    if not isinstance(handle, str) or len(handle) > LONGEST_HANDLE or not _HANDLE.fullmatch(handle):
        raise CannotRead("its author has no usable handle")
    name, followers = account.get("display_name"), account.get("followers_count")
    known = isinstance(followers, int) and not isinstance(followers, bool) and 0 <= followers <= MOST_FOLLOWERS
    return Author(
        remote_id=usable_id(account.get("id"), "its author"),
        handle=handle,
        name=name.strip() if isinstance(name, str) and name.strip() else handle,
        followers=followers if known and isinstance(followers, int) else None,
    )


def post(value: object) -> Post:
    """A status as a post of somebody. Raises CannotRead."""
    status = fields(value, "the post")
    text, warning = _text(status), status.get("spoiler_text")
    if isinstance(warning, str) and warning.strip():
        text = f"{warning.strip()}\n\n{text}"
    return Post(
        remote_id=usable_id(status.get("id"), "the post"),
        author=author(status.get("account")),
        text=text,
        published_at=moment(status.get("created_at")),
        parent_remote_id=_parent(status),
        url=web_address(status.get("url")) or web_address(status.get("uri")),
        lang=word(status.get("language")),
        visibility=word(status.get("visibility")),
        edited_at=moment(status["edited_at"]) if status.get("edited_at") else None,
        repost=status.get("reblog") is not None,
    )


def posted(value: object) -> Posted:
    """A status as a post of our own, its mentions with their full handles, as we wrote them. Raises CannotRead."""
    status = fields(value, "the post")
    return Posted(
        remote_id=usable_id(status.get("id"), "the post"),
        url=web_address(status.get("url")) or web_address(status.get("uri")),
        published_at=moment(status.get("created_at")),
        text=_text(status, full_handles=True),
        parent_remote_id=_parent(status),
        author_remote_id=usable_id(fields(status.get("account"), "its author").get("id"), "its author"),
    )


def mention(notification: object) -> Post | Unreadable | None:
    """What one notification tells: a post, something unreadable, or None when it is about something else."""
    if isinstance(notification, dict) and notification.get("type") not in (None, "mention"):
        return None
    try:
        return post(fields(notification, "the notification").get("status"))
    except CannotRead as error:
        return unreadable(notification, str(error))


def unreadable(item: object, reason: str) -> Unreadable:
    """A row that says so, with the post's id if that at least can be read."""
    try:
        found = usable_id(fields(fields(item, "it").get("status"), "the post").get("id"), "the post")
    except CannotRead:
        found = None
    return Unreadable(found, as_given(item), f"The network gave a mention that cannot be read: {reason}.")


def limits(instance: object) -> Limits:
    """How long a post may be, from /api/v2/instance or /api/v1/instance. Raises CannotRead."""
    configuration = fields(fields(instance, "the instance").get("configuration"), "its configuration")
    statuses = fields(configuration.get("statuses"), "its limits")
    characters, link = statuses.get("max_characters"), statuses.get("characters_reserved_per_url")
    if not isinstance(characters, int) or not 1 < characters <= 10**7:
        raise CannotRead("its limit is not a number of characters")
    usable = isinstance(link, int) and 0 < link <= characters
    return Limits(characters, link if usable and isinstance(link, int) else 23, "graphemes")


def is_mastodon(instance: object) -> bool:
    """Whether a server is Mastodon or a fork of it, from /api/v2/instance. What imitates it says so in its version."""
    known = instance if isinstance(instance, dict) else {}
    version, api = known.get("version"), known.get("api_versions")
    tells = isinstance(api, dict) and type(api.get("mastodon")) is int
    return tells and isinstance(version, str) and _VERSION.fullmatch(version) is not None


def _text(status: Mapping[str, object], *, full_handles: bool = False) -> str:
    content = status.get("content")
    if not isinstance(content, str):
        raise CannotRead("the post has no text")
    handles: dict[str, str] = {}
    people = status.get("mentions") if full_handles else None
    for person in people if isinstance(people, list) else []:
        if isinstance(person, dict) and isinstance(person.get("acct"), str) and isinstance(person.get("url"), str):
            handles[person["url"]] = "@" + person["acct"]
    return plain_text(content, handles)


def _parent(status: Mapping[str, object]) -> str | None:
    parent = status.get("in_reply_to_id")
    return None if parent in (None, "") else usable_id(parent, "the post that it answers")
