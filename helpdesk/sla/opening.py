"""When a calendar is open, as intervals of UTC. Pure.

Windows are local wall time and become instants for each local date by itself, so all that follows is plain
subtraction. Where the clocks change: a time that doesn't exist is the first instant after the jump; of a time that
comes twice, opening means the first, and closing is when the last moment before it has passed for the second time. So a
window is as long as it really is that day. (Closing at 23:00 where 23:00 to 24:00 comes twice is the first 23:00: the
moments before it came once.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from helpdesk.policy.calendars import Calendar

MINUTE: Final = timedelta(minutes=1)
INSTANT: Final = timedelta(microseconds=1)
DAY: Final = timedelta(days=1)
LOOK_BACK: Final = (
    2 * DAY
)  # a window that opened two local days ago may still be open: dates and UTC differ by up to 14 h
BARREN: Final = 60  # days after the last special one without an open minute: then it never opens


class Interval(NamedTuple):
    """Open from `start` until, but without, `end`."""

    start: datetime
    end: datetime


class Opening:
    """The open intervals of one calendar. Keeps what it has worked out."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone)
        self._day = lru_cache(maxsize=4_096)(self._intervals_of_day)

    def from_(self, at: datetime) -> Iterator[Interval]:
        """The open intervals that end after `at`, in order and apart; ends when nothing will ever open again."""
        day, edge = (at.astimezone(self.zone) - LOOK_BACK).date(), None
        barren = 0
        while True:
            found = False
            for start, end in self._day(day):
                if edge is not None and start < edge:
                    start = edge  # the window before it reaches into this one
                if end <= start:
                    continue
                found = True
                if end > at:
                    yield Interval(start, end)
                edge = end
            barren = 0 if found or day <= self.calendar.last_special else barren + 1
            if barren > BARREN or day.year >= date.max.year - 1:
                return
            day += DAY

    def _intervals_of_day(self, day: date) -> tuple[Interval, ...]:
        return tuple(
            Interval(self._opens(day, opens), self._closes(day, closes)) for opens, closes in self.calendar.windows(day)
        )

    def _opens(self, day: date, minutes: int) -> datetime:
        first, second = self._instants(day, minutes * MINUTE)
        return first if first <= second else self._jump(second, first)

    def _closes(self, day: date, minutes: int) -> datetime:
        first, second = self._instants(day, minutes * MINUTE - INSTANT)
        return second + INSTANT if first <= second else self._jump(second, first)

    def _instants(self, day: date, since_midnight: timedelta) -> tuple[datetime, datetime]:
        """The first and the second instant of a local time: mostly the same, and the wrong way round in a jump."""
        wall = datetime.combine(day, time()) + since_midnight
        first, second = (wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return first, second

    def _jump(self, before: datetime, after: datetime) -> datetime:
        """The instant between the two at which the zone's offset changes."""
        old = before.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            if middle.astimezone(self.zone).utcoffset() == old:
                before = middle
            else:
                after = middle
        return after.replace(microsecond=0)
