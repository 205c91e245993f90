"""/unsubscribe/…, the link in each mailed report: stops its mails without a sign-in, as RFC 8058 says.

Opening it only asks, because mail scanners open links, too. A POST stops the mails: from the page's button, or from a
mail program, which brings neither a cookie nor a form's token. The signature says that the link is ours.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from helpdesk.desk import unsubscribing
from helpdesk.reports.unsubscribe import choice_of
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment

pages = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe")


@pages.get("/<token>")
def page(token: str) -> ResponseReturnValue:
    """Asks whether they are to stop; changes nothing."""
    choice = _choice(token)
    if choice is None:
        return _unknown()
    with desk_of_request().database.reading() as connection:
        name = unsubscribing.mailed(connection, choice)
    return render_template("reports/unsubscribe.html", name=name, token=token)


@pages.post("/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Stops them. Answers on the spot: mail programs follow no redirect here."""
    choice = _choice(token)
    if choice is None:
        return _unknown()
    at = moment()
    with desk_of_request().database.writing() as connection:
        unsubscribing.stop(connection, choice, at=at)
    return render_template("reports/unsubscribe.html", name=None, token=token)


def _choice(token: str) -> int | None:
    return choice_of(current_app.config["SECRET_KEY"], token)


def _unknown() -> ResponseReturnValue:
    return render_template("reports/no_such_unsubscribe.html"), 404
