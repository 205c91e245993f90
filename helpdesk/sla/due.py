"""When a promise falls due, thousands of times a second. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from helpdesk.policy.calendars import Calendar
from helpdesk.sla.business_time import BusinessTime
from helpdesk.sla.open_time import open_time

MINUTE: Final = 60_000_000  # microseconds


class NeverDue(Exception):
    """The calendar never opens again, so nothing can be promised by it."""


class DueTimes:
    """Due times by the calendars of one policy revision, in microseconds since 1970 as the records hold them."""

    def __init__(self, calendars: Iterable[Calendar] = ()) -> None:
        self._calendars = {calendar.key: calendar for calendar in calendars}
        self._open = {key: open_time(calendar) for key, calendar in self._calendars.items()}
        self._times: dict[str, BusinessTime] = {}

    def time(self, calendar: str | None) -> BusinessTime:
        """Counting by this calendar; without one, or by one that this revision doesn't have, every minute counts."""
        if calendar is None or calendar not in self._calendars:
            return ALL_THE_TIME
        if calendar not in self._times:
            self._times[calendar] = BusinessTime(self._calendars[calendar])
        return self._times[calendar]

    def due(self, calendar: str | None, started_at: int, amount: int) -> int:
        """The last moment at which a promise of `amount` (microseconds of open time, some) is kept. Raises NeverDue."""
        hours = None if calendar is None else self._open.get(calendar)
        if hours is None:
            return started_at + amount
        due = hours.add(started_at, amount)
        if due is None:
            raise NeverDue(f"The calendar {calendar!r} never opens again.")
        return due


ALL_THE_TIME: Final = BusinessTime()
