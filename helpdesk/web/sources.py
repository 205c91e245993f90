"""One account's page: how listening for it goes, and what managers may set: the polling interval, listening words."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from helpdesk.desk import listening
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.sources import source
from helpdesk.desk.stopping import in_force
from helpdesk.records.stops import ALL
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.numbers import form_number
from helpdesk.web.person import requires, the_person

pages = Blueprint("sources", __name__, url_prefix="/health/accounts/<number:account_id>")


@pages.get("")
@requires()
def page(account_id: int) -> ResponseReturnValue:
    """Everything about one account."""
    return _shown(account_id)


@pages.post("/interval")
@requires(*listening.MAY_SET)
def interval(account_id: int) -> ResponseReturnValue:
    """How often its network is asked; nothing chosen is what the settings say."""
    seconds = form_number("seconds") if request.form.get("seconds") else None
    me, at = the_person().id, moment()
    return _done(account_id, lambda c: listening.poll_every(c, account_id, seconds, acting=me, at=at))


@pages.post("/words")
@requires(*listening.MAY_SET)
def add_words(account_id: int) -> ResponseReturnValue:
    """One more listening word."""
    me, at, words = the_person().id, moment(), request.form.get("words", "")
    return _done(account_id, lambda c: listening.listen_for(c, account_id, words, acting=me, at=at))


@pages.post("/words/<number:word_id>/end")
@requires(*listening.MAY_SET)
def end_words(account_id: int, word_id: int) -> ResponseReturnValue:
    """No more searches for this one."""
    me, at = the_person().id, moment()
    return _done(account_id, lambda c: listening.listen_no_more(c, word_id, acting=me, at=at))


def _done(account_id: int, verb: Callable[[Connection], None]) -> ResponseReturnValue:
    try:
        with desk_of_request().database.writing() as connection:
            verb(connection)
    except Refused as refused:
        if refused.status != UNPROCESSABLE:
            raise
        return _shown(account_id, refused.sentence), refused.status
    return redirect(url_for("sources.page", account_id=account_id), 303)


def _shown(account_id: int, refusal: str | None = None) -> str:
    desk = desk_of_request()
    default = desk.config.intake.poll_seconds
    with desk.database.reading() as connection:
        return render_template(
            "health/source.html",
            source=source(connection, account_id, moment(), poll_every=default),
            stops=[stop for stop in in_force(connection) if stop.account_id in (ALL, account_id)],
            default=default,
            refusal=refusal,
            words=request.form.get("words", ""),
            may_set=the_person().role in listening.MAY_SET,
        )
