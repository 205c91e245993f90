"""How much came in and went out, how many wait, and how long until all was settled."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from helpdesk.records.gaps import gaps_between
from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.reports.changed import changed
from helpdesk.reports.exports import changed_as_csv, changed_as_json, volume_as_csv, volume_as_json
from helpdesk.reports.periods import TooMany
from helpdesk.reports.resolution import resolution
from helpdesk.reports.volume import volume
from helpdesk.web.chart_volume import drawn
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.person import requires
from helpdesk.web.report_file import report_file
from helpdesk.web.report_links import Links, address, asked_question

pages = Blueprint("reports_volume", __name__, url_prefix="/reports")


@pages.get("/volume")
@requires(MANAGER, ADMIN)
def page() -> ResponseReturnValue:
    """Day by day: of whole days, since what waits at their end did not all come in one hour."""
    question, now = asked_question(), moment()
    if question.hour is not None:
        whole = {name: value for name, value in request.args.items() if name != "hour"}
        return redirect(address("reports_volume.page", whole))
    links = Links(question, "day")
    shape = request.args.get("format")
    with desk_of_request().database.reading() as connection:
        found = volume(connection, question, now)
        try:
            settled, too_many = resolution(connection, question, now), None
        except TooMany as mistake:
            settled, too_many = None, str(mistake)
        if shape in ("csv", "json"):
            return report_file(
                f"volume-{question.period.first_day}-{question.period.last_day}",
                shape,
                volume_as_csv(found) + "\n" if shape == "csv" else volume_as_json(found, settled),
            )
        gaps = gaps_between(connection, question.period.start, question.period.end)
    return render_template(
        "reports/volume.html",
        volume=found,
        resolution=settled,
        too_many=too_many,
        links=links,
        chart=drawn(found, links),
        gaps=gaps,
        args=question.args(),
    )


@pages.get("/changed")
@requires(MANAGER, ADMIN)
def what_changed() -> ResponseReturnValue:
    """The teams, topics and hours behind a worse period."""
    question, shape = asked_question(), request.args.get("format")
    with desk_of_request().database.reading() as connection:
        found = changed(connection, question, moment())
        if shape in ("csv", "json"):
            return report_file(
                f"changed-{question.period.first_day}-{question.period.last_day}",
                shape,
                changed_as_csv(found) + "\n" if shape == "csv" else changed_as_json(found),
            )
        gaps = gaps_between(connection, question.before.period.start, question.period.end)
    links = {by: Links(question, by) for by in found.by}
    return render_template("reports/changed.html", changed=found, links=links, all_links=Links(question), gaps=gaps)
