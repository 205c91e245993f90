"""What stands around every page: the moment it was made, and icons."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from flask import Flask, g
from lucide.jinja import lucide
from markupsafe import Markup

from helpdesk.desk.stopping import MAY_STOP
from helpdesk.records.staff import ADMIN, MANAGER, MAY_ANSWER
from helpdesk.web.context import desk_of_request

ICON_SIZE = 16  # pixels


def set_up(app: Flask) -> None:
    """Gives every template `now`, and the globals `icon` and who may do what."""
    app.jinja_env.globals.update(icon=icon, MAY_ANSWER=MAY_ANSWER, MAY_READ_REPORTS=(MANAGER, ADMIN), MAY_STOP=MAY_STOP)
    app.context_processor(lambda: {"now": moment()})


def moment() -> datetime:
    """The time of this request: the clock is read once, so that a page does not contradict itself."""
    if "moment" not in g:
        g.moment = desk_of_request().clock.now()
    return cast(datetime, g.moment)


@lru_cache(maxsize=100)
def icon(name: str) -> Markup:
    """A lucide icon, drawn into the page. It is decoration: a word stands beside it."""
    attributes: dict[str, Any] = {"class": "icon", "aria-hidden": "true"}
    return Markup(lucide(name, size=ICON_SIZE, **attributes))  # noqa: S704 - drawn from the package's own files
