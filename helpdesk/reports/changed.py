"""What changed? The groups behind a worse (or better) period: where more promises were missed than before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from helpdesk.records.moment import stored
from helpdesk.reports.conditions import due_in
from helpdesk.reports.figures import Figures, attainment
from helpdesk.reports.grouping import key_of
from helpdesk.reports.names import names
from helpdesk.reports.question import By, Question
from helpdesk.reports.response_times import total
from helpdesk.reports.waits import Row, rows

LOOKED_AT: tuple[By, ...] = ("team", "topic", "hour", "staff", "account", "language")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Change:
    """A group and its missed promises, now and before. `more`: how many more were missed."""

    key: str
    label: str
    missed: int
    due: int
    missed_before: int
    due_before: int

    @property
    def more(self) -> int:
        """How many more; below zero for fewer."""
        return self.missed - self.missed_before


@dataclass(frozen=True, slots=True)
class Changed:
    """A period, the one before, and for each grouping the groups that changed most."""

    question: Question
    now: Figures
    before: Figures
    by: dict[By, tuple[Change, ...]]

    @property
    def worse(self) -> bool | None:
        """Whether a smaller share was in time than before; None when either has no data."""
        if self.now.attainment is None or self.before.attainment is None:
            return None
        return self.now.attainment < self.before.attainment


def changed(connection: Connection, question: Question, now: datetime) -> Changed:
    """Compares the promises that fell due in the period with those of the period before, group by group."""
    here, earlier = rows(connection, due_in(question)), rows(connection, due_in(question.before))
    found = {by: _changes(connection, by, question, here, earlier, stored(now)) for by in LOOKED_AT}
    return Changed(question, total(connection, question, now), total(connection, question.before, now), found)


def _changes(
    connection: Connection, by: By, question: Question, here: Iterable[Row], earlier: Iterable[Row], now: int
) -> tuple[Change, ...]:
    known, group = names(connection, by), key_of(by, question)
    missed, due = _missed(here, group, now)
    missed_before, due_before = _missed(earlier, group, now)
    changes = [
        Change(key, known.get(key, key), missed[key], due[key], missed_before[key], due_before[key])
        for key in {*due, *due_before}
        if missed[key] != missed_before[key]
    ]
    return tuple(sorted(changes, key=lambda change: (-abs(change.more), change.label))[:MOST_NAMED])


def _missed(found: Iterable[Row], group: Any, now: int) -> tuple[Counter[str], Counter[str]]:
    missed, due = Counter[str](), Counter[str]()
    for row in found:
        decided = attainment((row.wait,), now)
        key = group(row, row.due)
        due[key] += decided.due
        missed[key] += decided.due - decided.in_time
    return missed, due
