"""Gives every page its banner and the bell's count, read once a request."""

from __future__ import annotations

from typing import cast

from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.desk.banner import Banner
from helpdesk.desk.banner import banner as read
from helpdesk.web.context import desk_of_request, reading
from helpdesk.web.frame import moment
from helpdesk.web.kept import kept
from helpdesk.web.lately import look
from helpdesk.web.person import current_person


def set_up(app: Flask) -> None:
    """Gives every template the global `banner`."""
    app.jinja_env.globals["banner"] = banner


def banner() -> Banner:
    """What this page has to say, to whoever asks for it."""
    if "banner" not in g:
        g.banner = _read()
    return cast(Banner, g.banner)


def banner_of_all() -> tuple[object, ...]:
    """What every page has to say to everybody, for one that refreshes itself."""
    return kept(("banner", look().number), lambda: banner().of_all)


def _read() -> Banner:
    desk = desk_of_request()
    worker = desk.config.worker
    try:
        person = current_person()
        with reading() as connection:
            return read(connection, person, moment(), max(worker.scan_seconds, worker.watch_seconds))
    except SQLAlchemyError:
        return Banner()  # asked for on error pages, too, which have that to tell themselves
