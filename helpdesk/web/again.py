"""When an open page should ask for news again: sooner on a quiet desk, later where a whole staff has it open.

No page gets older than six seconds: that leaves one for the way there and back. Counted in memory, by process, as work
and not as requests: a slow machine has enough to do with few of them.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime

from flask import Flask, Response, current_app, g

from helpdesk.web.fetch import is_poll
from helpdesk.web.frame import moment

SOON, LATER = 4, 5  # seconds
BUSY = 0.25  # of a core
COUNTED_FOR = 10  # seconds


class Work:
    """What this process does for pages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._now = self._before = 0.0

    def count(self, at: datetime, seconds: float = 0.0) -> float:
        """Counts them; gives what share of a core it was in the ten seconds before these."""
        window = int(at.timestamp()) // COUNTED_FOR
        with self._lock:
            if not 0 <= self._window - window <= 1:  # a request that began just before the others is of their time
                self._before = self._now if window == self._window + 1 else 0.0
                self._window, self._now = window, 0.0
            self._now += seconds
            return self._before / COUNTED_FOR


def set_up(app: Flask) -> None:
    """Gives an app its count, and every answer to a poll the seconds until the next."""
    work = app.extensions["work"] = Work()

    @app.before_request
    def _begins() -> None:
        g.began_at = time.thread_time()

    @app.after_request
    def _again_in(response: Response) -> Response:
        if "began_at" in g:
            work.count(moment(), time.thread_time() - g.began_at)
        if is_poll():
            response.headers["Again-In"] = LATER if busy() else SOON
        return response


def busy() -> bool:
    """Whether a whole staff has pages open."""
    work: Work = current_app.extensions["work"]
    return work.count(moment()) > BUSY
