"""The conversations behind a number of a report."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.language import N_
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER
from helpdesk.reports import without_need as needless
from helpdesk.reports.behind import PAGE, WHICH, Range, Which, behind
from helpdesk.reports.names import names
from helpdesk.reports.periods import hour_name
from helpdesk.reports.question import Question
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.numbers import LARGEST
from helpdesk.web.person import requires, the_person
from helpdesk.web.report_links import address, asked_question

pages = Blueprint("reports_behind", __name__, url_prefix="/reports/conversations")

TITLES: dict[Which, str] = {
    "asked": N_("Customers who wrote"),
    "answered": N_("Answered customers"),
    "open": N_("Customers still waiting"),
    "held": N_("Customers who got a holding answer"),
    "no_need": N_("Closed, no answer needed"),
    "due": N_("Promises that fell due"),
    "in_time": N_("Promises kept in time"),
    "missed": N_("Promises not kept in time"),
    "overdue": N_("Overdue and not answered"),
    "wrote": N_("Everybody who wrote"),
    "waiting": N_("Who waits longest now"),
    "overdue_now": N_("Overdue now"),
    "due_soon": N_("Due within the hour"),
    "answered_then": N_("Answered in these days"),
    "needless_then": N_("Closed in these days, no answer needed"),
    "backlog": N_("Waiting at the end of these days"),
    "begun": N_("Conversations that began"),
    "closed_once": N_("Closed at least once"),
    "unsettled": N_("Never closed"),
    "reopened": N_("Closed and opened again"),
}
MAY_READ = (MANAGER, ADMIN)
MOST_PAGES = 100_000


@pages.get("")
@requires(*MAY_ANSWER)
def page() -> ResponseReturnValue:
    """As many rows as the number said."""
    question = _readable()
    known: dict[str, Which] = {name: name for name in WHICH}
    which = known.get(request.args.get("which", ""), "asked")
    within, number = _range(), _page_number()
    with desk_of_request().database.reading() as connection:
        found = behind(connection, question, which, moment(), within=within, page=number)
        told = {name: names(connection, name).get(key, key) for name, key in question.filters}
        topics = names(connection, "topic")
    last = max(math.ceil(found.count / PAGE), 1)
    return render_template(
        "reports/behind.html", question=question, which=which, title=TITLES[which], listed=found, filters=told,
        hour=None if question.hour is None else hour_name(question.hour), within=within, topics=topics, page=number,
        pages=last, first=_way(question, which, 1), following=_way(question, which, number + 1),
        report=_report(question),
    )  # fmt: skip


@pages.get("/without-need")
@requires(*MAY_ANSWER)
def without_need() -> ResponseReturnValue:
    """The answers that nobody waited for."""
    question = _readable()
    number = _page_number()
    with desk_of_request().database.reading() as connection:
        count, rows = needless.listed(connection, question, number)
        told = {name: names(connection, name).get(key, key) for name, key in question.filters}
    following = address("reports_behind.without_need", question.args(page=number + 1))
    return render_template(
        "reports/without_need.html", question=question, count=count, rows=rows, filters=told, page=number,
        pages=max(math.ceil(count / needless.PAGE), 1), following=following,
        first=address("reports_behind.without_need", question.args()),
    )  # fmt: skip


def _readable() -> Question:
    """What is asked. Managers read every list, everybody else those behind their own figures."""
    question, person = asked_question(), the_person()
    if person.role not in MAY_READ and ("staff", str(person.id)) not in question.filters:
        abort(403)
    return question


def _report(question: Question) -> str:
    """The page that the list belongs to, for whoever reads it."""
    person = the_person()
    if person.role in MAY_READ:
        return address("reports.response_times", question.args())
    return f"{url_for('reports_people.page', number=person.id)}?{urlencode(question.args(staff=None))}"


def _range() -> Range:
    return Range(_seconds("over"), _seconds("under"), _moment("due_after"), _moment("due_by"))


def _moment(name: str) -> datetime | None:
    """A moment with its zone, as addresses that we made have it; what is none is no bound."""
    try:
        found = datetime.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and 1 < found.year < 9999 else None


def _seconds(name: str) -> int | None:
    found = request.args.get(name, type=int)
    return found if found is not None and 0 <= found <= LARGEST // 1_000_000 else None


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def _way(question: Question, which: Which, number: int) -> str:
    return address("reports_behind.page", question.args(which=which, page=number, **_bounds(_range())))


def _bounds(within: Range) -> dict[str, str | int | None]:
    moments = {"due_after": within.due_after, "due_by": within.due_by}
    told = {name: None if moment is None else moment.isoformat() for name, moment in moments.items()}
    return {"over": within.over, "under": within.under, **told}
