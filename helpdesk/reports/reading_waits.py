"""Waits read one by one, up to as many as a page can wait for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.reports.conditions import Condition, due_in, during, published_in
from helpdesk.reports.periods import TooMany
from helpdesk.reports.question import Question
from helpdesk.reports.waits import Row, chosen

MOST_READ = 500_000  # waits of one page: some seconds, and half a gigabyte


def rows(connection: Connection, condition: Condition) -> list[Row]:
    """The waits that meet a condition. Raises TooMany above `MOST_READ`."""
    return read(connection, select(chosen(condition, *Row._fields)))


def read(connection: Connection, wanted: Select[*tuple[Any, ...]]) -> list[Row]:
    """The rows of a part, such as `going_on`, that has all the fields of one. Raises TooMany above `MOST_READ`."""
    return list(map(Row._make, _read(connection, wanted)))


def asked_or_due(connection: Connection, question: Question) -> Iterator[tuple[Row, bool, bool]]:
    """The waits of a question, read once: each with whether it began in the period, and whether it fell due in it.

    Raises TooMany above `MOST_READ`.
    """
    wrote, due = published_in(question), due_in(question)
    found = chosen(lambda of: or_(wrote(of), due(of)), *Row._fields)
    asked, promised = during(question, found.c.published), during(question, found.c.due)
    for row in _read(connection, select(found, asked, promised)):
        yield Row._make(row[:-2]), row[-2], row[-1]


def _read(connection: Connection, wanted: Select[*tuple[Any, ...]]) -> list[Any]:
    found = connection.execute(wanted.limit(MOST_READ + 1)).all()  # all at once: three times as quick as one by one
    if len(found) > MOST_READ:
        raise TooMany(
            _(
                "This has to be counted customer by customer, and they are more than %(most)s. Choose fewer days, or "
                "the desk's own time zone and at most one filter.",
                most=in_digits(MOST_READ),
            )
        )
    return list(found)
