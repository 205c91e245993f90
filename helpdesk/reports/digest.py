"""A period in a few lines of plain text, for a mail or a terminal: the figures, a bar a group, what changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from helpdesk.reports.changed import Changed
from helpdesk.reports.figures import Figures
from helpdesk.reports.question import KIND_NAMES
from helpdesk.reports.response_times import Group, Report

WIDTH = 30  # of the longest bar, in blocks
MOST_NAMED = 3
LONGEST_NAME = 40  # characters of a group's name


def digest(report: Report, before: Figures, changed: Changed, *, most: int = 366) -> str:
    """The words of a report, beside the figures `before`, and of what changed; `most` groups have a line."""
    period, question = report.question.period, report.question
    lines = [
        f"{KIND_NAMES[question.kind]}, {period.first_day} to {period.last_day} ({period.zone.key})",
        "",
        *(f"{name:<16}{value:>12}   before {earlier}" for name, value, earlier in figure_rows(report.total, before)),
        *missing(report),
        "",
        *_bars(report.groups[:most]),
        *([f"and {len(report.groups) - most:,} more"] if len(report.groups) > most else []),
        "",
        *_changes(changed),
    ]
    return "\n".join(lines)


def missing(report: Report) -> list[str]:
    """A sentence for each stretch of the period in which posts may be missing from the figures."""
    zone = report.question.period.zone
    lines = []
    for gap in report.gaps:
        since = "" if gap.since is None else f"from {gap.since.astimezone(zone):%Y-%m-%d %H:%M} "
        until = f"{gap.until.astimezone(zone):%Y-%m-%d %H:%M}"
        lines.append(f"Posts to {gap.handle} ({gap.network}) may be missing {since}to {until}: {gap.reason}")
    return lines


def said(wait: timedelta | None, figures: Figures) -> str:
    """A median in words: "12 min", "3.5 h", "not reached", "no data"."""
    if wait is None:
        return "not reached" if figures.asked else "no data"
    minutes = wait.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def figure_rows(now: Figures, before: Figures) -> list[tuple[str, str, str]]:
    """Name, value and the value of the period before, of each figure that a digest tells."""

    def share(figures: Figures) -> str:
        return "no data" if figures.attainment is None else f"{figures.attainment:.1%}"

    return [
        ("wrote", f"{now.asked:,}", f"{before.asked:,}"),
        ("answered", f"{now.answered:,}", f"{before.answered:,}"),
        ("still waiting", f"{now.open:,}", f"{before.open:,}"),
        ("median", said(now.median, now), said(before.median, before)),
        ("9 of 10 within", said(now.p90, now), said(before.p90, before)),
        ("in time", share(now), share(before)),
    ]


def _bars(groups: Sequence[Group]) -> list[str]:
    """How many wrote in each group, with the median wait."""
    most = max((group.figures.asked for group in groups), default=0)
    name = min(max((len(group.label) for group in groups), default=0), LONGEST_NAME)
    return [
        f"{_name(group.label):<{name}}  {'█' * round(WIDTH * group.figures.asked / most) if most else '':<{WIDTH}} "
        f"{group.figures.asked:>6,}  {said(group.figures.median, group.figures)}"
        for group in groups
    ]


def _name(label: str) -> str:
    """On one line, whatever a customer's or a colleague's name holds."""
    plain = "".join(each if each.isprintable() else " " for each in label) or "(none)"
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def _changes(changed: Changed) -> list[str]:
    if changed.worse is None:
        return ["There is no data to compare with the days before."]
    lines = [{True: "Worse than before.", False: "Not worse than before."}[changed.worse]]
    for by in ("team", "topic"):
        lines += [
            f"  {by} {_name(change.label)}: {change.missed} of {change.due} missed, before {change.missed_before} of "
            f"{change.due_before}"
            for change in changed.by.get(by, ())[:MOST_NAMED]
        ]
    return lines
