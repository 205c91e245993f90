"""What every page may need: the configuration, the database and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

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
    app.teardown_request(lambda _error: _end_reading())


def desk_of_request() -> Desk:
    """The desk of the app that answers this request."""
    return cast(Desk, current_app.extensions["helpdesk"])


@contextmanager
def reading() -> Iterator[Connection]:
    """One moment of the records: for all that a GET reads the same, so that its page does not contradict itself.

    It is also one transaction to begin and to end: over a network that takes longer than most queries. A form reads
    anew each time, since it changes what it has read.
    """
    if request.method != "GET":
        with desk_of_request().database.reading() as connection:
            yield connection
        return
    if "reading" not in g:
        stack = ExitStack()
        g.reading = stack, stack.enter_context(desk_of_request().database.reading())
    try:
        yield g.reading[1]
    except SQLAlchemyError:
        _end_reading()  # PostgreSQL answers nothing more in a transaction in which something failed
        raise


def _end_reading() -> None:
    kept: tuple[ExitStack, Connection] | None = g.pop("reading", None)
    if kept is not None:
        kept[0].close()
