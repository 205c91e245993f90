"""Counting with open time only. Pure; moments are aware, and every difference is taken in UTC.

Without a calendar every minute counts. `add` and `between` are each other's inverse: `between(s, add(s, n)) == n`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from helpdesk.policy.calendars import Calendar
from helpdesk.sla.opening import Interval, Opening

NOTHING: Final = timedelta(0)


class BusinessTime:
    """The time that counts by one calendar; by none, all of it."""

    def __init__(self, calendar: Calendar | None = None) -> None:
        self.calendar = calendar
        self._opening = Opening(calendar) if calendar else None

    def add(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first moment at which `amount` of open time has passed since `start`; None when it never will.

        It lies in an open minute or at the end of a window, and is `start` itself for no amount.
        """
        start = start.astimezone(UTC)
        if self._opening is None or amount <= NOTHING:
            return start + max(amount, NOTHING)
        left = amount
        for opens, closes in self._opening.from_(start):
            begin = max(opens, start)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The open time from `start` to `end`; none when `end` comes first."""
        total = NOTHING
        for opens, closes in self.open_between(start, end):
            total += closes - opens
        return total

    def open_between(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """The open intervals within two moments, cut to them."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return
        if self._opening is None:
            yield Interval(start, end)
            return
        for opens, closes in self._opening.from_(start):
            if opens >= end:
                return
            yield Interval(max(opens, start), min(closes, end))
