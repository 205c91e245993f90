"""Answers that no customer waited for: to praise or thanks, or one more after the customer had theirs.

The ledger tells of each when the network showed it (`sla.answered`). They cost staff time, and no figure of waits has
them. Groups are those of the conversation as it stands now; the person is who wrote the answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Subquery, and_, false, func, select

from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored, read_back
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from helpdesk.reports.conditions import during, has
from helpdesk.reports.question import Question
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


def by_day(connection: Connection, question: Question) -> Counter[date]:
    """How many were shown by the network on each day of the period; the question's kind makes no difference."""
    found = connection.execute(select(_chosen(question).c.at)).scalars()
    return Counter(question.period.day_of(read_back(at)) for at in found)


def listed(connection: Connection, question: Question, page: int = 1) -> tuple[int, list[Needless]]:
    """How many there are in the period, and one page of them, the newest first."""
    of = _chosen(question).c
    count = connection.execute(select(func.count(of.id))).scalar_one()
    some = select(of.conversation_id, of.author, of.reply, of.staff, of.at).order_by(of.at.desc(), of.id.desc())
    shown = some.limit(PAGE).offset(PAGE * (page - 1)).subquery("shown").c
    rows = connection.execute(
        select(
            *(shown.conversation_id, Author.name, Author.handle, func.substr(Reply.text, 1, MOST_SHOWN).label("text")),
            *(Staff.name.label("person"), shown.at),
        )
        .join(Author, Author.id == shown.author)
        .outerjoin(Reply, Reply.id == shown.reply)
        .outerjoin(Staff, Staff.id == shown.staff)
        .order_by(shown.at.desc())
    )
    return count, [
        Needless(row.conversation_id, row.name or row.handle, row.text or "", row.person, read_back(row.at))
        for row in rows
    ]


def _chosen(question: Question) -> Subquery:
    told: dict[str, Any] = {
        "staff": Event.staff_id, "team": Conversation.team_id, "topic": Conversation.topic,
        "account": Conversation.account_id, "network": Account.network, "priority": Conversation.priority,
        "language": Mention.lang, "followers": band(), "target": None,
    }  # fmt: skip
    conditions = [
        false() if told[name] is None else has(told[name], key) for name, key in question.filters
    ]  # nothing was promised, so no target has any
    at, reply = as_stored(Event.at), Event.data["reply"].as_integer()
    return (
        select(
            *(Event.id, Event.conversation_id, Conversation.author_id.label("author"), reply.label("reply")),
            *(Event.staff_id.label("staff"), at.label("at")),
        )
        .join(Conversation, Conversation.id == Event.conversation_id)
        .join(Account, Account.id == Conversation.account_id)
        .join(Author, Author.id == Conversation.author_id)
        .outerjoin(Mention, Mention.id == Event.data["mention"].as_integer())
        .where(Event.kind == WITHOUT_NEED, Event.at >= question.period.start, Event.at < question.period.end)
        .where(and_(during(question, at), *conditions))
        .subquery("needless")
    )
