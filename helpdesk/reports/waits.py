"""Customers' waits as rows: one for each clock, with what reports sort them by.

Everything a report shows is chosen here, so that a figure and the conversations behind it are the same rows. What is
chosen is said as a condition on columns, because the rows stand in more than one place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.types import BigInteger, String

from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.clocks import CANCELLED, MET, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.records.replies import SENT, Reply
from helpdesk.reports.figures import Wait
from helpdesk.reports.question import ANY_ANSWER, BANDS, NONE, Question

Condition = Callable[[Any], ColumnElement[bool]]
RESPONSES = ("first_response", "next_response")


def _number(column: Any) -> Any:
    return type_coerce(column, BigInteger)


def _band() -> Any:
    """The band of followers an author is in, as the text of where it begins."""
    steps = [(Author.followers >= begins, str(begins)) for begins in reversed(BANDS)]
    return case(*steps, else_=None)


def _sender() -> Any:
    """Who sent the answer that ended the clock."""
    ended_it = (Reply.conversation_id == Clock.conversation_id, Reply.state == SENT, Reply.sent_at == Clock.ended_at)
    return select(Reply.staff_id).where(*ended_it).order_by(Reply.id).limit(1).scalar_subquery()


LIVE = (
    select(
        *(Clock.id, Clock.conversation_id, Clock.mention_id, Clock.kind, Clock.state),
        Clock.target_minutes.label("target"),
        *(_number(Clock.started_at).label("published"), _number(Clock.due_at).label("due")),
        # A person may open a conversation again: then the wait begins later than its last post came.
        case((Mention.received_at < Clock.started_at, _number(Clock.started_at)), else_=_number(Mention.received_at))
        .label("received"),
        _number(Clock.ended_at).label("ended"),
        case((Clock.state == MET, _sender()), else_=Conversation.staff_id).label("staff"),
        *(Conversation.team_id.label("team"), Conversation.topic.label("topic")),
        *(Conversation.account_id.label("account"), Account.network.label("network")),
        *(Conversation.priority.label("priority"), Mention.lang.label("language"), _band().label("followers")),
    )
    .join(Conversation, Conversation.id == Clock.conversation_id)
    .join(Mention, Mention.id == Clock.mention_id)
    .join(Account, Account.id == Conversation.account_id)
    .join(Author, Author.id == Conversation.author_id)
    .subquery("live")
)  # fmt: skip


class Row(NamedTuple):
    """One wait as it is read, with the keys of its groups."""

    published: int
    received: int
    due: int
    ended: int | None
    state: str
    target: int
    staff: int | None
    team: int
    topic: str
    account: int
    network: str
    priority: str
    language: str | None
    followers: str | None

    @property
    def wait(self) -> Wait:
        """What figures are computed from."""
        answered = self.ended if self.state == MET else None
        return Wait(self.published, self.received, self.due, answered, self.state == CANCELLED)


def chosen(condition: Condition, *names: str) -> Subquery:
    """The columns `names` of the waits that meet a condition, to select from."""
    sources = [LIVE]
    parts = [select(*(source.c[name] for name in names)).where(condition(source.c)) for source in sources]
    return union_all(*parts).subquery("waits")


def rows(connection: Connection, condition: Condition) -> list[Row]:
    """The waits that meet a condition."""
    found = chosen(condition, *Row._fields)
    return [Row(*row) for row in connection.execute(select(found))]


def published_in(question: Question) -> Condition:
    """The waits of customers whose post was published in the period."""
    return lambda of: and_(matching(question)(of), _during(question, of.published))


def due_in(question: Question) -> Condition:
    """The waits whose due time lies in the period."""
    return lambda of: and_(matching(question)(of), _during(question, of.due))


def matching(question: Question) -> Condition:
    """The waits of the question's kind and customers, whenever they were."""
    kinds = RESPONSES if question.kind == ANY_ANSWER else (question.kind,)
    return lambda of: and_(of.kind.in_(kinds), *(_has(of[name], key) for name, key in question.filters))


def is_open(of: Any) -> ColumnElement[bool]:
    """The waits that go on."""
    return and_(of.state.not_in((MET, CANCELLED)))


def both(*conditions: Condition) -> Condition:
    """The waits that meet all of these."""
    return lambda of: and_(*(condition(of) for condition in conditions))


def _has(column: Any, key: str) -> Any:
    if key == NONE:
        return column.is_(None)
    if isinstance(column.type, String):
        return column == key
    return column == int(key) if key.isascii() and key.isdigit() and len(key) < 19 else false()


def _during(question: Question, column: Any) -> ColumnElement[bool]:
    period, hour = question.period, question.hour
    inside = and_(column >= stored(period.start), column < stored(period.end))
    if hour is None:
        return inside
    spans = [
        and_(column >= stored(start), column < stored(end))
        for start, end, day, of_day in period.hours()
        if day.weekday() * 24 + of_day == hour
    ]
    return and_(inside, or_(false(), *spans))


def waited(of: Any, now: int) -> ColumnElement[int]:
    """How long each customer has waited, in microseconds; never below zero."""
    until = func.coalesce(of.ended, literal(now, BigInteger)) - of.published
    return case((until < 0, literal(0, BigInteger)), else_=until)
