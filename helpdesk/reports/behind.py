"""The conversations behind a number: as many rows as it says, the longest wait first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, or_, select, true

from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import MICROSECOND, read_back, stored
from helpdesk.records.staff import Staff
from helpdesk.reports.question import Question
from helpdesk.reports.waits import CANCELLED, MET, RUNNING, WAITS, due_in, matching, published_in, waited

Which = Literal["asked", "answered", "open", "no_need", "due", "in_time", "missed", "overdue", "waiting"]
WHICH: tuple[Which, ...] = get_args(Which)
PAGE = 50
MOST_SHOWN = 400  # characters of a post


@dataclass(frozen=True, slots=True)
class Behind:
    """One customer's wait. `answered_at` is empty while it goes on; `needless`: closed without need of an answer."""

    conversation_id: int
    author: str
    text: str
    topic: str
    person: str | None
    published_at: datetime
    due_at: datetime
    answered_at: datetime | None
    needless: bool
    waited: timedelta


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the rows behind a number, and how many there are of them and of their conversations."""

    count: int
    conversations: int
    rows: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Waits of at least `over` and less than `under` seconds; None: no bound."""

    over: int | None = None
    under: int | None = None


ANY = Range()


def behind(
    connection: Connection, question: Question, which: Which, now: datetime, *, lasting: Range = ANY, page: int = 1
) -> Listed:
    """The rows that the number `which` of a report counts."""
    at = stored(now)
    where = and_(_which(question, which, at), _lasting(lasting, at))
    count, conversations = connection.execute(
        select(func.count(), func.count(distinct(WAITS.c.conversation_id))).select_from(WAITS).where(where)
    ).one()
    length = waited(at).label("waited")
    ids = select(WAITS.c.id, length).where(where).order_by(length.desc(), WAITS.c.id)
    chosen = ids.limit(PAGE).offset(PAGE * (page - 1)).subquery("chosen")
    found = connection.execute(
        select(
            *(WAITS.c.conversation_id, Author.name, Author.handle, func.substr(Mention.text, 1, MOST_SHOWN)),
            *(WAITS.c.topic, Staff.name, WAITS.c.published, WAITS.c.due, WAITS.c.ended, WAITS.c.state, chosen.c.waited),
        )
        .select_from(chosen)
        .join(WAITS, WAITS.c.id == chosen.c.id)
        .join(Conversation, Conversation.id == WAITS.c.conversation_id)
        .join(Author, Author.id == Conversation.author_id)
        .join(Mention, Mention.id == WAITS.c.mention_id)
        .outerjoin(Staff, Staff.id == WAITS.c.staff)
        .order_by(chosen.c.waited.desc(), WAITS.c.id)
    )
    return Listed(count, conversations, tuple(_row(*row) for row in found))


def _row(
    conversation: int, name: str, handle: str, text: str, topic: str, person: str | None, published: int, due: int,
    ended: int | None, state: str, length: int,
) -> Behind:  # fmt: skip
    return Behind(
        *(conversation, name or handle, text, topic, person, read_back(published), read_back(due)),
        *(read_back(ended) if ended is not None and state == MET else None, state == CANCELLED, length * MICROSECOND),
    )


def _which(question: Question, which: Which, now: int) -> ColumnElement[bool]:
    answered, running = WAITS.c.state == MET, WAITS.c.state == RUNNING
    over, late = and_(running, WAITS.c.due < now), and_(answered, WAITS.c.ended > WAITS.c.due)
    conditions: dict[Which, tuple[Any, ColumnElement[bool]]] = {
        "asked": (published_in, or_(answered, running)),
        "answered": (published_in, answered),
        "open": (published_in, running),
        "no_need": (published_in, WAITS.c.state == CANCELLED),
        "due": (due_in, or_(answered, over)),
        "in_time": (due_in, and_(answered, WAITS.c.ended <= WAITS.c.due)),
        "missed": (due_in, or_(late, over)),
        "overdue": (due_in, over),
        "waiting": (matching, running),
    }
    among, condition = conditions[which]
    return and_(among(question), condition)


def _lasting(lasting: Range, now: int) -> ColumnElement[bool]:
    length, second = waited(now), 1_000_000
    return and_(
        true() if lasting.over is None else length >= lasting.over * second,
        true() if lasting.under is None else length < lasting.under * second,
    )
