"""Who is signed in, and what a page asks of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpdesk.desk.person import Person
from helpdesk.sla.duty import shifts_in_force
from helpdesk.sla.shifts import Shifts
from helpdesk.web import signin
from helpdesk.web.context import reading
from helpdesk.web.fetch import is_fetch
from helpdesk.web.frame import moment
from helpdesk.web.kept import kept

__all__ = ["Person", "current_person", "requires", "set_up", "the_person"]

Given = ParamSpec("Given")
View = Callable[Given, ResponseReturnValue]


def current_person() -> Person | None:
    """Who this request is from; None for a stranger."""
    found = signin.signed_in()
    return found.person if found else None


def the_person() -> Person:
    """Who this request is from, on a page that `requires` somebody."""
    person = current_person()
    if person is None:
        abort(401)
    return person


def requires(*roles: str) -> Callable[[View[Given]], View[Given]]:
    """Lets only staff with one of `roles` see a page, or all staff when none is named.

    A stranger is sent to sign in and brought back; our JavaScript gets a 401; the wrong role gets a 403.
    """

    def guarded(view: View[Given]) -> View[Given]:
        @wraps(view)
        def guard(*args: Given.args, **named: Given.kwargs) -> ResponseReturnValue:
            person = current_person()
            if person is None:
                return _to_sign_in()
            if roles and person.role not in roles:
                abort(403)
            return view(*args, **named)

        return guard

    return guarded


def off_shift() -> bool:
    """Whether this person's shift is over, or not yet begun, whatever their switch says."""
    person = current_person()
    if person is None:
        return False
    shifts = kept("shifts", _shifts)
    return not shifts.stint(person.email, moment()).working


def _shifts() -> Shifts:
    with reading() as connection:
        return shifts_in_force(connection)


def set_up(app: Flask) -> None:
    """Gives every template `person`, and whether they are off their shift."""
    app.context_processor(lambda: {"person": current_person()})
    app.jinja_env.globals["off_shift"] = off_shift


def _to_sign_in() -> ResponseReturnValue:
    if is_fetch():
        abort(401)
    # What a form was to change is lost here, so its address is no place to come back to.
    back = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("signin.page", next=back if back != "/" else None))
