"""The response-time report: how long the customers who wrote in a period waited, in groups."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from helpdesk.records.gaps import Declared, gaps_between
from helpdesk.records.moment import stored
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.figures import Figures, Wait, figures
from helpdesk.reports.grouping import key_of, order
from helpdesk.reports.histograms import Waits
from helpdesk.reports.names import names
from helpdesk.reports.question import By, Question
from helpdesk.reports.reading_waits import asked_or_due
from helpdesk.reports.stored import Stored, stored_report
from helpdesk.reports.without_need import by_group


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the report. `without_need`: answers that nobody waited for (without_need.py)."""

    key: str
    label: str
    figures: Figures
    without_need: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The customers that a question is about, all together and in groups.

    answered_spread, open_spread: how many were answered, and still wait, between each two of `histograms.EDGES`.
    gaps: stretches of the period in which posts may be missing: no figure knows of them.
    """

    question: Question
    by: By
    total: Figures
    groups: tuple[Group, ...]
    answered_spread: list[int]
    open_spread: list[int]
    gaps: tuple[Declared, ...] = ()
    without_need: int = 0


@dataclass(slots=True)
class _Sorted:
    asked: list[Wait] = field(default_factory=list)
    promised: list[Wait] = field(default_factory=list)


def report(connection: Connection, question: Question, by: By, now: datetime, *, week_starts: int = 0) -> Report:
    """Computes the report as it stands at `now`. Groups are in the order of time or of labels; empty ones are left out.

    Waits belong to when their customer wrote, promises to when they fell due: by day, the two may differ.
    """
    found = stored_report(connection, question, by, now, week_starts=week_starts)
    if found is None:
        found = _one_by_one(connection, question, by, now, week_starts)
    known, place = names(connection, by), order(by)
    at, needless = stored(now), by_group(connection, question, by, week_starts)
    nobody = figures((), (), at)
    lines = [
        Group(key, known.get(key, key), shown, needless[key])
        for key, shown in {**dict.fromkeys(needless, nobody), **found.groups}.items()
        if shown.asked or shown.due or shown.closed_without_need or needless[key]
    ]
    still = Waits([max(at - wait.published, 0) for wait in found.open])
    lines.sort(key=lambda line: place(line.key, line.label))
    gaps = gaps_between(connection, question.period.start, question.period.end)
    return Report(
        question, by, found.total, tuple(lines), found.wait.spread(), still.spread(), tuple(gaps), needless.total()
    )


def total(connection: Connection, question: Question, now: datetime) -> Figures:
    """The figures of all the customers together."""
    return report(connection, question, "day", now).total


def _one_by_one(connection: Connection, question: Question, by: By, now: datetime, week_starts: int) -> Stored:
    """The report from each single wait: exact."""
    group, at = key_of(by, question, week_starts), stored(now)
    everything, groups = _Sorted(), defaultdict[str, _Sorted](_Sorted)
    hours = BusinessHours(connection)
    for row, asked, promised in asked_or_due(connection, question):
        wait = hours.measure(row, at).wait
        if asked:
            everything.asked.append(wait)
            groups[group(row, row.published)].asked.append(wait)
        if promised:
            everything.promised.append(wait)
            groups[group(row, row.due)].promised.append(wait)
    return Stored(
        figures(everything.asked, everything.promised, at),
        {key: figures(some.asked, some.promised, at) for key, some in groups.items()},
        Waits([max(wait.answered - wait.published, 0) for wait in everything.asked if wait.answered is not None]),
        [wait for wait in everything.asked if wait.answered is None and not wait.needless],
    )
