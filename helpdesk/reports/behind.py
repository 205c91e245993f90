"""The conversations behind a number: as many rows as it says, the longest wait first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, or_, select, true

from helpdesk.records.authors import Author
from helpdesk.records.clocks import CANCELLED, MET
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import MICROSECOND, read_back, stored
from helpdesk.records.staff import Staff
from helpdesk.reports.conditions import Condition, both, due_in, is_open, matching, published_in, waited
from helpdesk.reports.question import Question
from helpdesk.reports.resolution import SETTLING
from helpdesk.reports.resolution import conversations as settling
from helpdesk.reports.today import SOON
from helpdesk.reports.waits import NOT_DUE, chosen

Which = Literal[
    "asked", "wrote", "answered", "open", "held", "no_need", "due", "in_time", "missed", "overdue",
    "waiting", "overdue_now", "due_soon", "answered_then", "needless_then", "backlog",
    "begun", "closed_once", "unsettled", "reopened",
]  # fmt: skip
WHICH: tuple[Which, ...] = get_args(Which)
PAGE = 50
MOST_SHOWN = 400  # characters of a post
COLUMNS = ("id", "conversation_id", "mention_id", "topic", "staff", "published", "due", "ended", "state")


@dataclass(frozen=True, slots=True)
class Behind:
    """One customer's wait. `answered_at` is empty while it goes on; `needless`: closed without need of an answer.

    due_at: empty while a promised end rests.
    """

    conversation_id: int
    author: str
    text: str
    topic: str
    person: str | None
    published_at: datetime
    due_at: datetime | None
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
    """Waits of at least `over` and less than `under` seconds, due after and up to two moments; None: no bound."""

    over: int | None = None
    under: int | None = None
    due_after: datetime | None = None
    due_by: datetime | None = None


ANY = Range()


def behind(
    connection: Connection, question: Question, which: Which, now: datetime, *, within: Range = ANY, page: int = 1
) -> Listed:
    """The rows that the number `which` of a report counts."""
    at = stored(now)
    if which in SETTLING:
        return _settling(connection, question, which, at, page)
    wanted = both(_which(question, which, at), lambda of: _within(of, within, at))
    counted = chosen(wanted, "conversation_id")
    count, conversations = connection.execute(
        select(func.count(), func.count(distinct(counted.c.conversation_id))).select_from(counted)
    ).one()
    return Listed(count, conversations, _rows(connection, wanted, at, page))


def _settling(connection: Connection, question: Question, which: str, now: int, page: int) -> Listed:
    """The first waits of the conversations that a number about resolution counts."""
    numbers = settling(connection, question, which)
    shown = numbers[PAGE * (page - 1) : PAGE * page]
    first = question.of_first_responses
    wanted = both(published_in(first), lambda of: and_(of.state != CANCELLED, of.conversation_id.in_(shown)))
    return Listed(len(numbers), len(numbers), _rows(connection, wanted, now, 1))


def _rows(connection: Connection, wanted: Condition, now: int, page: int) -> tuple[Behind, ...]:
    waits = chosen(wanted, *COLUMNS)
    length = waited(waits.c, now).label("waited")
    listed = select(waits, length).order_by(length.desc(), waits.c.id).limit(PAGE).offset(PAGE * (page - 1))
    of = listed.subquery("listed").c
    found = connection.execute(
        select(
            *(of.conversation_id, Author.name, Author.handle, func.substr(Mention.text, 1, MOST_SHOWN)),
            *(of.topic, Staff.name, of.published, of.due, of.ended, of.state, of.waited),
        )
        .join(Conversation, Conversation.id == of.conversation_id)
        .join(Author, Author.id == Conversation.author_id)
        .join(Mention, Mention.id == of.mention_id)
        .outerjoin(Staff, Staff.id == of.staff)
        .order_by(of.waited.desc(), of.id)
    )
    return tuple(_row(*row) for row in found)


def _row(
    conversation: int, name: str, handle: str, text: str, topic: str, person: str | None, published: int, due: int,
    ended: int | None, state: str, length: int,
) -> Behind:  # fmt: skip
    return Behind(
        *(conversation, name or handle, text, topic, person, read_back(published)),
        None if due == NOT_DUE else read_back(due),
        *(read_back(ended) if ended is not None and state == MET else None, state == CANCELLED, length * MICROSECOND),
    )


def _which(question: Question, which: Which, now: int) -> Condition:
    wrote, due, whenever = published_in(question), due_in(question), matching(question)
    start, end = stored(question.period.start), stored(question.period.end)
    conditions: dict[Which, tuple[Condition, Condition]] = {
        "wrote": (wrote, lambda of: true()),
        "asked": (wrote, lambda of: of.state != CANCELLED),
        "answered": (wrote, _answered),
        "open": (wrote, is_open),
        "held": (wrote, lambda of: and_(of.state != CANCELLED, of.held.is_not(None))),
        "no_need": (wrote, lambda of: of.state == CANCELLED),
        "due": (due, lambda of: or_(_answered(of), _over(of, now))),
        "in_time": (due, lambda of: and_(_answered(of), of.ended <= of.due)),
        "missed": (due, lambda of: or_(and_(_answered(of), of.ended > of.due), _over(of, now))),
        "overdue": (due, lambda of: _over(of, now)),
        "waiting": (whenever, is_open),
        "overdue_now": (whenever, lambda of: _over(of, now)),
        "due_soon": (whenever, lambda of: and_(is_open(of), of.due >= now, of.due <= now + SOON // MICROSECOND)),
        "answered_then": (whenever, lambda of: and_(_answered(of), of.ended >= start, of.ended < end)),
        "needless_then": (whenever, lambda of: and_(of.state == CANCELLED, of.ended >= start, of.ended < end)),
        "backlog": (whenever, lambda of: and_(of.published < end, or_(is_open(of), of.ended >= end))),
    }
    return both(*conditions[which])


def _answered(of: Any) -> ColumnElement[bool]:
    return cast(ColumnElement[bool], of.state == MET)


def _over(of: Any, now: int) -> ColumnElement[bool]:
    return and_(is_open(of), of.due < now)


def _within(of: Any, within: Range, now: int) -> ColumnElement[bool]:
    length, second = waited(of, now), 1_000_000
    return and_(
        true() if within.over is None else length >= within.over * second,
        true() if within.under is None else length < within.under * second,
        true() if within.due_after is None else of.due > stored(within.due_after),
        true() if within.due_by is None else of.due <= stored(within.due_by),
    )
