"""The reports that managers keep under a name: opening, renaming, sharing, having them mailed, letting go."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import saving_reports
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.desk.saving_reports import MAY_KEEP, Saved
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.saved_reports import DAILY, NEVER, WEEKLY
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person

ENDPOINTS = {
    "response-times": "reports.response_times", "volume": "reports_volume.page",
    "changed": "reports_volume.what_changed",
}  # fmt: skip
RHYTHMS = {NEVER: N_("never"), DAILY: N_("daily"), WEEKLY: N_("weekly")}

pages = Blueprint("reports_saved", __name__, url_prefix="/reports/saved")


@pages.app_context_processor
def addressed() -> dict[str, object]:
    """What the form that keeps a report sends along, on each of the pages that can be kept."""
    return {"kept_pages": {endpoint: name for name, endpoint in ENDPOINTS.items()}, "kept_query": _kept_query}


@pages.get("")
@requires(*MAY_KEEP)
def page() -> ResponseReturnValue:
    """One's own, and those that colleagues share."""
    return _listed()


@pages.post("")
@requires(*MAY_KEEP)
def save() -> ResponseReturnValue:
    """Keeps the report that the form stood on."""
    form, me, at = request.form, the_person().id, moment()
    query = urlencode(parse_qsl(form.get("query", "")))
    return _changed(
        lambda c: saving_reports.save(
            c, form.get("name", ""), form.get("page", ""), query, shared=form.get("shared") == "yes", acting=me, at=at
        ),
        _("The report is kept."),
    )


@pages.post("/<number:report_id>/name")
@requires(*MAY_KEEP)
def rename(report_id: int) -> ResponseReturnValue:
    """Gives it another name."""
    name, me, at = request.form.get("name", ""), the_person().id, moment()
    return _changed(
        lambda c: saving_reports.rename(c, report_id, name, acting=me, at=at), _("The report has its new name.")
    )


@pages.post("/<number:report_id>/mail")
@requires(*MAY_KEEP)
def mail(report_id: int) -> ResponseReturnValue:
    """How often it is mailed to its owner."""
    form, me, at = request.form, the_person().id, moment()
    hour = number_of(form.get("hour"))
    return _changed(
        lambda c: saving_reports.mail(
            c, report_id, form.get("mailed", ""), -1 if hour is None else hour, acting=me, at=at
        ),
        _("It is so from the next time on."),
    )


@pages.post("/<number:report_id>/removal")
@requires(*MAY_KEEP)
def remove(report_id: int) -> ResponseReturnValue:
    """Lets go of one."""
    me = the_person().id
    return _changed(lambda c: saving_reports.remove(c, report_id, acting=me), _("It is gone."))


def _changed(verb: Callable[[Connection], None], told: str) -> ResponseReturnValue:
    try:
        with desk_of_request().database.writing() as connection:
            verb(connection)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        return _listed(refused.sentence), UNPROCESSABLE
    tell(told)
    return redirect(url_for("reports_saved.page"), 303)


def _listed(refusal: str | None = None) -> str:
    desk = desk_of_request()
    with desk.database.reading() as connection:
        found = saving_reports.saved(connection, the_person().id)
    return render_template(
        "reports/saved.html", found=found, refusal=refusal, MAILED=RHYTHMS, HOURS=saving_reports.HOURS,
        address=_address, mails=bool(desk.config.mail.host), zone=desk.config.desk.zone,
        LONGEST=saving_reports.LONGEST,
    )  # fmt: skip


def _address(report: Saved) -> str:
    return f"{url_for(ENDPOINTS[report.page])}?{report.query}"


def _kept_query() -> str:
    """The address of this page without what is not part of a report."""
    return urlencode([(name, value) for name, value in request.args.items() if value and name != "format"])
