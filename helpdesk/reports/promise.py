"""What we may say in public about how soon we answer, and the alarm when that turns false.

The claim is the open-aware median of who wrote lately, rounded up: half of the customers had their answer within it.
It is false when that is longer than the desk promises, or is not reached although somebody waited longer than promised.
While nobody has waited so long, nothing is said against it: the first customer of a morning breaks no promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.clocks import FIRST_RESPONSE
from helpdesk.records.database import Database
from helpdesk.records.events import Event, record
from helpdesk.records.moment import MICROSECOND, stored
from helpdesk.records.turns import take_turn
from helpdesk.reports.conditions import both, is_open, wanted
from helpdesk.reports.figures import Figures
from helpdesk.reports.measuring import MEASURED, Grouped, measured
from helpdesk.reports.reading_waits import count_waits, read_waits, since

SPANS = (timedelta(hours=2), timedelta(hours=8), timedelta(days=1), timedelta(days=7))
ENOUGH = 20  # customers; the shortest of the spans with as many is what "right now" means
MOST = 20_000  # customers; so many tell the median to within a hundredth of them
LONGER = 2  # times what is promised: of who wrote later than that, too few could have waited so long
BROKEN, KEPT = "promise_broken", "promise_kept"


@dataclass(frozen=True, slots=True)
class Promise:
    """`median` of `answered` + `open` customers who wrote since `since`; None: not reached, or nobody wrote.

    In a flood they are a part of those customers, that has the same waits as all of them.
    longest: what one of them waited at the most, or waits so far.
    """

    promised: timedelta
    median: timedelta | None
    answered: int
    open: int
    since: datetime
    at: datetime
    longest: timedelta = timedelta()

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.open

    @property
    def about(self) -> int | None:
        """The minutes that may be claimed: the median rounded up to the next whole one."""
        return None if self.median is None else -(-self.median // timedelta(minutes=1))

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds at this moment; None when nothing can be said yet: nobody wrote, or too lately."""
        if self.median is not None:
            return self.median <= self.promised
        return False if self.longest > self.promised else None


def promise(connection: Connection, promised: timedelta, now: datetime) -> Promise:
    """How soon customers are answered at `now`."""
    shortest = LONGER * promised
    spans = [span for span in SPANS if span >= shortest] or [shortest]
    for span in spans:  # a busy desk has enough in the shortest and reads no more; a quiet one few in the longest
        shown, longest = _lately(connection, now - span, now)
        if shown.asked >= ENOUGH:
            break
    return Promise(promised, shown.median, shown.answered, shown.open, now - span, now, longest)


def watch_promise(database: Database, clock: Clock, promised: timedelta) -> bool:
    """Writes down that the promise was broken, or is kept again, and tells the managers: once for each turn.

    True when it turned.
    """
    now = clock.now()
    with database.reading() as connection:
        found = promise(connection, promised, now)
        last = _last_told(connection)
    kind = {True: KEPT, False: BROKEN, None: last}[found.kept]
    if kind == last:
        return False
    with database.writing() as connection:
        take_turn(connection, "promise")
        if _last_told(connection) != last:
            return False  # another worker told it meanwhile
        number = record(
            connection, kind, now, promised_minutes=promised // timedelta(minutes=1), about=found.about,
            answered=found.answered, open=found.open,
        )  # fmt: skip
        raise_alarm(
            connection, kind, f"{kind} {number}", now, staff=managers(connection), urgent=kind == BROKEN,
            **turn_words(kind, found),
        )  # fmt: skip
    return True


def turn_words(kind: str, found: Promise) -> dict[str, Any]:
    """What managers are told when the public promise turns."""
    told = {"promised": found.promised // timedelta(minutes=1), "about": found.about}
    if kind == KEPT:
        return said(
            N_("The public promise of %(promised)s min is kept again: half have their answer within %(about)s min."),
            **told,
        )
    if found.about is None:
        return said(N_("The public promise of %(promised)s min is not true any more: most still wait."), **told)
    return said(
        N_("The public promise of %(promised)s min is not true any more: half have their answer within %(about)s min."),
        **told,
    )


def _last_told(connection: Connection) -> str:
    told = select(Event.kind).where(Event.kind.in_((BROKEN, KEPT))).order_by(Event.id.desc()).limit(1)
    return connection.execute(told).scalar() or KEPT


def _lately(connection: Connection, begin: datetime, now: datetime) -> tuple[Figures, timedelta]:
    """The figures of who wrote since then, and the longest of their waits.

    In a flood, those of every second customer, or every tenth: whichever are few enough to read.
    """
    at, until = stored(begin), stored(now)

    def wrote(of: Any) -> Any:
        return (of.kind == FIRST_RESPONSE) & (of.published >= at)

    blocks = since(at)
    count = count_waits(connection, wrote, within=blocks)
    one_of = max(-(-count // MOST), 1)
    some = both(wrote, wanted, lambda of: of.conversation_id % one_of == 0)
    waits = read_waits(connection, some, MEASURED, until, within=blocks)
    everybody, nobody = np.ones(len(waits), dtype=np.bool_), np.zeros(len(waits), dtype=np.int64)
    longest = np.where(is_open(waits), until, waits.ended.values) - waits.published.values
    shown = measured(Grouped(waits, everybody, ~everybody, nobody, nobody), until).total
    return shown, int(longest.max(initial=0)) * MICROSECOND
