"""Mentions from a JSON Lines file into the queue: good lines go in, bad lines are refused by number and reason."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, insert, select

from helpdesk.clock import Clock
from helpdesk.intake.queue import Listening, take_in
from helpdesk.intake.sieve import storable
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database

LONGEST_LINE = 1_000_000  # bytes
WANTED = ("id", "author", "text", "created_at", "account")
FIELDS = (*WANTED, "in_reply_to", "url", "lang", "author_name", "network")
FILE = "file"  # the network of accounts that are known from a file only


class BadLine(Exception):
    """A line that can't be a mention; the sentence says why."""


@dataclass
class Imported:
    """What became of a file."""

    queued: int = 0
    set_aside: int = 0
    seen_before: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)  # line number from 1, and the reason


def import_lines(database: Database, clock: Clock, lines: Iterable[bytes], *, batch: int = 500) -> Imported:
    """Takes in a whole file, `batch` lines a transaction. The same file again adds nothing."""
    result = Imported()
    numbered = enumerate(lines, 1)
    while some := list(islice(numbered, batch)):
        by_account: dict[tuple[str, str | None], list[Post]] = {}
        for number, line in some:
            if not line.strip():
                continue
            try:
                account, post = read_line(line)
            except BadLine as reason:
                result.refused.append((number, str(reason)))
            else:
                by_account.setdefault(account, []).append(post)
        _take_in(database, clock.now(), by_account, result)
    return result


def read_line(line: bytes) -> tuple[tuple[str, str | None], Post]:
    """The account (handle, network if named) and the post of one line. Raises BadLine."""
    if len(line) > LONGEST_LINE:
        raise BadLine(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("this is not JSON in UTF-8") from None
    if not isinstance(row, dict):
        raise BadLine('a line must be an object such as {"id": …}')
    words = {key: value if type(value := row.get(key)) is str else _words(value, key) for key in FIELDS}
    missing = [key for key in WANTED if words[key] is None or (key != "text" and words[key] == "")]
    if missing:
        raise BadLine(f"without {' and '.join(missing)}")
    author = Author(words["author"] or "", words["author"] or "", words["author_name"] or words["author"] or "", None)
    post = Post(
        remote_id=words["id"] or "",
        author=author,
        text=words["text"] or "",
        published_at=_moment(words["created_at"] or ""),
        parent_remote_id=words["in_reply_to"] or None,
        url=words["url"],
        lang=words["lang"],
        visibility=None,
    )
    handle = storable(words["account"] or "")
    return (handle if handle.startswith("@") else f"@{handle}", storable(words["network"] or "") or None), post


def _words(value: object, key: str) -> str | None:
    """What isn't text already: nothing at all, or an id written as a number."""
    if isinstance(value, int) and not isinstance(value, bool) and key in ("id", "in_reply_to"):
        return str(value)  # JSON from elsewhere writes ids as numbers; Python reads them exactly
    if value is not None:
        raise BadLine(f"{key} must be text")
    return None


def _moment(words: str) -> datetime:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise BadLine(f"created_at is no RFC 3339 time: {words[:40]!r}") from None
    if moment.tzinfo is None:
        raise BadLine(f"created_at needs its offset, such as Z: {words[:40]!r}")
    return moment


def _take_in(
    database: Database, now: datetime, by_account: dict[tuple[str, str | None], list[Post]], result: Imported
) -> None:
    with database.writing() as connection:
        for (handle, network), posts in by_account.items():
            taken = take_in(connection, account_of(connection, handle, network, now), posts, now)
            result.queued += taken.queued
            result.set_aside += taken.set_aside
            result.seen_before += taken.seen_before


def account_of(connection: Connection, handle: str, network: str | None, now: datetime) -> Listening:
    """The account with this handle; an unknown one becomes a listen-only account of the network `file`."""
    known = select(Account.id, Account.network, Account.remote_id).where(Account.handle == handle)
    if network is not None:
        known = known.where(Account.network.in_((network, FILE)))
    found = connection.execute(known.order_by(Account.network == FILE, Account.id).limit(1)).one_or_none()
    if found is not None:
        return Listening(found.id, found.network, found.remote_id)
    made = connection.execute(
        insert(Account).values(network=FILE, handle=handle, purpose="service", listen_only=True, created_at=now)
    ).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row gives its key
    connection.execute(insert(Listener).values(account_id=made[0]))
    return Listening(int(made[0]), FILE, None)
