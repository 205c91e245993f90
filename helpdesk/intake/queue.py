"""Writes posts into the queue: each exactly once, in the caller's transaction.

A batch costs four statements, whatever its size: which are known, which authors are known, new authors, new mentions.
The unique key of the mentions decides, should another process bring the same post at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from helpdesk.intake.following import follow
from helpdesk.intake.sieve import Sifted, sift
from helpdesk.networks.protocol import Author as NetworkAuthor
from helpdesk.networks.protocol import Post, Unreadable
from helpdesk.records.accounts import Listener
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_new_rows, take_ids
from helpdesk.records.mentions import NEW, SET_ASIDE, Mention
from helpdesk.records.moment import stored

AUTHOR_COLUMNS = ("id", "network", "remote_id", "handle", "name", "followers", "first_seen_at")
MENTION_COLUMNS = (
    *("id", "account_id", "remote_id", "author_id", "parent_remote_id", "text", "lang", "url", "visibility"),
    *("published_at", "received_at", "edited_at", "state", "remark", "may_reply", "found_by"),
)
TALLY = ("fetched", "queued", "set_aside", "seen_before")

# Built once: building a statement costs more than running it.
SEEN = select(Mention.remote_id, Mention.id, Mention.text, Mention.edited_at, Mention.found_by).where(
    Mention.account_id == bindparam("account_id"), among(Mention.remote_id, "remote_ids")
)
KNOWN_AUTHORS = select(Author.remote_id, Author.id, Author.handle).where(
    Author.network == bindparam("network"), among(Author.remote_id, "remote_ids")
)
COUNT = (
    update(Listener)
    .where(Listener.account_id == bindparam("of"))
    .values({name: getattr(Listener, name) + bindparam(f"more_{name}") for name in TALLY})
)


@dataclass(frozen=True, slots=True)
class Listening:
    """The account a batch of posts is for."""

    account_id: int
    network: str
    own_id: str | None  # our author id there


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a batch. fetched = queued + set_aside + seen_before."""

    fetched: int
    queued: int
    set_aside: int
    seen_before: int


def take_in(connection: Connection, account: Listening, items: Sequence[Post | Unreadable], now: datetime) -> TakenIn:
    """Writes `items` into the queue and counts them at the account's listener. Call it inside `writing()`."""
    batch = {sifted.remote_id: sifted for sifted in (sift(item, own_id=account.own_id, now=now) for item in items)}
    authors = _author_ids(
        connection, account.network, [sifted.post.author for sifted in batch.values() if sifted.post], now
    )
    seen = connection.execute(SEEN, {"account_id": account.account_id, "remote_ids": list(batch)})
    for known in seen.all():
        follow(connection, batch.pop(known.remote_id), known, now)
    added = _insert(connection, account, list(batch.values()), authors, now)
    set_aside = sum(sifted.set_aside for sifted in added)
    taken = TakenIn(len(items), len(added) - set_aside, set_aside, len(items) - len(added))
    _count(connection, account.account_id, taken)
    return taken


def _insert(
    connection: Connection, account: Listening, fresh: Sequence[Sifted], authors: dict[str, int], now: datetime
) -> Sequence[Sifted]:  # fmt: skip
    """Adds the posts that nobody else has added meanwhile; gives those."""
    received_at = stored(now)
    numbers = take_ids(connection, Mention, len(fresh))
    rows = [
        _row(number, account.account_id, sifted, authors, received_at)
        for number, sifted in zip(numbers, fresh, strict=True)
    ]
    if insert_new_rows(connection, Mention, MENTION_COLUMNS, rows) == len(rows):
        return fresh
    ours = set(connection.execute(select(Mention.id).where(Mention.id.in_(numbers))).scalars())
    return [sifted for number, sifted in zip(numbers, fresh, strict=True) if number in ours]


def _row(number: int, account_id: int, sifted: Sifted, authors: dict[str, int], received_at: int) -> tuple[object, ...]:
    post, state = sifted.post, SET_ASIDE if sifted.set_aside else NEW
    published_at = stored(sifted.published_at)
    if post is None:
        none = (None, None, None)
        return (number, account_id, sifted.remote_id, None, None, sifted.text, *none, published_at, received_at, None,
                state, sifted.remark, True, None)  # fmt: skip
    return (
        *(number, account_id, sifted.remote_id, authors[post.author.remote_id], post.parent_remote_id, sifted.text),
        *(post.lang, post.url, post.visibility, published_at, received_at),
        *(stored(post.edited_at) if post.edited_at else None, state, sifted.remark, post.may_reply, post.found_by),
    )


def _author_ids(
    connection: Connection, network: str, authors: Sequence[NetworkAuthor], now: datetime
) -> dict[str, int]:
    """The id of each author by remote id; adds those never seen before."""
    wanted = {author.remote_id: author for author in authors}
    found = _known_authors(connection, network, wanted)
    missing = [author for remote_id, author in wanted.items() if remote_id not in found]
    if missing:
        rows = [
            (number, network, author.remote_id, author.handle, author.name, author.followers, stored(now))
            for number, author in zip(take_ids(connection, Author, len(missing)), missing, strict=True)
        ]
        if insert_new_rows(connection, Author, AUTHOR_COLUMNS, rows) == len(rows):
            return found | {author.remote_id: row[0] for author, row in zip(missing, rows, strict=True)}
        return _known_authors(connection, network, wanted)
    return found


def _known_authors(connection: Connection, network: str, wanted: dict[str, NetworkAuthor]) -> dict[str, int]:
    rows = connection.execute(KNOWN_AUTHORS, {"network": network, "remote_ids": list(wanted)}).all()
    # Who was known by number alone: X charges for names, and does not tell them with everything.
    named = [(number, wanted[key]) for key, number, handle in rows if handle == key != wanted[key].handle]
    for number, told in sorted(named):
        row = update(Author).where(Author.id == number)
        connection.execute(row.values(handle=told.handle, name=told.name, followers=told.followers))
    return {remote_id: number for remote_id, number, _ in rows}


def _count(connection: Connection, account_id: int, taken: TakenIn) -> None:
    connection.execute(COUNT, {"of": account_id} | {f"more_{name}": getattr(taken, name) for name in TALLY})
