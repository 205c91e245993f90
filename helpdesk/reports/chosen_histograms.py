"""Which of the stored histograms answer a question, if any do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from helpdesk.records.settled_waits import ReportMark, WaitHistogram
from helpdesk.reports.cells import ALL, DAY, HOUR, MONTH
from helpdesk.reports.conditions import RESPONSES
from helpdesk.reports.periods import Period, week_of
from helpdesk.reports.question import ANY_ANSWER, By, Question

Known = tuple[str, str | None]  # a dimension, and the key of it that is asked for if only one is
TIMES: tuple[By, ...] = ("day", "week", "hour")


def dimension_of(connection: Connection, question: Question, by: By) -> Known | None:
    """Which histograms have these groups; None when none do: another zone, one hour alone, or two filters."""
    zone = connection.execute(select(ReportMark.zone)).scalar()
    if zone != question.period.zone.key or question.hour is not None or len(question.filters) > 1:
        return None
    if not question.filters:
        return {"day": ALL, "week": ALL, "hour": HOUR}.get(by, by), None
    ((dimension, key),) = question.filters
    return (dimension, key) if by in ("day", "week", dimension) else None


def histograms_of(question: Question, known: Known, by: By) -> ColumnElement[bool]:
    """Those of the period: of each of its days where groups are times, else as few as there can be."""
    return histograms_in(question, known, days(question.period) if by in TIMES else months_and_days(question.period))


def histograms_in(question: Question, known: Known, spans: list[tuple[str, date, date]]) -> ColumnElement[bool]:
    """Those that begin within the spans: day or month, from the first to the last day."""
    of, (dimension, key) = WaitHistogram, known
    kinds = RESPONSES if question.kind == ANY_ANSWER else (question.kind,)
    inside = or_(*((of.span == span) & (of.day >= str(start)) & (of.day <= str(end)) for span, start, end in spans))
    return and_(of.kind.in_(kinds), of.dimension == dimension, inside, true() if key is None else of.key == key)


def days(period: Period) -> list[tuple[str, date, date]]:
    """A period as days."""
    return [(DAY, period.first_day, period.last_day)]


def months_and_days(period: Period) -> list[tuple[str, date, date]]:
    """A period as the days before its whole months, those months, and the days after them."""
    months = period.whole_months
    if months is None:
        return days(period)
    first, last, day = *months, timedelta(days=1)
    return [(DAY, period.first_day, first - day), (MONTH, first, last), (DAY, last + day, period.last_day)]


def group_of(row: Any, by: By, week_starts: int = 0) -> str:
    """The key of the group of a report that a histogram belongs to."""
    match by:
        case "day":
            return str(row.day)
        case "week":
            return str(week_of(date.fromisoformat(row.day), week_starts))
        case "hour":
            return str(date.fromisoformat(row.day).weekday() * 24 + int(row.key))
    return str(row.key)
