"""From days on a calendar to moments in UTC. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=366 * 5)
DEFAULT_DAYS = 28


class PeriodMistake(ValueError):
    """The period can't be used; the sentence says why."""


@dataclass(frozen=True)
class Period:
    """Whole days in one zone: from `start` up to, but not with, `end`."""

    first_day: date
    last_day: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment of the first day, in UTC."""
        return _midnight(self.first_day, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after the last day, in UTC."""
        return _midnight(self.last_day + timedelta(days=1), self.zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment, as people in this zone would say."""
        return moment.astimezone(self.zone).date()


def period_of(first: str | None, last: str | None, zone: str, now: datetime) -> Period:
    """The period of two dates such as 2026-03-01; the last 28 days, today included, when none are given.

    Raises PeriodMistake for dates that are none, upside down, or further apart than five years.
    """
    where = ZoneInfo(zone)
    today = now.astimezone(where).date()
    last_day = _day(last) if last else today
    first_day = _day(first) if first else last_day - timedelta(days=DEFAULT_DAYS - 1)
    if first_day > last_day:
        raise PeriodMistake(f"The period ends ({last_day}) before it begins ({first_day}).")
    if last_day - first_day > LONGEST:
        raise PeriodMistake("A period can be five years long at the most.")
    return Period(first_day, last_day, where)


def _day(words: str) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise PeriodMistake(f"{words[:20]!r} is no date; write it like 2026-03-01.") from None
    if not 1970 <= day.year <= 2200:
        raise PeriodMistake(f"{day} is too far away.")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day; where the clocks skip midnight, the first moment there is."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
