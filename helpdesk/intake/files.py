"""Mentions from a JSON Lines file into the queue: good lines go in, bad lines are refused by number and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, insert, select

from helpdesk.clock import Clock
from helpdesk.intake.lines import AccountName, BadLine, read_line
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Post
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database
from helpdesk.records.uncollected import uncollected

FILE = "file"  # the network of accounts that are known from a file only


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
        with uncollected():
            _take_in(database, clock.now(), read_numbered(some, result), result)
    return result


def read_numbered(numbered: list[tuple[int, bytes]], result: Imported) -> dict[AccountName, list[Post]]:
    """The posts of the good lines, by account; the bad lines are noted."""
    by_account: dict[AccountName, list[Post]] = {}
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            account, post = read_line(line)
        except BadLine as reason:
            result.refused.append((number, str(reason)))
        else:
            by_account.setdefault(account, []).append(post)
    return by_account


def _take_in(database: Database, now: datetime, by_account: dict[AccountName, list[Post]], result: Imported) -> None:
    with database.writing() as connection:
        put_in(connection, now, by_account, result)


def put_in(connection: Connection, now: datetime, by_account: dict[AccountName, list[Post]], result: Imported) -> None:
    """Takes the posts in, in the caller's transaction, and counts them in `result`."""
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
