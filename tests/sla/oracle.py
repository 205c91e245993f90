"""What the clocks are held to: walks through UTC minute by minute and asks whether this minute is open.

It knows nothing of the program but what a calendar is. A window of a local date begins with the first minute whose wall
clock has reached its opening and ends with the last whose wall clock hasn't reached its closing: whatever the zone does
in between, and also when that wall time never comes, or comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np

from helpdesk.policy.calendars import Calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Johannesburg", "America/Asuncion",
    "America/Chicago",
    "America/Havana", "America/Los_Angeles", "America/New_York", "America/Nuuk", "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Almaty",
    "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran", "Atlantic/Azores",
    "Australia/Adelaide", "Australia/Lord_Howe", "Europe/Chisinau", "Europe/London", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Kiritimati",
)  # fmt: skip


@dataclass(frozen=True)
class Walk:
    """The minutes from `start` on, with what the wall clocks of a zone show in each."""

    zone: str
    start: datetime
    minutes: int

    @cached_property
    def walls(self) -> list[datetime]:
        zone = ZoneInfo(self.zone)
        moments = (self.start + number * MINUTE for number in range(self.minutes))
        return [moment.astimezone(zone).replace(tzinfo=None) for moment in moments]

    def open(self, calendar: Calendar) -> list[bool]:
        """Which of the minutes are open; true a day away from both ends of the walk, and nearer perhaps not."""
        found = np.zeros(self.minutes, dtype=bool)
        day = self.walls[0].date() - 2 * DAY
        while day <= self.walls[-1].date():
            for opens, closes in calendar.windows(day):
                midnight = np.datetime64(day, "m")
                begins = np.flatnonzero(self._walls >= midnight + opens)
                ends = np.flatnonzero(self._walls < midnight + closes)
                if begins.size and ends.size:
                    found[begins[0] : ends[-1] + 1] = True
            day += DAY
        return [bool(each) for each in found]

    @cached_property
    def _walls(self) -> np.ndarray:
        return np.array(self.walls, dtype="datetime64[m]")

    def number(self, moment: datetime) -> int:
        return (moment - self.start) // MINUTE


@dataclass(frozen=True)
class Counted:
    """The same arithmetic as the program's, by counting the minutes of one walk one by one."""

    walk: Walk
    is_open: list[bool]

    @cached_property
    def passed(self) -> list[int]:
        """How many minutes were open before each."""
        return [0, *accumulate(int(each) for each in self.is_open)]

    def between(self, start: datetime, end: datetime) -> timedelta:
        return (self.passed[self.walk.number(end)] - self.passed[self.walk.number(start)]) * MINUTE

    def add(self, start: datetime, minutes: int) -> datetime | None:
        """None when the walk ends before."""
        moment, left = start, minutes
        while left:
            number = self.walk.number(moment)
            if number >= self.walk.minutes:
                return None
            left -= self.is_open[number]
            moment += MINUTE
        return moment


def transitions(zone: str, first_year: int, last_year: int) -> list[datetime]:
    """Every moment of these years at which the zone's offset changes, to the minute."""
    here = ZoneInfo(zone)
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    found = []
    while moment < end:
        before, after = moment, moment + DAY
        offset = before.astimezone(here).utcoffset()
        if after.astimezone(here).utcoffset() != offset:
            while after - before > MINUTE:
                middle = before + (after - before) // MINUTE // 2 * MINUTE
                same = middle.astimezone(here).utcoffset() == offset
                before, after = (middle, after) if same else (before, middle)
            found.append(after)
        moment += DAY
    return found
