"""Keeps the search index up to date, behind the desk's back: a step of the worker.

Numbers grow in the order of commits on SQLite. On PostgreSQL a transaction may take a number and commit a little later
than the next one's, so there the newest seconds wait. How far the index has come and what it holds are one
transaction: whoever dies in between starts where they were.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, insert, select, true, update

from helpdesk.clock import Clock
from helpdesk.desk.search_words import words_of
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_rows, take_ids
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database, claim
from helpdesk.records.mentions import NEW, Mention
from helpdesk.records.replies import WITHDRAWN, Reply
from helpdesk.records.search import MENTION, REPLY, TO_COME, Document, IndexedUpTo, put_words

BATCH = 500
SETTLED = timedelta(seconds=10)  # longer than any of our transactions lasts
UNDONE = timedelta(seconds=70)  # after these nobody takes an answer back any more

_MENTIONS = (
    select(Mention.id, Mention.text, Author.handle, Author.name, Mention.received_at.label("at"),
           (Mention.state != NEW).label("ready"), Mention.author_id.is_not(None).label("found"),
           Mention.conversation_id)
    .outerjoin(Author, Author.id == Mention.author_id)
    .order_by(Mention.id)
    .limit(BATCH)
)  # fmt: skip
_REPLIES = (
    select(Reply.id, Reply.text, Author.handle, Author.name, Reply.accepted_at.label("at"),
           true().label("ready"), (Reply.state != WITHDRAWN).label("found"), Reply.conversation_id)
    .join(Conversation, Conversation.id == Reply.conversation_id)
    .join(Author, Author.id == Conversation.author_id)
    .order_by(Reply.id)
    .limit(BATCH)
)  # fmt: skip


def index(database: Database, clock: Clock) -> bool:
    """Indexes the next texts; true when there are more and nobody waits for the database."""
    now = clock.now()
    settled = now - (timedelta(0) if database.is_sqlite else SETTLED)
    _follow(database)
    full = [
        _step(database, MENTION, _MENTIONS, Mention.id, settled),
        _step(database, REPLY, _REPLIES, Reply.id, now - UNDONE),
    ]
    if not any(full):
        return False
    with database.reading() as connection:
        return not connection.execute(select(exists().where(Mention.state == NEW))).scalar()


def _follow(database: Database) -> None:
    """Gives texts their conversation that were let pass after they had been set aside, once they are sorted."""
    to_come = (Document.conversation_id == TO_COME) & (Document.kind == MENTION)
    sorted_now = (Mention.id == Document.source_id) & Mention.conversation_id.is_not(None)
    with database.reading() as connection:
        if not connection.execute(select(exists().where(to_come, sorted_now))).scalar():
            return
    its = select(Mention.conversation_id).where(Mention.id == Document.source_id).scalar_subquery()
    with database.writing() as connection:
        connection.execute(update(Document).where(to_come, exists().where(sorted_now)).values(conversation_id=its))


def _step(database: Database, kind: str, texts: Select[*tuple[Any, ...]], number: Any, settled: datetime) -> bool:
    with database.reading() as connection:
        reached = _reached(connection, kind)
        rows = connection.execute(texts.where(number > (reached or 0))).all()
    ready = []
    for row in rows:
        if not row.ready or row.at > settled:
            break
        ready.append(row)
    if not ready:
        return False
    with database.writing() as connection:
        _put(connection, kind, reached, ready)
    return len(ready) == BATCH


def _reached(connection: Connection, kind: str) -> int | None:
    return connection.execute(select(IndexedUpTo.reached).where(IndexedUpTo.kind == kind)).scalar()


def _put(connection: Connection, kind: str, reached: int | None, rows: list[Row[*tuple[Any, ...]]]) -> None:
    """Adds the rows, unless somebody else just did."""
    last = rows[-1].id
    if reached is None:
        connection.execute(insert(IndexedUpTo).values(kind=kind, reached=last))
    else:
        mine = update(IndexedUpTo).where(IndexedUpTo.kind == kind, IndexedUpTo.reached == reached)
        if not claim(connection, mine.values(reached=last)):
            return
    found = [row for row in rows if row.found]
    numbers = take_ids(connection, Document, len(found))
    insert_rows(
        connection, Document, ("id", "kind", "source_id", "conversation_id"),
        [(number, kind, row.id, row.conversation_id) for number, row in zip(numbers, found, strict=True)],
    )  # fmt: skip
    words = [words_of(f"{row.text} {row.handle or ''} {row.name or ''}") for row in found]
    if found:
        put_words(connection, list(zip(numbers, words, strict=True)))
