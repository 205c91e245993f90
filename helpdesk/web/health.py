"""How the desk itself is. For all staff, so it tells no secrets."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from helpdesk.desk.health import Health, health
from helpdesk.desk.sources import source
from helpdesk.desk.stopping import in_force
from helpdesk.web.context import desk_of_request
from helpdesk.web.frame import moment
from helpdesk.web.health_json import health_json
from helpdesk.web.person import requires

pages = Blueprint("health", __name__, url_prefix="/health")


@pages.get("")
@requires()
def page() -> ResponseReturnValue:
    """Who listens, what waits to go out, and who works."""
    return render_template("health/health.html", health=health_now())


@pages.get("/parts")
@requires()
def parts() -> ResponseReturnValue:
    """The same without its frame, for the page to refresh itself."""
    return render_template("health/parts.html", health=health_now())


@pages.get("/json")
@requires()
def as_json() -> ResponseReturnValue:
    """The same for programs, with everything about each account."""
    desk, now = desk_of_request(), moment()
    health, poll_every = health_now(), desk.config.intake.poll_seconds
    with desk.database.reading() as connection:
        sources = [source(connection, each.id, now, poll_every=poll_every) for each in health.accounts]
        return health_json(health, sources, list(in_force(connection)), now)


def health_now() -> Health:
    """How everything is at the moment of this request."""
    desk, now = desk_of_request(), moment()
    midnight = now.astimezone(ZoneInfo(desk.config.desk.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    with desk.database.reading() as connection:
        worker, poll_every = desk.config.worker, desk.config.intake.poll_seconds
        every = max(worker.scan_seconds, worker.watch_seconds)
        return health(connection, now, midnight, every=every, poll_every=poll_every)
