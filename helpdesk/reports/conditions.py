"""What is asked of waits, as conditions on their columns: those rows stand in more than one place (waits.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_
from sqlalchemy.types import BigInteger, String

from helpdesk.records.moment import stored
from helpdesk.reports.question import ANY_ANSWER, NONE, Question

Condition = Callable[[Any], ColumnElement[bool]]
RESPONSES = ("first_response", "next_response")


def published_in(question: Question) -> Condition:
    """The waits of customers whose post was published in the period."""
    return lambda of: and_(matching(question)(of), during(question, of.published))


def due_in(question: Question) -> Condition:
    """The waits whose due time lies in the period."""
    return lambda of: and_(matching(question)(of), during(question, of.due))


def matching(question: Question) -> Condition:
    """The waits of the question's kind and customers, whenever they were."""
    kinds = RESPONSES if question.kind == ANY_ANSWER else (question.kind,)
    return lambda of: and_(of.kind.in_(kinds), *(has(of[name], key) for name, key in question.filters))


def is_open(of: Any) -> ColumnElement[bool]:
    """The waits that go on."""
    return and_(of.ended.is_(None))


def both(*conditions: Condition) -> Condition:
    """The waits that meet all of these."""
    return lambda of: and_(*(condition(of) for condition in conditions))


def has(column: Any, key: str) -> Any:
    """Whether a column has the value that a filter or a group is called by."""
    if key == NONE:
        return column.is_(None)
    if isinstance(column.type, String):
        return column == key
    return column == int(key) if key.isascii() and key.isdigit() and len(key) < 19 else false()


def during(question: Question, column: Any) -> ColumnElement[bool]:
    """Whether a moment, in microseconds, lies in the period, and in the hour of the week if one is asked for."""
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
