"""What managers read: how long customers waited, and what the figures mean."""

from __future__ import annotations

from contextlib import nullcontext

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk.refused import UNPROCESSABLE
from helpdesk.language import ENGLISH, N_, speaking
from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.reports.definitions import DEFINITIONS
from helpdesk.reports.exports import as_csv, as_json
from helpdesk.reports.names import GROUPINGS_NAMED as NAMES
from helpdesk.reports.names import choices, names
from helpdesk.reports.periods import HOURS_OF_WEEK, Period, PeriodMistake, hour_name
from helpdesk.reports.question import DIMENSIONS, GROUPINGS, KIND_NAMES, By
from helpdesk.reports.response_times import Report, report, total
from helpdesk.reports.spans import NAMES as SPANS
from helpdesk.reports.spans import days_of_span
from helpdesk.web.chart_distribution import distribution
from helpdesk.web.chart_heat import heat
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.person import requires
from helpdesk.web.report_chart import MOST_DAYS, of_groups
from helpdesk.web.report_file import report_file
from helpdesk.web.report_links import Links, asked_question

FILES = ("csv", "json")
ASKED = ("from", "to", "span", "zone", "kind", "hour", *DIMENSIONS)
HOURS = {str(hour) for hour in range(HOURS_OF_WEEK)}

pages = Blueprint("reports", __name__, url_prefix="/reports")

BY = {
    "day": N_("By day"), "week": N_("By week"), "hour": N_("By hour of the week"), "staff": N_("By person"),
    "team": N_("By team"), "topic": N_("By topic"), "account": N_("By account"), "network": N_("By network"),
    "priority": N_("By priority"), "target": N_("By target"), "language": N_("By language"),
    "followers": N_("By followers"),
}  # fmt: skip
MEDIAN_BY = {
    "day": N_("Median wait by day"), "week": N_("Median wait by week"), "hour": N_("Median wait by hour of the week"),
    "staff": N_("Median wait by person"), "team": N_("Median wait by team"), "topic": N_("Median wait by topic"),
    "account": N_("Median wait by account"), "network": N_("Median wait by network"),
    "priority": N_("Median wait by priority"), "target": N_("Median wait by target"),
    "language": N_("Median wait by language"), "followers": N_("Median wait by followers"),
}  # fmt: skip


@pages.app_context_processor
def named() -> dict[str, object]:
    """The names of groupings and of kinds of answers, for every page that speaks of them; and what was asked."""
    return {
        "report_names": NAMES, "report_kinds": KIND_NAMES, "BY": BY, "MEDIAN_BY": MEDIAN_BY,
        "asked_so_far": _asked_so_far, "only_some": _only_some, "shortcuts": _shortcuts,
    }  # fmt: skip


def _asked_so_far() -> dict[str, str]:
    """The days and filters of this address, for the same question on another page."""
    return {name: value for name, value in request.args.items() if name in ASKED and value}


def _shortcuts(period: Period) -> dict[str, tuple[dict[str, str], bool]]:
    """Periods to choose with one click: what this page is asked then, and whether it is the one that is shown."""
    others = {name: value for name, value in _asked_so_far().items() if name not in ("from", "to")}
    today, week_starts = period.day_of(moment()), desk_of_request().config.desk.week_starts_on
    shown = (period.first_day, period.last_day)
    return {
        name: ({**others, "span": span}, days_of_span(span, today, week_starts) == shown)
        for span, name in SPANS.items()
    }


def _only_some() -> list[tuple[str, str, dict[str, str]]]:
    """The filters of this address: the name of each, what it is set to in words, and the values without it."""
    asked = _asked_so_far()
    set_to = {name: asked[name] for name in DIMENSIONS if name in asked}
    hour = asked.get("hour", "")
    told: dict[By, str] = {"hour": hour_name(int(hour))} if hour in HOURS else {}
    if set_to:
        with desk_of_request().database.reading() as connection:
            told |= {name: names(connection, name).get(key, key) for name, key in set_to.items()}
    return [
        (NAMES[name], label, {each: value for each, value in asked.items() if each != name})
        for name, label in told.items()
    ]


@pages.get("/response-times")
@requires(MANAGER, ADMIN)
def response_times() -> ResponseReturnValue:
    """How long customers waited for an answer."""
    desk, by, shape = desk_of_request(), _by(), request.args.get("format")
    with desk.database.reading() as connection:
        try:
            question = asked_question()
            with speaking(ENGLISH) if shape in FILES else nullcontext():  # a file is for programs
                found = report(connection, question, by, moment(), week_starts=desk.config.desk.week_starts_on)
                if shape in FILES:
                    return _file(found, shape)
            before = total(connection, question.before, moment())
        except PeriodMistake as mistake:
            if shape in FILES:
                raise
            shown: dict[str, object] = {"report": None, "mistake": str(mistake), "choices": _choices(connection)}
            return _page(by, dict(request.args), **shown), UNPROCESSABLE
        shown = {
            "report": found, "mistake": None, "before": before, "choices": _choices(connection),
            **_drawn(found, desk.config.desk.week_starts_on), "gaps": found.gaps,
        }  # fmt: skip
        return _page(by, question.args(), **shown)


@pages.get("/definitions")
@requires()
def definitions() -> ResponseReturnValue:
    """What each figure means; every figure leads here."""
    return render_template("reports/definitions.html", definitions=DEFINITIONS)


def _by() -> By:
    known: dict[str, By] = {name: name for name in GROUPINGS}
    return known.get(request.args.get("by", "day")) or abort(404)


def _page(by: By, args: dict[str, str], **shown: object) -> str:
    return render_template(
        "reports/response_times.html", by=by, args=args, names=NAMES, kinds=KIND_NAMES, dimensions=DIMENSIONS, **shown
    )


def _choices(connection: Connection) -> dict[str, dict[str, str]]:
    """What the form offers to filter by. Languages and accounts are reached by the table's own links."""
    return {name: choices(connection, name) for name in DIMENSIONS if name not in ("language", "account", "target")}


def _drawn(found: Report, week_starts: int) -> dict[str, object]:
    links = Links(found.question, found.by)
    return {
        "links": links,
        "chart": None if found.by == "hour" else of_groups(found, links),
        "heat": heat(found, links, week_starts) if found.by == "hour" else None,
        "distribution": distribution(found.answered_spread, found.open_spread, links),
        "unfolded": found.by != "hour" and len(found.groups) <= MOST_DAYS,
    }


def _file(found: Report, shape: str) -> Response:
    period = found.question.period
    name = f"response-times-by-{found.by}-{period.first_day}-{period.last_day}"
    return report_file(name, shape, as_csv(found) + "\n" if shape == "csv" else as_json(found))
