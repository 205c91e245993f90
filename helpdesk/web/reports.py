"""What managers read."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from helpdesk.desk.refused import UNPROCESSABLE
from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.reports.periods import Period, PeriodMistake, period_of
from helpdesk.reports.response_times import GROUPINGS, Report, report
from helpdesk.web.chart import Chart, chart
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.person import requires

pages = Blueprint("reports", __name__, url_prefix="/reports")

NAMES = {"day": "Day", "staff": "Person", "team": "Team", "topic": "Topic", "account": "Account"}
SHORTCUTS = {"Today": 1, "7 days": 7, "28 days": 28, "91 days": 91}
MOST_DAYS = 92  # longer periods show only the days on which somebody wrote
MOST_BARS = 40  # of people or topics: those with the most customers


@pages.get("/response-times")
@requires(MANAGER, ADMIN)
def response_times() -> ResponseReturnValue:
    """How long customers waited for a first response."""
    desk, by = desk_of_request(), request.args.get("by", "day")
    if by not in GROUPINGS:
        abort(404)
    first, last = request.args.get("from"), request.args.get("to")
    try:
        period = period_of(first, last, desk.config.desk.zone, moment())
    except PeriodMistake as mistake:
        return _page(by, first, last, report=None, mistake=str(mistake)), UNPROCESSABLE
    with desk.database.reading() as connection:
        found = report(connection, period, by, moment())
    shown = {"report": found, "mistake": None, "chart": _chart(found), "shortcuts": _shortcuts(period)}
    return _page(by, str(period.first_day), str(period.last_day), **shown)


def _page(by: str, first: str | None, last: str | None, **shown: object) -> str:
    return render_template("reports/response_times.html", by=by, first=first, last=last, names=NAMES, **shown)


def _chart(found: Report) -> Chart:
    most = sorted(found.groups, key=lambda group: -group.figures.asked)[:MOST_BARS]
    shown = {group.key for group in most} if found.by != "day" else {group.key for group in found.groups}
    groups = {group.key: group for group in found.groups if group.key in shown}
    labels = {key: group.label for key, group in groups.items()}
    if found.by == "day":
        days = [str(day) for day in _days(found.period)] if _length(found.period) <= MOST_DAYS else sorted(groups)
        labels = {day: _short(date.fromisoformat(day)) for day in days}
    values = []
    for key, label in labels.items():
        figures = groups[key].figures if key in groups else None
        value = figures.median if figures else None
        values.append((label, value, figures is not None and figures.asked > 0 and value is None))
    return chart(values)


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _length(period: Period) -> int:
    return (period.last_day - period.first_day).days + 1


def _days(period: Period) -> list[date]:
    return [period.first_day + timedelta(days=number) for number in range(_length(period))]


def _shortcuts(period: Period) -> dict[str, dict[str, str]]:
    """Periods to choose with one click: each ends today."""
    today = period.day_of(moment())
    return {name: {"from": str(today - timedelta(days=days - 1)), "to": str(today)} for name, days in SHORTCUTS.items()}
