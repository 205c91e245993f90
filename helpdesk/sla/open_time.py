"""How much open time lies between two moments, and when so much has passed. Pure; microseconds since 1970, as stored.

`BusinessTime` says the same and goes through the days; this looks moments up in sums that it keeps, a million a second.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from helpdesk.policy.calendars import Calendar
from helpdesk.sla.opening import Opening

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
MARGIN: Final = timedelta(days=32) // MICROSECOND


class _Known(NamedTuple):
    """The windows from `first` to `last`, and the open time before each. Never changed: threads share it.

    `no_more`: it never opens after them.
    """

    first: int
    last: int
    no_more: bool
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]


class OpenTime:
    """The open time of one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._opening = Opening(calendar)
        self._known: _Known | None = None

    def between(self, start: int, end: int) -> int:
        """The open time from `start` to `end`; 0 when `end` comes first."""
        if end <= start:
            return 0
        known = self._known
        if known is None or start < known.first or end > known.last:
            self._known = known = self._read(known, start, end)
        return _until(known, end) - _until(known, start)

    def add(self, start: int, amount: int) -> int | None:
        """The first moment at which `amount` of open time, some, has passed since `start`; None when it never will."""
        known = self._known
        if known is None or start < known.first or start > known.last:
            self._known = known = self._read(known, start, start)
        wanted = _until(known, start) + amount
        while known.before[-1] < wanted:
            if known.no_more:
                return None
            self._known = known = self._read(known, start, known.last + 1)
            wanted = _until(known, start) + amount
        place = bisect_left(known.before, wanted) - 1
        return known.starts[place] + wanted - known.before[place]

    def _read(self, known: _Known | None, start: int, end: int) -> _Known:
        """Far enough that many moments need few readings."""
        first, last = min(start, known.first if known else start), max(end, known.last if known else end)
        margin = max(MARGIN, (last - first) // 4)
        first, last, no_more = first - margin, last + margin, True
        starts: list[int] = []
        ends: list[int] = []
        for opens, closes in self._opening.from_(EPOCH + first * MICROSECOND):
            begins = (opens - EPOCH) // MICROSECOND
            if begins >= last:
                no_more = False
                break
            starts.append(max(begins, first))
            ends.append((closes - EPOCH) // MICROSECOND)
        lengths = [end - start for start, end in zip(starts, ends, strict=True)]
        return _Known(first, last, no_more, tuple(starts), tuple(ends), tuple(accumulate(lengths, initial=0)))


def _until(known: _Known, moment: int) -> int:
    place = bisect_right(known.starts, moment)
    if not place:
        return 0
    return known.before[place - 1] + min(moment, known.ends[place - 1]) - known.starts[place - 1]


@lru_cache(maxsize=256)
def open_time(calendar: Calendar) -> OpenTime:
    """The open time of a calendar, with what was worked out before: the same calendar is in revision after revision."""
    return OpenTime(calendar)
