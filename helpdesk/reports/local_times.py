"""Days, weeks and hours of many moments at once, as the clocks of a zone show them. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from helpdesk.reports.columns import Numbers
from helpdesk.reports.periods import Period

SECOND = 1_000_000  # microseconds
HOUR, DAY = 3_600 * SECOND, 86_400 * SECOND
EPOCH = date(1970, 1, 1)  # a Thursday


class LocalTimes:
    """The clocks of a period's zone, for moments within it (microseconds since 1970 in UTC)."""

    def __init__(self, period: Period) -> None:
        self._changes, self._offsets = _offsets(period.zone, period.first_day, period.last_day)

    def days(self, moments: Numbers) -> Numbers:
        """The day of each: how many days after 1970-01-01."""
        return np.asarray(self._local(moments) // DAY)

    def weeks(self, moments: Numbers, first_weekday: int) -> Numbers:
        """The first day of each one's week, for an office whose weeks begin on `first_weekday` (0 is Monday)."""
        days = self.days(moments)
        return np.asarray(days - (days + EPOCH.weekday() - first_weekday) % 7)

    def hours(self, moments: Numbers) -> Numbers:
        """The hour of the week of each: 0 for Monday from midnight to one."""
        return np.asarray((self._local(moments) // HOUR + EPOCH.weekday() * 24) % (7 * 24))

    def _local(self, moments: Numbers) -> Numbers:
        if len(self._offsets) == 1:
            return np.asarray(moments + self._offsets[0])
        return np.asarray(moments + self._offsets[np.searchsorted(self._changes, moments, side="right")])


def date_of(day: int) -> date:
    """The date so many days after 1970-01-01."""
    return EPOCH + timedelta(days=day)


def day_name(day: int) -> str:
    """The same as a key: 2026-03-01."""
    return str(date_of(day))


@lru_cache(maxsize=64)
def _offsets(zone: ZoneInfo, first_day: date, last_day: date) -> tuple[Numbers, Numbers]:
    """When the clocks change from a day before the period to one after, and how far from UTC they are in between."""
    noons = [
        datetime.combine(first_day + timedelta(days=number), time(12), tzinfo=UTC)
        for number in range(-2, (last_day - first_day).days + 3)
    ]
    changes = [
        _change(zone, before, after)
        for before, after in pairwise(noons)
        if _offset(zone, before) != _offset(zone, after)
    ]
    offsets = [_offset(zone, noons[0]), *(_offset(zone, change) for change in changes)]
    moments = [round(change.timestamp()) * SECOND for change in changes]
    return np.array(moments, dtype=np.int64), np.array(offsets, dtype=np.int64) * SECOND


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    away = moment.astimezone(zone).utcoffset()
    return 0 if away is None else away // timedelta(seconds=1)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second between two moments at which the clocks show what they show at the later one."""
    low, high = 0, (after - before) // timedelta(seconds=1)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, before + timedelta(seconds=middle)) == _offset(zone, before):
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
