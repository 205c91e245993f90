"""When an open page should ask for news again: sooner on a quiet desk, later where a whole staff has it open.

No page gets older than six seconds: that leaves one for the way there and back. Counted in memory, by process.
"""

from __future__ import annotations

import threading
from datetime import datetime

from flask import Flask, Response, current_app

from helpdesk.web.fetch import is_poll
from helpdesk.web.frame import moment

SOON, LATER = 4, 5  # seconds
MANY = 100  # polls a second that one process answers without a thought
COUNTED_FOR = 10  # seconds


class Polls:
    """How many polls this process gets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._now = self._before = 0

    def count(self, at: datetime, polls: int = 1) -> float:
        """Counts them; gives how many a second there were in the ten seconds before these."""
        window = int(at.timestamp()) // COUNTED_FOR
        with self._lock:
            if not 0 <= self._window - window <= 1:  # a request that began just before the others is of their time
                self._before = self._now if window == self._window + 1 else 0
                self._window, self._now = window, 0
            self._now += polls
            return self._before / COUNTED_FOR


def set_up(app: Flask) -> None:
    """Gives an app its count, and every answer to a poll the seconds until the next."""
    polls = app.extensions["polls"] = Polls()

    @app.after_request
    def _again_in(response: Response) -> Response:
        if is_poll():
            polls.count(moment())
            response.headers["Again-In"] = LATER if busy() else SOON
        return response


def busy() -> bool:
    """Whether a whole staff has pages open."""
    polls: Polls = current_app.extensions["polls"]
    return polls.count(moment(), 0) > MANY
