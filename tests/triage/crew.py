"""Who is on duty in a simulated time, worked out by plain arithmetic with wall clocks and never asked of the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.policy.calendars import EXCEPTION, SpecialDay
from helpdesk.policy.duties import Duty

Shift = tuple[str, int, int]
"""Zone, beginning and length in minutes. All begin and end on a quarter of an hour."""

QUARTER = timedelta(minutes=15)


@dataclass
class Worker:
    """One of them, as the simulation knows them. `off` are their days off; the policy says `own_ceiling` of them, and
    `ceiling` of those of whom it says nothing."""

    id: int
    teams: frozenset[int]
    shift: Shift | None
    off: frozenset[date]
    own_ceiling: int | None
    ceiling: int
    daily_ceiling: int | None
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    switch: bool = True
    _same: tuple[datetime, datetime] | None = field(default=None, repr=False)  # from when until when nothing changes

    @property
    def email(self) -> str:
        """Their address."""
        return f"agent{self.id}@brightbyte.example"

    @property
    def duty(self) -> Duty:
        """What the policy says of them."""
        off = tuple(SpecialDay(day, (), EXCEPTION) for day in sorted(self.off))
        zone = self.shift[0] + f" {self.shift[1]}" if self.shift else None
        return Duty(self.email, zone, off, self.own_ceiling, self.daily_ceiling, self.languages, self.topics)

    def working(self, now: datetime) -> bool:
        """On duty by shift, the switch aside."""
        if self.shift is None:
            return True
        zone, begins, lasts = self.shift
        local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for days in (0, 1):
            day = local.date() - timedelta(days=days)
            start = datetime.combine(day, time()) + timedelta(minutes=begins)
            if day not in self.off and start <= local < start + timedelta(minutes=lasts):
                return True
        return False

    def today(self, now: datetime) -> date:
        """The day on which their daily ceiling counts."""
        return now.astimezone(ZoneInfo(self.shift[0]) if self.shift else UTC).date()

    def changes(self, now: datetime) -> datetime | None:
        """When their shift begins or ends next; it is looked for in quarters of an hour."""
        if self.shift is None:
            return None
        if self._same is None or not self._same[0] <= now < self._same[1]:
            at = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
            while self.working(at) == self.working(now):
                at += QUARTER
            self._same = now, at
        return self._same[1]
