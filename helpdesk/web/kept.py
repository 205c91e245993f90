"""What is the same for many people is read once for all of them, and kept for half a second. By process, in memory.

Only for pages that refresh themselves: whoever opens a page, or did something, sees it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from flask import Flask, current_app

from helpdesk.clock import Clock

SECONDS = 0.5
MOST = 2_000  # things

Thing = TypeVar("Thing")


class Kept:
    """Things by their names, each with the time at which it was made."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._seconds = clock, seconds
        self._things: dict[Hashable, tuple[float, Any]] = {}

    def get(self, name: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of this name, made anew when it is too old; two threads may make the same, which does no harm."""
        now = self._clock.monotonic()
        made_at, thing = self._things.get(name, (None, None))
        if made_at is None or now - made_at >= self._seconds:
            thing = make()
            if len(self._things) >= MOST:
                self._things = {}
            self._things[name] = now, thing
        return cast(Thing, thing)

    def peek(self, name: Hashable) -> Any:
        """The thing of this name; None when there is none, or it is too old."""
        made_at, thing = self._things.get(name, (None, None))
        return thing if made_at is not None and self._clock.monotonic() - made_at < self._seconds else None


def set_up(app: Flask, clock: Clock, seconds: float) -> None:
    """Gives an app its things."""
    app.extensions["kept"] = Kept(clock, seconds)


def kept(name: Hashable, make: Callable[[], Thing]) -> Thing:
    """What `make` gives, or gave to somebody within the last half second."""
    things: Kept = current_app.extensions["kept"]
    return things.get(name, make)
