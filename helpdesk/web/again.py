"""When an open page should ask for news again: sooner on a quiet desk, later where a whole staff has it open.

No page gets older than six seconds while the process can do that: one of them is for the way there and back. Beyond it
all are asked to come a little later, so that they wait for their turn at home and not in a queue that only grows.
Judged by what the process works and not by how many ask: a slow machine has enough to do with few of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from math import ceil

from flask import Flask, Response, current_app

from helpdesk.web.fetch import is_poll
from helpdesk.web.frame import moment

SOON, LATER, LATEST = 4, 5, 20  # seconds
BUSY = 0.25  # of a core
FULL = 0.5  # of a core: two of them are shared with the worker and the database
COUNTED_FOR = 10  # seconds


class Work:
    """What share of a core this process used lately; `used` gives the seconds since it began."""

    def __init__(self, used: Callable[[], float] = time.process_time) -> None:
        self._lock, self._used = threading.Lock(), used
        self._since, self._before = 0.0, 0.0  # when it was looked at last, and what had been used by then
        self._share = 0.0

    def share(self, at: datetime) -> float:
        """That of the last ten seconds or more; 0 when nobody asked for a while. The system is asked as rarely."""
        with self._lock:
            passed = at.timestamp() - self._since
            if not -1 < passed < COUNTED_FOR:  # a request that began just before the others is of their time
                used = self._used()
                self._share = (used - self._before) / passed if 0 < passed < 2 * COUNTED_FOR else 0.0
                self._since, self._before = at.timestamp(), used
            return self._share


def set_up(app: Flask) -> None:
    """Gives every answer to a poll the seconds until the next."""
    app.extensions["work"] = Work()

    @app.after_request
    def _again_in(response: Response) -> Response:
        if is_poll():
            work: Work = current_app.extensions["work"]
            response.headers["Again-In"] = str(again_in(work.share(moment())))
        return response


def again_in(share: float) -> int:
    """The seconds until the next poll, by the share of a core that the process uses: a second more for each tenth."""
    if share <= BUSY:
        return SOON
    return min(LATEST, LATER + max(0, ceil(10 * (share - FULL))))


def busy() -> bool:
    """Whether a whole staff has pages open."""
    work: Work = current_app.extensions["work"]
    return work.share(moment()) > BUSY
