"""What is asked of waits, as conditions on their columns: those of the database, or of blocks of them (columns.py).

Both answer the same operators. `&` and `|` put conditions together, not `and_` and `or_`, which only a database knows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import Any

from sqlalchemy.types import String

from helpdesk.records.clocks import CANCELLED, MET
from helpdesk.records.moment import stored
from helpdesk.reports.question import ANY_ANSWER, NONE, Question

Condition = Callable[[Any], Any]
RESPONSES = ("first_response", "next_response")


def published_in(question: Question) -> Condition:
    """The waits of customers whose post was published in the period."""
    return lambda of: matching(question)(of) & during(question, of.published)


def due_in(question: Question) -> Condition:
    """The waits whose due time lies in the period."""
    return lambda of: matching(question)(of) & during(question, of.due)


def matching(question: Question) -> Condition:
    """The waits of the question's kind and customers, whenever they were."""
    kinds = RESPONSES if question.kind == ANY_ANSWER else (question.kind,)
    return lambda of: reduce(and_, (has(of[name], key) for name, key in question.filters), of.kind.in_(kinds))


def is_open(of: Any) -> Any:
    """The waits that go on."""
    return of.ended.is_(None)


def answered(of: Any) -> Any:
    """The waits that ended with what was waited for."""
    return of.state == MET


def wanted(of: Any) -> Any:
    """The waits of customers who wanted an answer: all but those closed without need of one."""
    return of.state != CANCELLED


def overdue(of: Any, now: int) -> Any:
    """The waits that go on and should have ended."""
    return is_open(of) & (of.due < now)


def both(*conditions: Condition) -> Condition:
    """The waits that meet all of these."""
    return lambda of: reduce(and_, (condition(of) for condition in conditions))


def has(column: Any, key: str) -> Any:
    """Whether a column has the value that a filter or a group is called by."""
    if key == NONE:
        return column.is_(None)
    if isinstance(column.type, String):
        return column == key
    return column == int(key) if key.isascii() and key.isdigit() and len(key) < 19 else column.in_(())


def during(question: Question, column: Any) -> Any:
    """Whether a moment, in microseconds, lies in the period, and in the hour of the week if one is asked for."""
    period, hour = question.period, question.hour
    inside = (column >= stored(period.start)) & (column < stored(period.end))
    if hour is None:
        return inside
    spans = [
        (column >= stored(start)) & (column < stored(end))
        for start, end, day, of_day in period.hours()
        if day.weekday() * 24 + of_day == hour
    ]
    return inside & reduce(or_, spans, column.in_(()))
