"""Joining by oneself: the form for strangers, the link from the mail, and what admins do about who waits."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import enrolling, supervising
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.policy.topics import Topic
from helpdesk.records.staff import ADMIN
from helpdesk.web import signin
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.notices import tell
from helpdesk.web.numbers import number_of
from helpdesk.web.person import requires, the_person

pages = Blueprint("enrolment", __name__)


@pages.get("/join")
def page() -> ResponseReturnValue:
    """Asks for name and work address, where the configuration lets people join."""
    return _asking()


@pages.post("/join")
def ask() -> ResponseReturnValue:
    """Takes the request, and says the same whoever it was."""
    domains, form = _domains(), request.form
    try:
        with desk_of_request().database.writing() as connection:
            enrolling.ask(connection, form.get("name", ""), form.get("email", ""), domains=domains, now=moment())
    except Refused as refused:
        return _asking(refused.sentence), refused.status
    return render_template("enrolment/asked.html", mails=_mails())


@pages.get("/join/<token>")
def link(token: str) -> ResponseReturnValue:
    """The rules, and what they say of themselves. Opening it uses nothing up."""
    return _joining(token)


@pages.post("/join/<token>")
def join(token: str) -> ResponseReturnValue:
    """Uses the link up and signs its person in."""
    _domains()
    form, now, given = request.form, moment(), desk_of_request().config.enrolment
    terms = enrolling.Terms(given.teams, supervising.asked_for(str(given.approval)), given.house_rules)
    try:
        with desk_of_request().database.writing() as connection:
            staff_id = enrolling.join(
                connection, token, terms=terms, read_rules=form.get("rules") == "read", topics=form.getlist("topic"),
                known_topics=[topic.key for topic in _topics()], daily_ceiling=number_of(form.get("daily_ceiling")),
                now=now,
            )  # fmt: skip
            if staff_id is not None:
                signin.start(connection, staff_id, now)
    except Refused as refused:
        return _joining(token, refused.sentence)
    if staff_id is None:
        return render_template("signin/no_such_link.html"), 404
    tell(_("Welcome. Set a password here, so that you can come back."))
    return redirect(url_for("account.page"), 303)


@pages.post("/staff/enrolments/<number:enrolment_id>/link")
@requires(ADMIN)
def hand_over(enrolment_id: int) -> ResponseReturnValue:
    """A link to give to somebody who waits."""
    me, at = the_person().id, moment()
    with desk_of_request().database.writing() as connection:
        token = enrolling.hand_over_link(connection, enrolment_id, acting=me, now=at)
    return render_template("enrolment/link.html", address=url_for("enrolment.link", token=token, _external=True))


@pages.post("/staff/enrolments/<number:enrolment_id>/end")
@requires(ADMIN)
def refuse(enrolment_id: int) -> ResponseReturnValue:
    """They don't join."""
    me, at = the_person().id, moment()
    with desk_of_request().database.writing() as connection:
        enrolling.refuse(connection, enrolment_id, acting=me, now=at)
    tell(_("They don't join."))
    return redirect(url_for("staff.page"), 303)


def _domains() -> tuple[str, ...]:
    domains = desk_of_request().config.enrolment.domains
    return domains or abort(404)


def _mails() -> bool:
    config = desk_of_request().config
    return bool(config.mail.host and config.alarms.address)


def _topics() -> tuple[Topic, ...]:
    with desk_of_request().database.reading() as connection:
        try:
            return in_force(connection).topics
        except NoPolicy:
            return ()


def _asking(refusal: str | None = None) -> str:
    domains = _domains()
    given = {name: request.form.get(name, "") for name in ("name", "email")}
    return render_template("enrolment/ask.html", domains=domains, refusal=refusal, given=given)


def _joining(token: str, refusal: str | None = None) -> tuple[str, int]:
    _domains()
    config = desk_of_request().config.enrolment
    with desk_of_request().database.reading() as connection:
        guest = enrolling.guest(connection, token, moment())
    if guest is None:
        return render_template("signin/no_such_link.html"), 404
    page = render_template(
        "enrolment/join.html", guest=guest, token=token, refusal=refusal, rules=config.house_rules.splitlines(),
        topics=[topic for topic in _topics() if not topic.catch_all], chosen=request.form.getlist("topic"),
        daily_ceiling=request.form.get("daily_ceiling", str(config.daily_ceiling)), approval=config.approval,
    )  # fmt: skip
    return page, 200 if refusal is None else UNPROCESSABLE
