"""The response-time report: how long the customers who wrote in a period waited, in groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection

from helpdesk.records.gaps import Declared, gaps_between
from helpdesk.records.moment import stored
from helpdesk.reports.conditions import Condition, answered, during, is_open, matching
from helpdesk.reports.figures import Figures, figures
from helpdesk.reports.grouping import TIMES, Named, groups_of, order
from helpdesk.reports.histograms import spread
from helpdesk.reports.measuring import MEASURED, Grouped, measured
from helpdesk.reports.names import names
from helpdesk.reports.question import By, Question
from helpdesk.reports.reading_waits import asked_or_due, read_waits
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


def report(connection: Connection, question: Question, by: By, now: datetime, *, week_starts: int = 0) -> Report:
    """Computes the report as it stands at `now`. Groups are in the order of time or of labels; empty ones are left out.

    Waits belong to when their customer wrote, promises to when they fell due: by day, the two may differ.
    """
    at = stored(now)
    some, key_of_group = _grouped(connection, question, by, at, week_starts)
    found, needless = measured(some, at), by_group(connection, question, by, week_starts)
    groups = {key_of_group(number): shown for number, shown in found.groups.items()}
    known, place, nobody = names(connection, by), order(by), figures((), (), at)
    lines = [
        Group(key, known.get(key, key), shown, needless[key])
        for key, shown in {**dict.fromkeys(needless, nobody), **groups}.items()
        if shown.asked or shown.due or shown.closed_without_need or needless[key]
    ]
    lines.sort(key=lambda line: place(line.key, line.label))
    gaps = gaps_between(connection, question.period.start, question.period.end)
    spreads = _spread(some, answered, at), _spread(some, is_open, at)
    return Report(question, by, found.total, tuple(lines), *spreads, tuple(gaps), needless.total())


def total(connection: Connection, question: Question, now: datetime) -> Figures:
    """The figures of all the customers together."""
    some, _ = _grouped(connection, question, "team", stored(now), 0)
    return measured(some, stored(now)).total


def _grouped(connection: Connection, question: Question, by: By, now: int, week_starts: int) -> tuple[Grouped, Named]:
    """The waits that the question is about, sorted into groups; and what gives a group's key."""

    def wrote_or_due(of: Any) -> Any:
        return matching(question)(of) & (during(question, of.published) | during(question, of.due))

    columns = MEASURED if by in TIMES else (*MEASURED, by)
    waits = read_waits(connection, wrote_or_due, columns, now, within=asked_or_due(question))
    asked_in, key = groups_of(by, question, waits, "published", week_starts)
    due_in, _ = groups_of(by, question, waits, "due", week_starts)
    asked, due = during(question, waits.published), during(question, waits.due)
    return Grouped(waits, asked, due, asked_in, due_in), key


def _spread(some: Grouped, which: Condition, now: int) -> list[int]:
    chosen = some.waits.where(some.asked & which(some.waits))
    until = np.where(chosen.ended.is_(None), now, chosen.ended.values)
    return spread(np.maximum(until - chosen.published.values, 0))
