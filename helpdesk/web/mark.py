"""The mark (ETag) of a page that refreshes itself: the same mark means there is nothing new to show.

It is made of the newest event, since nothing happens without one but that people come and begin to write; of those; of
who looks at what; and of a coarse time, so that "due in 12 min" becomes 11 in time. Comparing it costs one small query
instead of a page.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask import Response, make_response, request
from sqlalchemy import Connection, select

from helpdesk.records.claims import WHO_CAME
from helpdesk.records.events import NEWEST

_HAPPENED = select(NEWEST, *WHO_CAME)
TRUE_FOR = 15  # seconds; what no event tells (a due time that passes, a worker that stops) shows within these


def mark(connection: Connection, now: datetime, *looks_at: object) -> str:
    """The mark of what is shown at `now` to whoever `looks_at` says."""
    parts = (*connection.execute(_HAPPENED).one(), int(now.timestamp()) // TRUE_FOR, *looks_at)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def unchanged(made: str) -> bool:
    """Whether the browser says that it shows this already."""
    return request.if_none_match.contains(made)


def marked(body: str, made: str) -> Response:
    """A fragment with its mark."""
    response = make_response(body)
    response.set_etag(made)
    return response


def not_modified(made: str) -> Response:
    """The short answer: nothing new."""
    response = Response(status=304)
    response.set_etag(made)
    return response
