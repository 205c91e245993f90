"""Signing in, by password or by one-time link, and signing out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk import signing_in
from helpdesk.language import gettext as _
from helpdesk.web import signin
from helpdesk.web.context import desk_of_request
from helpdesk.web.local_path import local_path

pages = Blueprint("signin", __name__, url_prefix="/sign-in")


@pages.get("")
def page() -> ResponseReturnValue:
    """The form; whoever is signed in already is sent on."""
    if signin.signed_in():
        return redirect(local_path(request.args.get("next")))
    return _form()


@pages.post("")
def sign_in() -> ResponseReturnValue:
    """Checks address and password. What was wrong is not told, nor whether the address is known."""
    staff_id = signin.SignInForm().who()
    if staff_id is None:
        return _form(email=request.form.get("email", ""), failed=True), 422
    desk = desk_of_request()
    with desk.database.writing() as connection:
        signin.start(connection, staff_id, desk.clock.now())
    return redirect(local_path(request.form.get("next")))


@pages.get("/link/<token>")
def link(token: str) -> ResponseReturnValue:
    """Shows whom the link would sign in. Opening it uses nothing up: mail robots and previews open links, too."""
    desk = desk_of_request()
    with desk.database.reading() as connection:
        name = signing_in.guest(connection, token, desk.clock.now())
    if name is None:
        return _no_such_link()
    return render_template("signin/link.html", name=name, token=token)


@pages.post("/link/<token>")
def use_link(token: str) -> ResponseReturnValue:
    """Uses the link up and signs its person in."""
    desk = desk_of_request()
    now = desk.clock.now()
    with desk.database.writing() as connection:
        staff_id = signing_in.use_link(connection, token, now)
        if staff_id is not None:
            signin.start(connection, staff_id, now)
            has_password = signing_in.has_password(connection, staff_id)
    if staff_id is None:
        return _no_such_link()
    if has_password:
        return redirect("/")
    flash(_("You are signed in. Set a password here if you want to come back without a link."))
    return redirect(url_for("account.page"))


def _form(*, email: str = "", failed: bool = False) -> str:
    wanted = local_path(request.values.get("next"), otherwise="")
    return render_template(
        "signin/sign_in.html",
        email=email,
        next=wanted,
        failed=failed,
        may_enrol=bool(desk_of_request().config.enrolment.domains),
    )


def _no_such_link() -> ResponseReturnValue:
    return render_template("signin/no_such_link.html"), 404
