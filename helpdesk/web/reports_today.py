"""How the desk is doing right now: a page for managers, and a wall page for the screen in the office."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.reports.foresight import foresight
from helpdesk.reports.periods import period_of
from helpdesk.reports.promise import promise
from helpdesk.reports.question import Question
from helpdesk.reports.surge import surge
from helpdesk.reports.today import today
from helpdesk.reports.watching import surge_words
from helpdesk.sla.alarm_words import worded
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.person import requires
from helpdesk.web.promise import promised
from helpdesk.web.report_links import Links

pages = Blueprint("reports_today", __name__, url_prefix="/reports")


@pages.get("/today")
@requires(MANAGER, ADMIN)
def page() -> ResponseReturnValue:
    """Who waits, what falls due, who is there."""
    return render_template("reports/today.html", **_shown())


@pages.get("/today/parts")
@requires(MANAGER, ADMIN)
def parts() -> ResponseReturnValue:
    """The same without its frame, for the page to refresh itself."""
    return render_template("reports/today_parts.html", **_shown())


@pages.get("/wall")
@requires()
def wall() -> ResponseReturnValue:
    """Few and large figures for everybody in the room; none of a single person."""
    return render_template("reports/wall.html", **_shown())


@pages.get("/wall/parts")
@requires()
def wall_parts() -> ResponseReturnValue:
    """The same without its frame."""
    return render_template("reports/wall_parts.html", **_shown())


def _shown() -> dict[str, Any]:
    desk, now = desk_of_request(), moment()
    day = str(now.astimezone(ZoneInfo(desk.config.desk.zone)).date())
    question = Question(period_of(day, day, desk.config.desk.zone, now))
    with desk.database.reading() as connection:
        more = surge(connection, now)
        return {
            "ahead": foresight(connection, now, ZoneInfo(desk.config.desk.zone)),
            "surge": worded(surge_words(more)) if more else None,
            "shown": today(connection, question, now),
            "promise": promise(connection, promised(), now),
            "links": Links(question),
        }
