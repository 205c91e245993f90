"""One page of a list on Bluesky, mentions or what a search found, and where its walk then stands.

A cursor is the server's own affair. One that it refuses would be asked with for ever: so the walk begins at the newest
again, which loses nothing. Seldom, since a server that refuses every cursor of its own is to be told of, not circled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.clock import Clock
from helpdesk.networks.bluesky import calls, reading
from helpdesk.networks.bluesky.session import Session
from helpdesk.networks.bluesky.walk import Listed, Step, Walk
from helpdesk.networks.errors import RefusedByNetwork

ANEW_EVERY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list: its call and parameters, how the answer names it, and whether it is one that is dated back."""

    call: str
    params: Mapping[str, str | Sequence[str]]
    name: str
    sweeps: bool = True


class Lists:
    """Reads lists by the walk of `walk`."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session, self._clock = session, clock
        self._anew: dict[str, datetime] = {}  # by list: when its walk was last begun anew

    def page(self, asked: Asked, walk: Walk) -> tuple[list[object], Step]:
        """The next page's items, newest first, and what follows from it: one request."""
        try:
            found, onwards = self._asked(asked, walk)
        except RefusedByNetwork as error:
            if error.status != 400 or walk.question() is None or not self._may_begin_anew(asked):
                raise
            walk = walk.anew()
            found, onwards = self._asked(asked, walk)
        listed = Listed([reading.listed_at(each) for each in found], onwards)
        return found, walk.after(listed, self._clock.now(), sweeps=asked.sweeps)

    def _asked(self, asked: Asked, walk: Walk) -> tuple[list[object], str | None]:
        return calls.page(self._session, asked.call, asked.params, walk.question(), asked.name)

    def _may_begin_anew(self, asked: Asked) -> bool:
        now, which = self._clock.now(), str(asked.params)
        if which in self._anew and now - self._anew[which] < ANEW_EVERY:
            return False
        self._anew[which] = now
        return True
