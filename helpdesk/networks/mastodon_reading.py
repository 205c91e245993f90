"""Mastodon's JSON -> the desk's words. Pure. Nothing that a server sends is believed before it is looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from helpdesk.networks.plain_text import plain_text
from helpdesk.networks.protocol import Author, Limits, Post, Posted, Unreadable

LONGEST_ID = 255
LONGEST_URL = 2000
LONGEST_HANDLE = 320
MOST_FOLLOWERS = 10**10  # more than there are people: a number beyond is nonsense, and larger than a column holds

_HANDLE = re.compile(r"[\w.+-]+(@[\w.:\[\]-]+)?")  # one name, so that a handle never puts other people into a reply


class CannotRead(ValueError):
    """What the network gave is not what its documentation promises; says which part."""


def fields(value: object, what: str) -> Mapping[str, object]:
    """`value` as a JSON object. Raises CannotRead."""
    if not isinstance(value, dict):
        raise CannotRead(f"{what} is not a JSON object")
    return value


def remote_id(value: object, what: str) -> str:
    """An id, usable in a path and a column. Raises CannotRead."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 <= value < 10**30 else ""
    usable = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable() and " " not in value
    if not isinstance(value, str) or not usable or value in (".", ".."):
        raise CannotRead(f"{what} has no usable id")
    return value


def author(value: object) -> Author:
    """Who wrote. Raises CannotRead."""
    account = fields(value, "its author")
    handle = account.get("acct")
    if not isinstance(handle, str) or len(handle) > LONGEST_HANDLE or not _HANDLE.fullmatch(handle):
        raise CannotRead("its author has no usable handle")
    name, followers = account.get("display_name"), account.get("followers_count")
    known = isinstance(followers, int) and not isinstance(followers, bool) and 0 <= followers <= MOST_FOLLOWERS
    return Author(
        remote_id=remote_id(account.get("id"), "its author"),
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
        remote_id=remote_id(status.get("id"), "the post"),
        author=author(status.get("account")),
        text=text,
        published_at=_moment(status.get("created_at")),
        parent_remote_id=_parent(status),
        url=_web_address(status.get("url")) or _web_address(status.get("uri")),
        lang=_word(status.get("language")),
        visibility=_word(status.get("visibility")),
        edited_at=_moment(status["edited_at"]) if status.get("edited_at") else None,
        repost=status.get("reblog") is not None,
    )


def posted(value: object) -> Posted:
    """A status as a post of our own, its mentions with their full handles, as we wrote them. Raises CannotRead."""
    status = fields(value, "the post")
    return Posted(
        remote_id=remote_id(status.get("id"), "the post"),
        url=_web_address(status.get("url")) or _web_address(status.get("uri")),
        published_at=_moment(status.get("created_at")),
        text=_text(status, full_handles=True),
        parent_remote_id=_parent(status),
        author_remote_id=remote_id(fields(status.get("account"), "its author").get("id"), "its author"),
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
        found = remote_id(fields(fields(item, "it").get("status"), "the post").get("id"), "the post")
    except CannotRead:
        found = None
    try:
        raw = json.dumps(item, ensure_ascii=True)
    except RecursionError:
        raw = ""  # nested more deeply than can be written down; the reason stands
    return Unreadable(found, raw, f"The network gave a mention that cannot be read: {reason}.")


def limits(instance: object) -> Limits:
    """How long a post may be, from /api/v2/instance or /api/v1/instance. Raises CannotRead."""
    configuration = fields(fields(instance, "the instance").get("configuration"), "its configuration")
    statuses = fields(configuration.get("statuses"), "its limits")
    characters, link = statuses.get("max_characters"), statuses.get("characters_reserved_per_url")
    if not isinstance(characters, int) or not 1 < characters <= 10**7:
        raise CannotRead("its limit is not a number of characters")
    usable = isinstance(link, int) and 0 < link <= characters
    return Limits(characters, link if usable and isinstance(link, int) else 23, "graphemes")


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


def _moment(value: object) -> datetime:
    """A moment of ISO 8601 in UTC; without a zone it is taken for UTC, as all of Mastodon's are."""
    if not isinstance(value, str):
        raise CannotRead("the post has no date")
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CannotRead("the post has no readable date") from error


def _parent(status: Mapping[str, object]) -> str | None:
    parent = status.get("in_reply_to_id")
    return None if parent in (None, "") else remote_id(parent, "the post that it answers")


def _web_address(value: object) -> str | None:
    usable = isinstance(value, str) and len(value) <= LONGEST_URL and value.isprintable()
    return value if isinstance(value, str) and usable and value.startswith(("https://", "http://")) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 35 and value.isprintable() else None
