"""Whose cookie a request carries."""

from __future__ import annotations

from datetime import datetime

from flask import g
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from helpdesk.desk import signing_in
from helpdesk.desk.signing_in import SignedIn
from helpdesk.web.context import Desk, reading
from helpdesk.web.fetch import is_poll


def bearer(desk: Desk, token: str) -> SignedIn | None:
    """Who is signed in with `token`, if anybody; notes now and then that they were seen.

    Raises SQLAlchemyError when the records can't be read, once a request: after that it gives None, so that the page
    that says so is drawn for nobody instead of failing in the same way.
    """
    if "records_failed" in g:
        return None
    now = desk.clock.now()
    try:
        with reading() as connection:
            found = signing_in.whose(connection, token, now)
    except SQLAlchemyError:
        g.records_failed = True
        raise
    if found is not None and now - found.seen_at >= signing_in.NOTED_EVERY and not is_poll():
        _note_seen(desk, token, now)
    return found


def _note_seen(desk: Desk, token: str, now: datetime) -> None:
    try:
        with desk.database.writing() as connection:
            signing_in.seen(connection, token, now)
    except OperationalError:
        return  # a full disk must not keep anybody from reading; the next request notes it
