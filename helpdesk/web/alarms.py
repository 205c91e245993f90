"""What can't wait: the alarms of the person who is signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import alarms
from helpdesk.desk.alarms import AlarmLine
from helpdesk.sla.alarm_words import sentence
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person
from helpdesk.web.zone import zone_of_reader

pages = Blueprint("alarms", __name__, url_prefix="/alarms")


@pages.get("")
@requires()
def page() -> ResponseReturnValue:
    """The newest alarms."""
    return render_template("alarms/alarms.html", alarms=_lines(), most=alarms.MOST)


@pages.get("/parts")
@requires()
def parts() -> ResponseReturnValue:
    """The same without its frame, for the page to refresh itself."""
    return render_template("alarms/parts.html", alarms=_lines(), most=alarms.MOST)


@pages.post("/seen")
@requires()
def see() -> ResponseReturnValue:
    """Marks those as seen that stood on the page."""
    with desk_of_request().database.writing() as connection:
        alarms.see(connection, the_person(), form_number("up_to"))
    return redirect(url_for("alarms.page"), 303)


def _lines() -> list[tuple[AlarmLine, str]]:
    zone, now = zone_of_reader(), moment()
    with desk_of_request().database.reading() as connection:
        found = alarms.newest(connection, the_person())
    return [(line, sentence(line.kind, line.data, customer=line.customer, zone=zone, now=now)) for line in found]
