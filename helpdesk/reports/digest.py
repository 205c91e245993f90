"""A period in a few lines of plain text, for a mail or a terminal: the figures, a bar a day, and what changed. Pure."""

from __future__ import annotations

from datetime import timedelta

from helpdesk.reports.changed import Changed
from helpdesk.reports.figures import Figures
from helpdesk.reports.question import KIND_NAMES
from helpdesk.reports.response_times import Group, Report

WIDTH = 30  # of the longest bar, in blocks
MOST_NAMED = 3


def digest(report: Report, changed: Changed) -> str:
    """The words of a report by day and of what changed since the period before."""
    period, question = report.question.period, report.question
    lines = [
        f"{KIND_NAMES[question.kind]}, {period.first_day} to {period.last_day} ({period.zone.key})",
        "",
        *_figures(report.total, changed.before),
        "",
        *_bars(report.groups),
        "",
        *_changes(changed),
    ]
    return "\n".join(lines)


def said(wait: timedelta | None, figures: Figures) -> str:
    """A median in words: "12 min", "3.5 h", "not reached", "no data"."""
    if wait is None:
        return "not reached" if figures.asked else "no data"
    minutes = wait.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _figures(now: Figures, before: Figures) -> list[str]:
    def share(figures: Figures) -> str:
        return "no data" if figures.attainment is None else f"{figures.attainment:.1%}"

    rows = [
        ("wrote", f"{now.asked:,}", f"{before.asked:,}"),
        ("answered", f"{now.answered:,}", f"{before.answered:,}"),
        ("still waiting", f"{now.open:,}", f"{before.open:,}"),
        ("median", said(now.median, now), said(before.median, before)),
        ("9 of 10 within", said(now.p90, now), said(before.p90, before)),
        ("in time", share(now), share(before)),
    ]
    return [f"{name:<16}{value:>12}   before {earlier}" for name, value, earlier in rows]


def _bars(days: tuple[Group, ...]) -> list[str]:
    """How many wrote on each day, with the median wait."""
    most = max((day.figures.asked for day in days), default=0)
    return [
        f"{day.label}  {'█' * round(WIDTH * day.figures.asked / most) if most else '':<{WIDTH}} "
        f"{day.figures.asked:>6,}  {said(day.figures.median, day.figures)}"
        for day in days
    ]


def _changes(changed: Changed) -> list[str]:
    if changed.worse is None:
        return ["There is no data to compare with the days before."]
    lines = [{True: "Worse than before.", False: "Not worse than before."}[changed.worse]]
    for by in ("team", "topic"):
        lines += [
            f"  {by} {change.label}: {change.missed} of {change.due} missed, before {change.missed_before} of "
            f"{change.due_before}"
            for change in changed.by.get(by, ())[:MOST_NAMED]
        ]
    return lines
