"""What changed? The groups behind a worse (or better) period: where more promises were missed than before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from helpdesk.records.moment import stored
from helpdesk.reports.conditions import due_in
from helpdesk.reports.figures import Attainment
from helpdesk.reports.grouping import TIMES, groups_of
from helpdesk.reports.measuring import kept_promises
from helpdesk.reports.names import names
from helpdesk.reports.question import By, Question
from helpdesk.reports.reading_waits import asked_or_due, read_waits

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
    now: Attainment
    before: Attainment
    by: dict[By, tuple[Change, ...]]

    @property
    def worse(self) -> bool | None:
        """Whether a smaller share was in time than before; None when either has no data."""
        if self.now.attainment is None or self.before.attainment is None:
            return None
        return self.now.attainment < self.before.attainment


def changed(connection: Connection, question: Question, now: datetime) -> Changed:
    """Compares the promises that fell due in the period with those of the period before, group by group."""
    here, earlier = (_Promises(connection, each, stored(now)) for each in (question, question.before))
    found = {by: _changes(names(connection, by), here.by(by), earlier.by(by)) for by in LOOKED_AT}
    return Changed(question, here.all(), earlier.all(), found)


class _Promises:
    """Those that fell due in the period of a question, read once."""

    def __init__(self, connection: Connection, question: Question, now: int) -> None:
        groups = (by for by in LOOKED_AT if by not in TIMES)
        columns = ("state", "ended", "due", *groups)
        self._waits = read_waits(connection, due_in(question), columns, now, within=asked_or_due(question))
        self._question, self._now = question, now

    def by(self, by: By) -> dict[str, Attainment]:
        """How they were kept, group by group."""
        groups, key = groups_of(by, self._question, self._waits, "due")
        kept = kept_promises(self._waits, groups, self._now)
        return {key(number): some for number, some in kept.items() if some.due}

    def all(self) -> Attainment:
        """How all of them were kept."""
        found = self.by("team").values()
        return Attainment(*(sum(getattr(each, name) for each in found) for name in Attainment.__slots__))


def _changes(known: dict[str, str], here: dict[str, Attainment], earlier: dict[str, Attainment]) -> tuple[Change, ...]:
    none, changes = Attainment(0, 0, 0), []
    for key in {*here, *earlier}:
        after, before = here.get(key, none), earlier.get(key, none)
        if after.missed != before.missed:
            changes.append(Change(key, known.get(key, key), after.missed, after.due, before.missed, before.due))
    return tuple(sorted(changes, key=lambda change: (-abs(change.more), change.label))[:MOST_NAMED])
