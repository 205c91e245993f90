"""P1 everywhere: `python -m tests.sla.sweep` holds the arithmetic to the oracle at every change of the clocks.

30 zones, every transition from 2024 to 2030 with 36 hours on either side, and a dozen calendars at each. The default
test run does a sample of the same, another one each day of the year.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from helpdesk.sla.business_time import BusinessTime
from tests.sla.hours import any_calendar, painful
from tests.sla.oracle import MINUTE, ZONES, Counted, Walk, transitions

FIRST_YEAR, LAST_YEAR = 2024, 2030
AROUND = timedelta(hours=36)
MARGIN = timedelta(days=2)  # of the walk beyond what is asked, so that its ends don't matter
STARTS = 12  # for each calendar at each transition
AMOUNTS = (1, 15, 30, 45, 60, 240, 600)  # minutes


def every_transition() -> list[tuple[str, datetime]]:
    return [(zone, moment) for zone in ZONES for moment in transitions(zone, FIRST_YEAR, LAST_YEAR)]


def wrong_around(zone: str, moment: datetime, *, random_calendars: int, starts: int = STARTS) -> list[str]:
    """Where the program and the oracle differ within 36 hours of this moment."""
    begin, end = moment - AROUND, moment + AROUND
    walk = Walk(zone, begin - MARGIN, (end - begin + 2 * MARGIN) // MINUTE)
    dice = random.Random(f"{zone} {moment}")  # noqa: S311 - not for secrets
    near = walk.walls[len(walk.walls) // 2].date()
    some = [any_calendar(zone, near, dice.randrange(2**32)) for _ in range(random_calendars)]
    found = []
    for calendar in (*painful(zone), *some):
        counted, time_of = Counted(walk, walk.open(calendar)), BusinessTime(calendar)
        for _ in range(starts):
            start = begin + dice.randrange(2 * AROUND // MINUTE) * MINUTE
            minutes = dice.choice(AMOUNTS)
            expected = counted.add(start, minutes)
            if expected is not None and expected <= end + MARGIN / 2:
                got = time_of.add(start, minutes * MINUTE)
                if got != expected:
                    found.append(f"{calendar}: {start} + {minutes} min is {expected}, not {got}")
            later = start + dice.randrange(1, 2_000) * MINUTE
            if later <= end + MARGIN / 2 and time_of.between(start, later) != counted.between(start, later):
                found.append(f"{calendar}: from {start} to {later} is {counted.between(start, later)}")
    return found


def main(places: Iterable[tuple[str, datetime]]) -> int:
    """Says how many transitions were looked at and what was wrong; 1 when anything was."""
    began, wrong, looked = time.monotonic(), 0, 0
    for zone, moment in places:
        for each in wrong_around(zone, moment, random_calendars=6):
            print(each)  # noqa: T201 - a command
            wrong += 1
        looked += 1
    print(f"{looked} transitions of {len(ZONES)} zones: {wrong} wrong, {time.monotonic() - began:.0f} s")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(every_transition()))
