"""The conversations behind a number: as many rows as it says, the longest wait first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import numpy as np
from sqlalchemy import ColumnElement, Connection, false, func, select

from helpdesk.records.authors import Author
from helpdesk.records.clocks import CANCELLED, MET
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import MICROSECOND, read_back, stored
from helpdesk.records.staff import Staff
from helpdesk.reports.columns import Columns, Numbers
from helpdesk.reports.conditions import (
    Condition,
    answered,
    both,
    due_in,
    is_open,
    matching,
    overdue,
    published_in,
    wanted,
)
from helpdesk.reports.histograms import SECOND
from helpdesk.reports.question import Question
from helpdesk.reports.reading_waits import asked_or_due, going_on_in, read_waits
from helpdesk.reports.resolution import SETTLING
from helpdesk.reports.resolution import conversations as settling
from helpdesk.reports.today import SOON
from helpdesk.reports.waits import NOT_DUE

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
    condition = both(_which(question, which, at), *_within(within, at))
    waits = read_waits(connection, condition, COLUMNS, at, within=_blocks(question, which))
    return Listed(len(waits), _different(waits.conversation_id.values), _rows(connection, waits, at, page))


def _settling(connection: Connection, question: Question, which: str, now: int, page: int) -> Listed:
    """The first waits of the conversations that a number about resolution counts."""
    numbers = settling(connection, question, which, now)
    shown, first = numbers[PAGE * (page - 1) : PAGE * page], question.of_first_responses
    condition = both(published_in(first), wanted, lambda of: of.conversation_id.in_(shown))
    waits = read_waits(connection, condition, COLUMNS, now, within=asked_or_due(first))
    return Listed(len(numbers), len(numbers), _rows(connection, waits, now, 1))


def _rows(connection: Connection, waits: Columns, now: int, page: int) -> tuple[Behind, ...]:
    """One page of them, the longest wait first, with the words that only the records know."""
    length = _waited(waits, now)
    upto = PAGE * page
    if upto < len(length):  # a look at the longest is enough, and far quicker than an order of all
        longest = length >= np.partition(length, -upto)[-upto]
        waits, length = waits.where(longest), length[longest]
    place = np.lexsort((waits.id.values, -length))[upto - PAGE : upto]
    shown = waits.at(place)
    posts, people = _posts(connection, shown), dict(connection.execute(select(Staff.id, Staff.name)).all())
    return tuple(
        Behind(
            *(row["conversation_id"], *posts[row["mention_id"]], row["topic"], people.get(row["staff"])),
            *(read_back(row["published"]), None if row["due"] == NOT_DUE else read_back(row["due"])),
            read_back(row["ended"]) if row["state"] == MET else None,
            *(row["state"] == CANCELLED, waited * MICROSECOND),
        )
        for row, waited in zip(shown, length[place].tolist(), strict=True)
    )


def _different(numbers: Numbers) -> int:
    """How many different ones; sorted, as numpy's own `unique` takes ten times as long for a million."""
    return int(np.count_nonzero(np.diff(np.sort(numbers)))) + bool(len(numbers))


def _posts(connection: Connection, shown: list[dict[str, Any]]) -> dict[int, tuple[str, str]]:
    """By post: what its author is called, and the words."""
    found = connection.execute(
        select(Mention.id, Author.name, Author.handle, func.substr(Mention.text, 1, MOST_SHOWN))
        .join(Conversation, Conversation.id == Mention.conversation_id)
        .join(Author, Author.id == Conversation.author_id)
        .where(Mention.id.in_([row["mention_id"] for row in shown]))
    )
    return {number: (name or handle, text) for number, name, handle, text in found}


def _blocks(question: Question, which: Which) -> ColumnElement[bool]:
    """The blocks of waits that a number may count."""
    if which in ("waiting", "overdue_now", "due_soon"):
        return false()  # what is kept has ended
    return going_on_in(question) if which in ("answered_then", "needless_then", "backlog") else asked_or_due(question)


def _which(question: Question, which: Which, now: int) -> Condition:
    wrote, due, whenever = published_in(question), due_in(question), matching(question)
    start, end = stored(question.period.start), stored(question.period.end)
    soon = now + SOON // MICROSECOND
    conditions: dict[Which, tuple[Condition, ...]] = {
        "wrote": (wrote,),
        "asked": (wrote, wanted),
        "answered": (wrote, answered),
        "open": (wrote, is_open),
        "held": (wrote, wanted, lambda of: of.held.is_not(None)),
        "no_need": (wrote, lambda of: of.state == CANCELLED),
        "due": (due, lambda of: answered(of) | overdue(of, now)),
        "in_time": (due, answered, lambda of: of.ended <= of.due),
        "missed": (due, lambda of: (answered(of) & (of.ended > of.due)) | overdue(of, now)),
        "overdue": (due, lambda of: overdue(of, now)),
        "waiting": (whenever, is_open),
        "overdue_now": (whenever, lambda of: overdue(of, now)),
        "due_soon": (whenever, is_open, lambda of: (of.due >= now) & (of.due <= soon)),
        "answered_then": (whenever, answered, lambda of: (of.ended >= start) & (of.ended < end)),
        "needless_then": (whenever, lambda of: (of.state == CANCELLED) & (of.ended >= start) & (of.ended < end)),
        "backlog": (whenever, lambda of: (of.published < end) & (is_open(of) | (of.ended >= end))),
    }
    return both(*conditions[which])


def _waited(waits: Columns, now: int) -> Numbers:
    """How long each customer has waited, in microseconds; never below zero."""
    until = np.where(waits.ended.is_(None), now, waits.ended.values)
    return np.asarray(np.maximum(until - waits.published.values, 0))


def _within(bounds: Range, now: int) -> list[Condition]:
    over, under, after, by = bounds.over, bounds.under, bounds.due_after, bounds.due_by
    least, most = (over or 0) * SECOND, (under or 0) * SECOND
    found: list[Condition] = []
    if least:  # a wait of nothing is one of at least nothing, also where a network's clock is ahead of ours
        found.append(lambda of: (of.ended >= of.published + least) | (is_open(of) & (of.published <= now - least)))
    if under is not None:
        found.append(lambda of: (of.ended < of.published + most) | (is_open(of) & (of.published > now - most)))
    if after is not None:
        found.append(lambda of: of.due > stored(after))
    if by is not None:
        found.append(lambda of: of.due <= stored(by))
    return found
