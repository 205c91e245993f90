"""The staff pages: who has a seat, in which teams, and where they are; managers and admins change it here."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import enrolling, seats, staffing, supervising, teaming
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records.staff import ADMIN, AGENT, ALL, MANAGER, ROLES
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person

LONGEST_SEARCH = 100  # characters

pages = Blueprint("staff", __name__, url_prefix="/staff")


@pages.get("")
@requires(MANAGER, ADMIN)
def page() -> ResponseReturnValue:
    """Everybody with a seat, by name, or those who are gone."""
    return _listed()


@pages.post("")
@requires(ADMIN)
def add() -> ResponseReturnValue:
    """Gives somebody a seat, and shows the link that signs them in once."""
    form, me, at = request.form, the_person().id, moment()
    try:
        with desk_of_request().database.writing() as connection:
            staff_id = staffing.add(
                connection, name=form.get("name", ""), email=form.get("email", ""), role=form.get("role", AGENT),
                initials=form.get("initials", ""), teams=form.getlist("team"), now=at, acting=me,
            )  # fmt: skip
            answers = supervising.asked_for(form.get("approval", "none"))
            if answers:
                supervising.supervise(connection, staff_id, answers, at, acting=me)
            token = staffing.sign_in_link(connection, staff_id, at, acting=me)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        return _listed(refused.sentence), UNPROCESSABLE
    return _link(staff_id, token), 201


@pages.get("/<number:staff_id>")
@requires(MANAGER, ADMIN)
def member(staff_id: int) -> ResponseReturnValue:
    """One person, and what can be changed."""
    return _member(staff_id)


@pages.post("/<number:staff_id>/name")
@requires(ADMIN)
def rename(staff_id: int) -> ResponseReturnValue:
    """Another name, and the initials that sign off."""
    name, initials, me, at = request.form.get("name", ""), request.form.get("initials", ""), the_person().id, moment()
    return _changed(staff_id, lambda c: staffing.rename(c, staff_id, name, initials, at, acting=me))


@pages.post("/<number:staff_id>/teams")
@requires(MANAGER, ADMIN)
def teams(staff_id: int) -> ResponseReturnValue:
    """In which teams they are, and which they lead."""
    wanted, leads, me, at = request.form.getlist("team"), request.form.getlist("leads"), the_person().id, moment()
    return _changed(staff_id, lambda c: teaming.set_teams(c, staff_id, wanted, at, leads=leads, acting=me))


@pages.post("/<number:staff_id>/role")
@requires(ADMIN)
def role(staff_id: int) -> ResponseReturnValue:
    """What they may do."""
    wanted, me, at = request.form.get("role", ""), the_person().id, moment()
    return _changed(staff_id, lambda c: staffing.change_role(c, staff_id, wanted, at, acting=me))


@pages.post("/<number:staff_id>/approval")
@requires(MANAGER, ADMIN)
def approval(staff_id: int) -> ResponseReturnValue:
    """How many of their next answers a colleague must approve."""
    words, me, at = request.form.get("approval", ""), the_person().id, moment()
    return _changed(staff_id, lambda c: supervising.supervise(c, staff_id, supervising.asked_for(words), at, acting=me))


@pages.post("/<number:staff_id>/duty")
@requires(MANAGER, ADMIN)
def duty(staff_id: int) -> ResponseReturnValue:
    """Whether new conversations come to them: for somebody who went home without saying so."""
    on_duty, me, at = request.form.get("on_duty") == "yes", the_person().id, moment()
    return _changed(staff_id, lambda c: staffing.set_on_duty(c, staff_id, on_duty, at, acting=me))


@pages.post("/<number:staff_id>/link")
@requires(ADMIN)
def link(staff_id: int) -> ResponseReturnValue:
    """A new link that signs them in once; the one before stops working."""
    me, at = the_person().id, moment()
    try:
        with desk_of_request().database.writing() as connection:
            token = staffing.sign_in_link(connection, staff_id, at, acting=me)
    except Refused as refused:
        return _refused(staff_id, refused)
    return _link(staff_id, token)


@pages.post("/<number:staff_id>/removal")
@requires(ADMIN)
def remove(staff_id: int) -> ResponseReturnValue:
    """Takes the seat away."""
    me, at = the_person().id, moment()
    return _changed(staff_id, lambda c: staffing.deactivate(c, staff_id, at, acting=me))


def _changed(staff_id: int, verb: Callable[[Connection], object]) -> ResponseReturnValue:
    try:
        with desk_of_request().database.writing() as connection:
            verb(connection)
    except Refused as refused:
        return _refused(staff_id, refused)
    tell(_("It is so from now on."))
    return redirect(url_for("staff.member", staff_id=staff_id), 303)


def _refused(staff_id: int, refused: Refused) -> ResponseReturnValue:
    return _member(staff_id, refused.sentence), refused.status


def _listed(refusal: str | None = None) -> str:
    asked = request.args
    words, gone = asked.get("q", "")[:LONGEST_SEARCH].replace("\0", ""), asked.get("gone") == "yes"
    with desk_of_request().database.reading() as connection:
        found = seats.seats(connection, moment(), words=words, gone=gone, number=number_of(asked.get("page")) or 1)
        known = seats.all_teams(connection)
        asking = enrolling.waiting(connection) if the_person().role == ADMIN else []
    return render_template(
        "staff/staff.html", found=found, words=words, gone=gone, refusal=refusal, teams=known, ROLES=ROLES, ALL=ALL,
        given=request.form, asking=asking,
    )  # fmt: skip


def _member(staff_id: int, refusal: str | None = None) -> str:
    with desk_of_request().database.reading() as connection:
        seat, known = seats.seat(connection, staff_id, moment()), seats.all_teams(connection)
    if seat is None:
        abort(404)
    return render_template("staff/member.html", seat=seat, refusal=refusal, teams=known, ROLES=ROLES, ALL=ALL)


def _link(staff_id: int, token: str) -> str:
    with desk_of_request().database.reading() as connection:
        seat = seats.seat(connection, staff_id, moment())
    return render_template(
        "staff/link.html", seat=seat, address=url_for("signin.link", token=token, _external=True)
    )  # fmt: skip
