"""What stands around every page: the moment it was made, icons, and what the banner says."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from flask import Flask, g
from lucide.jinja import lucide
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.desk.health import Silence, silence
from helpdesk.desk.listeners import Silent, silent
from helpdesk.desk.stopping import MAY_STOP, Stopped, in_force
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER
from helpdesk.web.context import desk_of_request

ICON_SIZE = 16  # pixels


def set_up(app: Flask) -> None:
    """Gives every template `now` and the globals `icon`, `worker_silence` and `stops_in_force`."""
    app.jinja_env.globals.update(
        icon=icon, worker_silence=worker_silence, stops_in_force=stops_in_force, silent_sources=silent_sources,
        MAY_ANSWER=MAY_ANSWER, MAY_READ_REPORTS=(MANAGER, ADMIN), MAY_STOP=MAY_STOP,
    )  # fmt: skip
    app.context_processor(lambda: {"now": moment()})


def moment() -> datetime:
    """The time of this request: the clock is read once, so that a page does not contradict itself."""
    if "moment" not in g:
        g.moment = desk_of_request().clock.now()
    return cast(datetime, g.moment)


def worker_silence() -> Silence | None:
    """Why nobody fetches posts or sends answers; None while the worker works."""
    desk = desk_of_request()
    worker = desk.config.worker
    try:
        with desk.database.reading() as connection:
            return silence(connection, moment(), max(worker.scan_seconds, worker.watch_seconds))
    except SQLAlchemyError:
        return None  # asked for on error pages, too, which have that to tell themselves


def stops_in_force() -> tuple[Stopped, ...]:
    """What nobody may post as now, for every page to say so."""
    try:
        with desk_of_request().database.reading() as connection:
            return in_force(connection)
    except SQLAlchemyError:
        return ()  # as above


def silent_sources() -> list[Silent]:
    """Whose posts do not arrive, for every page to say so."""
    try:
        with desk_of_request().database.reading() as connection:
            return silent(connection)
    except SQLAlchemyError:
        return []  # as above


@lru_cache(maxsize=100)
def icon(name: str) -> Markup:
    """A lucide icon, drawn into the page. It is decoration: a word stands beside it."""
    attributes: dict[str, Any] = {"class": "icon", "aria-hidden": "true"}
    return Markup(lucide(name, size=ICON_SIZE, **attributes))  # noqa: S704 - drawn from the package's own files
