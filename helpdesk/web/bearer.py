"""Whose cookie a request carries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple, cast

from flask import Flask, current_app, g
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from helpdesk.desk import signing_in
from helpdesk.desk.signing_in import SignedIn
from helpdesk.web.context import Desk, reading
from helpdesk.web.fetch import is_poll
from helpdesk.web.lately import SEAT, look, touched_since

ASKED_EVERY = timedelta(seconds=60)
MOST = 10_000  # sign-ins


class Last(NamedTuple):
    """Who it was when the records were asked last, after the look of this number."""

    number: int
    at: datetime
    signed_in: SignedIn


def set_up(app: Flask) -> None:
    """Gives an app its memory of who polled."""
    app.extensions["sign_ins"] = {}


def bearer(desk: Desk, token: str) -> SignedIn | None:
    """Who is signed in with `token`, if anybody; notes now and then that they were seen.

    Raises SQLAlchemyError when the records can't be read, once a request: after that it gives None, so that the page
    that says so is drawn for nobody instead of failing in the same way.
    """
    if "records_failed" in g:
        return None
    now = desk.clock.now()
    try:
        found = _of_poll(token, now) if is_poll() else _whose(token, now)
    except SQLAlchemyError:
        g.records_failed = True
        raise
    if found is not None and now - found.seen_at >= signing_in.NOTED_EVERY and not is_poll():
        _note_seen(desk, token, now)
    return found


def _of_poll(token: str, now: datetime) -> SignedIn | None:
    """The same for a page that refreshes itself: asked of the records again when something touched that person."""
    sign_ins = _sign_ins()
    last = sign_ins.get(token)
    recent = last is not None and now - last.at < ASKED_EVERY
    if last is not None and recent and not touched_since(last.number, [(SEAT, last.signed_in.person.id)]):
        g.last_signed_in = last
        return last.signed_in
    number, found = look().number, _whose(token, now)
    if len(sign_ins) >= MOST:
        sign_ins.clear()
    if found is not None:
        g.last_signed_in = sign_ins[token] = Last(number, now, found)
    return found


def _whose(token: str, now: datetime) -> SignedIn | None:
    with reading() as connection:
        return signing_in.whose(connection, token, now)


def _sign_ins() -> dict[str, Last]:
    return cast(dict[str, Last], current_app.extensions["sign_ins"])


def _note_seen(desk: Desk, token: str, now: datetime) -> None:
    try:
        with desk.database.writing() as connection:
            signing_in.seen(connection, token, now)
    except OperationalError:
        return  # a full disk must not keep anybody from reading; the next request notes it
