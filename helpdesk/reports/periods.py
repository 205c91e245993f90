"""From days on a calendar to moments in UTC, and back. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.language import N_
from helpdesk.language import gettext as _

LONGEST = timedelta(days=366 * 5)
DEFAULT_DAYS = 28
HOURS_OF_WEEK = 168
WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class PeriodMistake(ValueError):
    """The period can't be used; the sentence says why."""


class TooMany(PeriodMistake):
    """What is asked would have to be read one by one, and is too much of it for a page that somebody waits for."""


@dataclass(frozen=True)
class Period:
    """Whole days in one zone: from `start` up to, but not with, `end`."""

    first_day: date
    last_day: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment of the first day, in UTC."""
        return midnight(self.first_day, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after the last day, in UTC."""
        return midnight(self.last_day + timedelta(days=1), self.zone)

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    @property
    def days(self) -> list[date]:
        """All of its days."""
        return [self.first_day + timedelta(days=number) for number in range(self.length)]

    @property
    def before(self) -> Period:
        """As many days, ending just before this period: what it is compared with."""
        last_day = self.first_day - timedelta(days=1)
        return Period(last_day - timedelta(days=self.length - 1), last_day, self.zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment, as people in this zone would say."""
        return moment.astimezone(self.zone).date()

    def part(self, first_day: date, last_day: date) -> Period:
        """What of these days lies inside this period."""
        return Period(max(first_day, self.first_day), min(last_day, self.last_day), self.zone)

    def hours(self) -> Iterator[tuple[datetime, datetime, date, int]]:
        """Each clock hour of the period: its start and end in UTC, its day, and its hour of the day there.

        A day on which the clocks change has 23 or 25 of them; an hour that comes twice is told twice.
        """
        start, end = self.start, self.end
        while start < end:
            here = start.astimezone(self.zone)
            following = start + timedelta(hours=1) - timedelta(minutes=here.minute, seconds=here.second)
            yield start, min(following, end), here.date(), here.hour
            start = following


def period_of(first: str | None, last: str | None, zone: str, now: datetime) -> Period:
    """The period of two dates such as 2026-03-01; the last 28 days, today included, when none are given.

    Raises PeriodMistake for dates that are none, upside down, or further apart than five years.
    """
    where = ZoneInfo(zone)
    today = now.astimezone(where).date()
    last_day = _day(last) if last else today
    first_day = _day(first) if first else last_day - timedelta(days=DEFAULT_DAYS - 1)
    if first_day > last_day:
        raise PeriodMistake(
            _(
                "The period ends (%(last_day)s) before it begins (%(first_day)s).",
                last_day=last_day,
                first_day=first_day,
            )
        )
    if last_day - first_day > LONGEST:
        raise PeriodMistake(_("A period can be five years long at the most."))
    return Period(first_day, last_day, where)


def week_of(day: date, first_weekday: int) -> date:
    """The day on which the week of `day` began, for an office whose weeks begin on `first_weekday` (0 is Monday)."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def hour_of_week(moment: datetime, zone: ZoneInfo) -> int:
    """0 for Monday from midnight to one, 167 for Sunday's last hour, as the clocks in `zone` show it."""
    here = moment.astimezone(zone)
    return here.weekday() * 24 + here.hour


def hour_name(hour: int) -> str:
    """ "Mon 09:00"."""
    day = _(SHORT_WEEKDAYS[hour // 24])
    return f"{day} {hour % 24:02}:00"


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day in UTC; where the clocks skip midnight, the first moment there is."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _day(words: str) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise PeriodMistake(_("%(it)s is no date; write it like 2026-03-01.", it=repr(words[:20]))) from None
    if not 1970 <= day.year <= 2200:
        raise PeriodMistake(_("%(day)s is too far away.", day=day))
    return day
