"""The promises of an answer that were made in the last weeks, to be made again by another policy: read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select

from helpdesk.records.clocks import FIRST_RESPONSE, NEXT_RESPONSE, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored

DAYS: Final = 30
PAGE: Final = 2_000  # promises read in one transaction

Page = list[Row[Any]]


def size(database: Database, now: datetime, *, days: int = DAYS) -> int:
    """How many promises there are to compare."""
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(Clock).where(*_since(now, days))).scalar_one()


def _since(now: datetime, days: int) -> tuple[ColumnElement[bool], ...]:
    since = now - timedelta(days=days)
    return Clock.kind.in_((FIRST_RESPONSE, NEXT_RESPONSE)), Clock.started_at >= since, Clock.started_at <= now


def pages(database: Database, now: datetime, days: int = DAYS, newest: int | None = None) -> Iterator[Page]:
    """The promises to compare, the oldest first, each page read in a transaction of its own."""
    rows = (
        select(
            *(Clock.id, Clock.kind, Clock.conversation_id, Clock.mention_id),
            *(Mention.text, Mention.lang, Conversation.topic),
            as_stored(Clock.started_at).label("started_at"),
            as_stored(Clock.ended_at).label("ended_at"),
            as_stored(Conversation.opened_at).label("opened_at"),
        )
        .join(Mention, Mention.id == Clock.mention_id)
        .join(Conversation, Conversation.id == Clock.conversation_id)
        .where(*_since(now, days))
        .order_by(Clock.id)
        .limit(PAGE)
    )
    last = 0
    if newest is not None:
        oldest = select(Clock.id).where(*_since(now, days)).order_by(Clock.id.desc()).offset(newest).limit(1)
        with database.reading() as connection:
            last = connection.execute(oldest).scalar() or 0
    while True:
        with database.reading() as connection:
            page = list(connection.execute(rows.where(Clock.id > last)).all())
        if not page:
            return
        yield page
        last = page[-1].id
