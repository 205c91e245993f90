"""A person's work, for themselves and for managers."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER
from helpdesk.reports.people import work
from helpdesk.reports.response_times import report
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.person import requires, the_person
from helpdesk.web.report_links import Links, asked_question

pages = Blueprint("reports_people", __name__, url_prefix="/reports/people")


@pages.get("")
@requires(*MAY_ANSWER)
def everybody() -> ResponseReturnValue:
    """Who answered whom, in the order of names. Whoever is no manager sees themselves."""
    person = the_person()
    if person.role not in (MANAGER, ADMIN):
        return redirect(url_for("reports_people.page", number=person.id))
    question = asked_question()
    with desk_of_request().database.reading() as connection:
        found = report(connection, question, "staff", moment())
    return render_template("reports/everybody.html", report=found, links=Links(question, "staff"))


@pages.get("/<number:number>")
@requires(*MAY_ANSWER)
def page(number: int) -> ResponseReturnValue:
    """One person's work; a colleague's is not there."""
    person = the_person()
    if person.id != number and person.role not in (MANAGER, ADMIN):
        abort(404)
    question = asked_question()
    with desk_of_request().database.reading() as connection:
        found = work(connection, number, question, moment()) or abort(404)
    links = Links(question, "staff")
    return render_template("reports/person.html", work=found, question=question, links=links, key=str(number))
