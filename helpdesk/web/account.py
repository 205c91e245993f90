"""What people set for themselves: name, initials, duty, password, and where they are signed in."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import signing_in, staffing
from helpdesk.desk.handing_over import shift_of
from helpdesk.language import gettext as _
from helpdesk.language import speak
from helpdesk.web import signin
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.local_path import local_path
from helpdesk.web.person import requires, the_person

pages = Blueprint("account", __name__)

DENSITY = "density"
A_YEAR = timedelta(days=365)


@pages.get("/account")
@requires()
def page() -> ResponseReturnValue:
    """One's own settings."""
    found = signin.signed_in()
    with desk_of_request().database.reading() as connection:
        shift = shift_of(connection, the_person().id, moment())
    return render_template(
        "signin/account.html", has_password=found is not None and found.has_password, shift=shift,
        zones=sorted(available_timezones()),
    )  # fmt: skip


@pages.post("/account")
@requires()
def rename() -> ResponseReturnValue:
    """Changes name and initials."""
    desk, me = desk_of_request(), the_person().id
    with desk.database.writing() as connection:
        name, initials = request.form.get("name", ""), request.form.get("initials", "")
        staffing.rename(connection, me, name, initials, desk.clock.now(), acting=me)
    return _back(_("Saved."))


@pages.post("/account/duty")
@requires()
def duty() -> ResponseReturnValue:
    """Goes on or off duty."""
    desk, me = desk_of_request(), the_person().id
    on_duty = request.form.get("on_duty") == "yes"
    with desk.database.writing() as connection:
        staffing.set_on_duty(connection, me, on_duty, desk.clock.now(), acting=me)
    return _back(
        _("You are on duty: new conversations come to you.")
        if on_duty
        else _("You are off duty: nothing new comes to you.")
    )


@pages.post("/account/language")
@requires()
def set_language() -> ResponseReturnValue:
    """Changes the language of one's pages; none: as the browser says."""
    language = request.form.get("language") or None
    with desk_of_request().database.writing() as connection:
        staffing.set_language(connection, the_person().id, language, moment())
    if language:
        speak(lambda: language)
    return _back(_("Saved."))


@pages.post("/account/zone")
@requires()
def set_zone() -> ResponseReturnValue:
    """Changes the time zone in which one reads times; none: the office's."""
    with desk_of_request().database.writing() as connection:
        staffing.set_zone(connection, the_person().id, request.form.get("zone", ""), moment())
    return _back(_("Saved."))


@pages.app_context_processor
def density() -> dict[str, bool]:
    """How dense this person wants pages to be; kept by their browser, for a screen and not for a seat."""
    return {"compact": request.cookies.get(DENSITY) == "compact"}


@pages.post("/account/density")
@requires()
def set_density() -> ResponseReturnValue:
    """Makes the pages compact or comfortable, and leads back to the one that asked."""
    answer = redirect(local_path(request.form.get("next"), otherwise=url_for("account.page")), 303)
    wanted = "compact" if request.form.get("compact") == "yes" else "comfortable"
    secure = desk_of_request().config.server.https
    answer.set_cookie(DENSITY, wanted, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


@pages.post("/account/password")
@requires()
def password() -> ResponseReturnValue:
    """Sets a password; whoever has one says it first. Every other browser is signed out."""
    desk, me, found = desk_of_request(), the_person(), signin.signed_in()
    if found is not None and found.has_password:
        signin.check_password(me.email, request.form.get("current", ""))
    hashed = signin.hashed_password(request.form.get("password", ""))
    now = desk.clock.now()
    with desk.database.writing() as connection:
        staffing.set_password(connection, me.id, hashed, now)
        signin.start(connection, me.id, now)
    return _back(_("Your password is set. You are signed out everywhere else."))


@pages.post("/account/sign-out-everywhere")
@requires()
def sign_out_everywhere() -> ResponseReturnValue:
    """Ends every sign-in of this person, this one too."""
    desk, me = desk_of_request(), the_person().id
    now = desk.clock.now()
    with desk.database.writing() as connection:
        signing_in.end_all(connection, me, now)
        signin.stop(connection, now)
    flash(_("You are signed out everywhere."))
    return redirect(url_for("signin.page"))


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends this sign-in; copies of its cookie are dead from now on."""
    desk = desk_of_request()
    with desk.database.writing() as connection:
        signin.stop(connection, desk.clock.now())
    return redirect(url_for("signin.page"))


def _back(notice: str) -> ResponseReturnValue:
    flash(notice)
    return redirect(url_for("account.page"))
