"""The bars of a report: one a group, each with the way to its conversations."""

from __future__ import annotations

from datetime import date

from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.reports.figures import Figures
from helpdesk.reports.response_times import Group, Report
from helpdesk.web.chart import Chart, chart
from helpdesk.web.report_links import Links
from helpdesk.web.times import short_date

MOST_DAYS = 92  # longer periods show only the days on which somebody wrote
MOST_BARS = 40  # of people or topics: those with the most customers


def of_groups(found: Report, links: Links) -> Chart:
    """The median wait of each group."""
    groups = {group.key: group for group in _shown(found)}
    labels = {key: group.label for key, group in groups.items()}
    if found.by == "day":
        period = found.question.period
        days = [str(day) for day in period.days] if period.length <= MOST_DAYS else sorted(groups)
        labels = {day: _short(date.fromisoformat(day)) for day in days}
    elif found.by == "week":  # by its first day; with their years few would have room
        labels = {key: _short(date.fromisoformat(key)) for key in groups}
    values = []
    for key, label in labels.items():
        figures = groups[key].figures if key in groups else None
        median = figures.median if figures else None
        waits = figures is not None and figures.asked > 0
        href = links.behind("asked", key) if waits else None
        values.append((label, median, waits and median is None, href, _of(figures) if figures and waits else ""))
    return chart(values)


def _of(figures: Figures) -> str:
    """Whom a median is of: it is nothing without their number."""
    return _("%(answered)s answered, %(open)s open", answered=in_digits(figures.answered), open=in_digits(figures.open))


def _shown(found: Report) -> list[Group]:
    if found.by in ("day", "week"):
        return list(found.groups)
    most = {group.key for group in sorted(found.groups, key=lambda group: -group.figures.asked)[:MOST_BARS]}
    return [group for group in found.groups if group.key in most]


def _short(day: date) -> str:
    return short_date(day)
