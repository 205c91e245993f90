"""Answers that no customer waited for: to praise or thanks, or one more after the customer had theirs.

The ledger tells of each when the network showed it (`sla.answered`). They cost staff time, and no figure of waits has
them. Groups are those of the conversation as it stands now; the person is who wrote the answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, String, Subquery, cast, func, null, select

from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored, read_back
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from helpdesk.reports.conditions import during, has
from helpdesk.reports.grouping import QUARTER, TIMES, times_of
from helpdesk.reports.question import NONE, By, Question
from helpdesk.reports.waits import band
from helpdesk.sla.answered import WITHOUT_NEED

PAGE = 50
MOST_SHOWN = 400  # characters of an answer


@dataclass(frozen=True, slots=True)
class Needless:
    """One such answer. `person` is who wrote it."""

    conversation_id: int
    author: str
    answer: str
    person: str | None
    at: datetime


def by_group(connection: Connection, question: Question, by: By, week_starts: int = 0) -> Counter[str]:
    """How many of each group the network showed in the period; the question's kind makes no difference.

    Times are those of the answers. All of them have no target: nothing was promised.
    """
    of = _chosen(question, *(() if by in TIMES else (by,))).c
    group = of.at // QUARTER if by in TIMES else of[by]
    found = connection.execute(select(group, func.count()).group_by(group)).all()
    if by not in TIMES:
        return Counter({NONE if value is None else str(value): count for value, count in found})
    quarters = np.array([value for value, _ in found], dtype=np.int64)
    numbers, key = times_of(by, question, quarters * QUARTER, week_starts)
    counts = Counter[str]()
    for number, (_, count) in zip(numbers.tolist(), found, strict=True):
        counts[key(number)] += count
    return counts


def listed(connection: Connection, question: Question, page: int = 1) -> tuple[int, list[Needless]]:
    """How many there are in the period, and one page of them, the newest first."""
    of = _chosen(question).c
    count = connection.execute(select(func.count(of.id))).scalar_one()
    some = select(of.conversation_id, of.author, of.reply, of.writer, of.at).order_by(of.at.desc(), of.id.desc())
    shown = some.limit(PAGE).offset(PAGE * (page - 1)).subquery("shown").c
    rows = connection.execute(
        select(
            *(shown.conversation_id, Author.name, Author.handle, func.substr(Reply.text, 1, MOST_SHOWN).label("text")),
            *(Staff.name.label("person"), shown.at),
        )
        .join(Author, Author.id == shown.author)
        .outerjoin(Reply, Reply.id == shown.reply)
        .outerjoin(Staff, Staff.id == shown.writer)
        .order_by(shown.at.desc())
    )
    return count, [
        Needless(row.conversation_id, row.name or row.handle, row.text or "", row.person, read_back(row.at))
        for row in rows
    ]


def _chosen(question: Question, *groups: str) -> Subquery:
    """These answers, with the columns `groups` to sort them by."""
    at, reply = as_stored(Event.at), Event.data["reply"].as_integer()
    columns: dict[str, Any] = {
        "staff": Event.staff_id, "team": Conversation.team_id, "topic": Conversation.topic,
        "account": Conversation.account_id, "network": Account.network, "priority": Conversation.priority,
        "language": Mention.lang, "followers": band(), "target": cast(null(), String),
    }  # fmt: skip
    wanted = {*groups, *(name for name, _ in question.filters)}
    found = (
        select(
            *(Event.id, Event.conversation_id, Conversation.author_id.label("author"), reply.label("reply")),
            *(Event.staff_id.label("writer"), at.label("at")),
            *(columns[name].label(name) for name in groups),
        )
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(Event.kind == WITHOUT_NEED, Event.at >= question.period.start, Event.at < question.period.end)
        .where(during(question, at))
        .where(*(has(columns[name], key) for name, key in question.filters))
    )
    if "network" in wanted:
        found = found.join(Account, Account.id == Conversation.account_id)
    if "followers" in wanted:
        found = found.join(Author, Author.id == Conversation.author_id)
    if "language" in wanted:
        found = found.outerjoin(Mention, Mention.id == Event.data["mention"].as_integer())
    return found.subquery("needless")
