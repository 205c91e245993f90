"""Two questions that machines ask: is the process there, and can it work?"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.records import schema
from helpdesk.web.context import desk_of_request

pages = Blueprint("doors", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers. Asks nobody else, so that a slow database doesn't get the process killed."""
    return "ok\n", 200, PLAIN


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether the records can be written now, at the schema this program knows. Tells no more than that."""
    try:
        with desk_of_request().database.writing() as connection:
            ready = schema.revision(connection) == schema.head()
    except SQLAlchemyError:
        ready = False
    return ("ready\n", 200, PLAIN) if ready else ("not ready\n", 503, PLAIN)
