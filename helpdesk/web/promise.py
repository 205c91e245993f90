"""The page that everybody may read: how soon customers are answered right now."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, jsonify, render_template
from flask.typing import ResponseReturnValue

from helpdesk.reports.promise import Promise, promise
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment

pages = Blueprint("promise", __name__)


@pages.get("/promise")
def page() -> ResponseReturnValue:
    """In one sentence. It names no customer, no member of staff and no count."""
    return render_template("promise/promise.html", promise=_now())


@pages.get("/promise.json")
def as_json() -> Response:
    """For the company's own site: the same as numbers; `about_minutes` is null when there is nothing to claim."""
    found = _now()
    return jsonify(
        promised_minutes=found.promised // timedelta(minutes=1), about_minutes=found.about if found.kept else None,
        kept=found.kept, at=found.at.isoformat(timespec="seconds"),
    )  # fmt: skip


def promised() -> timedelta:
    """The answer time that the desk promises in public; zero when it promises none."""
    return timedelta(minutes=desk_of_request().config.reports.promise_minutes)


def _now() -> Promise:
    if not promised():
        abort(404)
    with desk_of_request().database.reading() as connection:
        return promise(connection, promised(), moment())
