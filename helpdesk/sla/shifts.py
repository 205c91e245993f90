"""Who is in their shift, until when, and what they take, by one revision of the policy. Pure.

Keep it while that revision is in force: it remembers what it has worked out until a shift begins or ends.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy
from helpdesk.sla.opening import Opening

FAR: Final = timedelta(days=14)  # a shift that goes on for longer has no end that matters


class Stint(NamedTuple):
    """Somebody's time in or out of their shift; `until` is when that changes, None when it doesn't within sight."""

    working: bool
    until: datetime | None


NO_SHIFT: Final = Stint(True, None)  # the switch alone decides
NOTHING_SAID: Final = frozenset[str]()


class Shifts:
    """The shifts of everybody whom the policy gives one, and what each person takes.

    What somebody said of themselves when they joined holds as long as the policy says nothing else of it.
    """

    def __init__(self, policy: Policy) -> None:
        self.revision = policy.revision
        self._ceiling = policy.ceiling
        self.duties: dict[str, Duty] = {duty.email: duty for duty in policy.duties}
        self._ceilings = {duty.email: duty.ceiling for duty in policy.duties if duty.ceiling is not None}
        self._daily = {duty.email: duty.daily_ceiling for duty in policy.duties if duty.daily_ceiling is not None}
        self._languages = {duty.email: frozenset(duty.languages) for duty in policy.duties}
        self._topics = {duty.email: frozenset(duty.topics) for duty in policy.duties if duty.topics}
        shifts = {shift.key: shift for shift in policy.shifts}
        openings: dict[str, _Turns] = {key: _Turns(shift) for key, shift in shifts.items()}
        self._turns: dict[str, _Turns] = {}
        for duty in policy.duties:
            if duty.shift in shifts:
                own = _Turns(duty.hours(shifts[duty.shift])) if duty.exceptions else openings[duty.shift]
                self._turns[duty.email] = own

    def stint(self, email: str, now: datetime) -> Stint:
        """Whether this person is in their shift at `now`."""
        turns = self._turns.get(email)
        return NO_SHIFT if turns is None else turns.at(now)

    def ceiling(self, email: str) -> int | None:
        """The most that waits for this person at once; None: as much as comes."""
        return self._ceilings.get(email, self._ceiling)

    def daily_ceiling(self, email: str, own: int | None) -> int | None:
        """The most this person is given in a day; `own` is what they said."""
        return self._daily.get(email, own)

    def languages(self, email: str) -> frozenset[str]:
        """What this person speaks."""
        return self._languages.get(email, NOTHING_SAID)

    def topics(self, email: str, own: frozenset[str]) -> frozenset[str]:
        """The keys of the topics that this person knows best; `own` are those they said."""
        return self._topics.get(email, own)

    def day(self, email: str, now: datetime) -> int:
        """The local date on which a daily ceiling counts, as a number; of UTC for those without a shift."""
        turns = self._turns.get(email)
        return now.astimezone(turns.zone if turns else UTC).toordinal()


class _Turns:
    """One shift in and out of which people come."""

    def __init__(self, calendar: Calendar) -> None:
        self._opening = Opening(calendar)
        self.zone = self._opening.zone
        self._last: tuple[datetime, Stint] | None = None

    def at(self, now: datetime) -> Stint:
        if (
            self._last is None
            or now < self._last[0]
            or (self._last[1].until is not None and now >= self._last[1].until)
        ):
            self._last = (now, self._work_out(now))
        return self._last[1]

    def _work_out(self, now: datetime) -> Stint:
        until: datetime | None = None
        for start, end in self._opening.from_(now):
            if until is None and start > now:
                return Stint(False, start)
            if until is not None and start > until:
                break  # windows that touch are one stint
            until = end
            if until - now > FAR:
                return Stint(True, until)
        return Stint(until is not None, until)
