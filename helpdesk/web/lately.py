"""What was touched lately at this desk, found once for all pages that refresh themselves. By process, in memory.

Each look at the ledger has a number. Whoever read something after look 7 and hears later that nothing of it was touched
since then has it as it is, and need not read it again.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple, cast

from flask import Flask, current_app, g
from sqlalchemy import Connection

from helpdesk.clock import Clock
from helpdesk.desk.touched import MOST, Here, Touches, happened, numbers_after, touched
from helpdesk.records.database import Database

LATE = 5  # seconds by which PostgreSQL may show an event later than one with a higher number
REMEMBERED = 50_000  # things that were touched; then everything counts as touched, once

Name = tuple[str, int]
"""Something that can be touched: what it is, and its number."""
PERSON, SEAT, CONVERSATION, CUSTOMER = "person", "seat", "conversation", "customer"


class Look(NamedTuple):
    """One look. `happened` is the same in every process while nothing happens."""

    number: int
    happened: str


class Lately:
    """Looks when somebody asks, at most once in so many `seconds`."""

    def __init__(self, database: Database, clock: Clock, seconds: float) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds
        self._late = 0 if database.is_sqlite else LATE
        self._lock = threading.Lock()
        self._last: Look | None = None
        self._newest: deque[tuple[float, int]] = deque()  # the newest event at each look of so many seconds
        self._seen: set[int] = set()  # the events after the first of these
        self._here = Here()
        self._everything = 0  # the number of the look that found everything touched
        self._newest_of: dict[Name, int] = {}  # by what was touched: the number of the newest look that found it so

    def look(self) -> Look:
        """The newest look. What is read after this call is at least as new."""
        with self._lock:
            now = self._clock.monotonic()
            if self._last is None or now - self._newest[-1][0] >= self._seconds:
                with self._database.reading() as connection:
                    self._last = self._again(connection, now)
            return self._last

    def touched(self, since: int, names: Iterable[Name]) -> bool:
        """Whether anything of these was touched since the look of this number."""
        newest_of = self._newest_of
        return self._everything > since or any(newest_of.get(name, 0) > since for name in names)

    def _again(self, connection: Connection, now: float) -> Look:
        newest, here = happened(connection, self._clock.now())
        known = self._newest[0][1] if self._newest else newest
        numbers = numbers_after(connection, known) if newest != known else []
        fresh, moved = [number for number in numbers if number not in self._seen], here ^ self._here
        number = self._last.number if self._last else 0
        if self._last is None or fresh or moved:
            number += 1
            few = len(numbers) <= MOST and len(self._newest_of) < REMEMBERED
            self._note(number, touched(connection, fresh, moved) if few else Touches(everything=True))
        self._newest.append((now, newest))
        while len(self._newest) > 1 and now - self._newest[0][0] >= self._late:
            self._newest.popleft()
        self._seen = {number for number in numbers if number > self._newest[0][1]}
        self._here = here
        return Look(number, in_short(newest, here))

    def _note(self, number: int, found: Touches) -> None:
        if found.everything:
            self._everything, self._newest_of = number, {}
        for kind, each in ((PERSON, found.people), (SEAT, found.seats), (CONVERSATION, found.conversations),
                           (CUSTOMER, found.customers)):  # fmt: skip
            self._newest_of.update({(kind, name): number for name in each if name is not None})


def in_short(newest: int, here: Here) -> str:
    """The same in one word, whatever the order in which people came."""
    return hashlib.sha256(repr((newest, sorted(here))).encode()).hexdigest()


def set_up(app: Flask, lately: Lately) -> None:
    """Gives an app its memory."""
    app.extensions["lately"] = lately


def look() -> Look:
    """The look of this request, taken before it reads anything else."""
    if "look" not in g:
        g.look = _lately().look()
    return cast(Look, g.look)


def touched_since(number: int, names: Iterable[Name]) -> bool:
    """Whether anything of these was touched since the look of this number."""
    look()
    return _lately().touched(number, names)


def _lately() -> Lately:
    return cast(Lately, current_app.extensions["lately"])
