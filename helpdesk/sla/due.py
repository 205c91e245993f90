"""When a promise falls due, thousands of times a second. Pure.

Calendars change between open and closed on whole minutes only, so one look-up serves all posts of the same minute: in
an open minute the seconds are carried along, in a closed one they don't matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from helpdesk.policy.calendars import Calendar
from helpdesk.sla.business_time import NOTHING, BusinessTime

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
MINUTE: Final = 60_000_000  # microseconds
MOST_REMEMBERED: Final = 50_000


class NeverDue(Exception):
    """The calendar never opens again, so nothing can be promised by it."""


class DueTimes:
    """Due times by the calendars of one policy revision, in microseconds since 1970 as the records hold them."""

    def __init__(self, calendars: Iterable[Calendar] = ()) -> None:
        self._times = {calendar.key: BusinessTime(calendar) for calendar in calendars}
        self._open: dict[tuple[str, int], bool] = {}
        self._due: dict[tuple[str, int, int], tuple[int, int]] = {}

    def time(self, calendar: str | None) -> BusinessTime:
        """Counting by this calendar; without one, or by one that this revision doesn't have, every minute counts."""
        return ALL_THE_TIME if calendar is None else self._times.get(calendar, ALL_THE_TIME)

    def due(self, calendar: str | None, started_at: int, amount: int) -> int:
        """The last moment at which a promise of `amount` (microseconds of open time, some) is kept. Raises NeverDue."""
        if calendar is None or calendar not in self._times:
            return started_at + amount
        minute, rest = divmod(started_at, MINUTE)
        is_open = self._open.get((calendar, minute))
        if is_open is None:
            is_open = self._look(calendar, minute)
        minutes, rest = divmod(amount + rest if is_open else amount, MINUTE)
        known = self._due.get((calendar, minute, minutes))
        if known is None:
            known = self._work_out(calendar, minute, minutes)
        return known[1] + rest if rest else known[0]

    def _look(self, calendar: str, minute: int) -> bool:
        if len(self._open) >= MOST_REMEMBERED:
            self._open.clear()
        found = self._times[calendar].between(_moment(minute), _moment(minute + 1)) > NOTHING
        self._open[calendar, minute] = found
        return found

    def _work_out(self, calendar: str, minute: int, minutes: int) -> tuple[int, int]:
        """What `minutes` after the beginning of a minute lead to, and where the open minute after that begins."""
        if len(self._due) >= MOST_REMEMBERED:
            self._due.clear()
        time, start = self._times[calendar], _moment(minute)
        exact, after = (time.add(start, timedelta(minutes=each)) for each in (minutes, minutes + 1))
        if exact is None or after is None:
            raise NeverDue(f"The calendar {calendar!r} never opens again.")
        made = ((exact - EPOCH) // MICROSECOND, (after - EPOCH) // MICROSECOND - MINUTE)
        self._due[calendar, minute, minutes] = made
        return made


def _moment(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)


ALL_THE_TIME: Final = BusinessTime()
