"""What every page may need: the configuration, the database and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from helpdesk.clock import Clock
from helpdesk.config import Config
from helpdesk.records.database import Database


@dataclass(frozen=True)
class Desk:
    """The desk that a web process serves."""

    config: Config
    database: Database
    clock: Clock


def put(app: Flask, desk: Desk) -> None:
    """Gives an app its desk."""
    app.extensions["helpdesk"] = desk


def desk_of_request() -> Desk:
    """The desk of the app that answers this request."""
    return cast(Desk, current_app.extensions["helpdesk"])
