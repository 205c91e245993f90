"""One line of the import format: a JSON object that is a mention, or a reason why it can't be one. Pure."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from helpdesk.networks.protocol import Author, Post
from helpdesk.storable import storable

LONGEST_LINE = 1_000_000  # bytes
LONGEST_NAME = 320  # characters of an id or a handle; PostgreSQL can't index much longer ones
WANTED = ("id", "author", "text", "created_at", "account")
OPTIONAL = ("in_reply_to", "url", "lang", "author_name", "network")
IDS = ("id", "in_reply_to")
ONLY_TEXT = frozenset({str})
TEXT = ONLY_TEXT | {type(None)}

AccountName = tuple[str, str | None]  # handle with its @, and the network if the line names one


class BadLine(Exception):
    """A line that can't be a mention; the sentence says why."""


def read_line(line: bytes) -> tuple[AccountName, Post]:
    """The account and the post of one line. Raises BadLine."""
    row = _object(line)
    wanted: list[Any] = list(map(row.get, WANTED))
    optional: list[Any] = list(map(row.get, OPTIONAL))
    if not (ONLY_TEXT.issuperset(map(type, wanted)) and all(wanted) and TEXT.issuperset(map(type, optional))):
        wanted, optional = _texts(row, WANTED), _texts(row, OPTIONAL)
        _refuse_missing(wanted)
    remote_id, author, text, created_at, account = wanted
    parent, url, lang, author_name, network = optional
    if len(remote_id) + len(author) + len(account) + len(parent or "") > LONGEST_NAME:
        _refuse_long({"id": remote_id, "author": author, "account": account, "in_reply_to": parent or ""})
    writer = Author(author, author, author_name or author, None)
    post = Post(remote_id, writer, text, _moment(created_at), parent or None, url, lang, None)
    return _account(account, network), post


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise BadLine(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        row = orjson.loads(line)
        if row.__class__ is dict and float not in (row.get("id").__class__, row.get("in_reply_to").__class__):
            return row
    except orjson.JSONDecodeError:
        pass  # halves of characters and the like: the slower reader takes them as they are
    try:
        row = json.loads(line)  # reads numbers of any length exactly
    except (ValueError, RecursionError):
        raise BadLine("this is not JSON in UTF-8") from None
    if not isinstance(row, dict):
        raise BadLine('a line must be an object such as {"id": …}')
    return row


def _texts(row: dict[str, Any], keys: tuple[str, ...]) -> list[Any]:
    """The values as text; an id may have been written as a number. Raises BadLine for anything else."""
    values = []
    for key in keys:
        value = row.get(key)
        if key in IDS and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value.__class__ not in TEXT:
            raise BadLine(f"{key} must be text")
        values.append(value)
    return values


def _refuse_long(names: dict[str, str]) -> None:
    for key, value in names.items():
        if len(value) > LONGEST_NAME:
            raise BadLine(f"{key} is longer than {LONGEST_NAME} characters")


def _refuse_missing(values: list[str | None]) -> None:
    """A post may have no words, if it says so; everything else must be there."""
    missing = [
        key for key, value in zip(WANTED, values, strict=True) if value is None or (value == "" and key != "text")
    ]
    if missing:
        raise BadLine(f"without {' and '.join(missing)}")


@lru_cache(maxsize=1_024)
def _account(handle: str, network: str | None) -> AccountName:
    plain = storable(handle)
    return (plain if plain.startswith("@") else f"@{plain}", storable(network) if network else None)


def _moment(words: str) -> datetime:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise BadLine(f"created_at is no RFC 3339 time: {words[:40]!r}") from None
    if moment.tzinfo is None:
        raise BadLine(f"created_at needs its offset, such as Z: {words[:40]!r}")
    return moment
