"""The minute ledger of a clock: each stretch as counted, paused or closed, by which calendar, and why. Pure.

The counted stretches add up to the time taken, to the microsecond, because both are cut from the same intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from helpdesk.language import N_, in_words
from helpdesk.language import gettext as _
from helpdesk.policy.calendars import Calendar
from helpdesk.sla.business_time import NOTHING, BusinessTime

COUNTED, PAUSED, CLOSED = "counted", "paused", "closed"
ROUND_THE_CLOCK: Final = N_("Every minute counts")


class Rule(NamedTuple):
    """From `since` on a clock was counted by this calendar of this revision; without one, every minute counted."""

    since: datetime
    calendar: Calendar | None
    revision: int


class Pause(NamedTuple):
    """While nobody waited; `until` is empty while it lasts."""

    since: datetime
    until: datetime | None


class Stretch(NamedTuple):
    """One line of the receipt."""

    kind: str
    start: datetime
    end: datetime
    why: str
    calendar: Calendar | None
    revision: int
    in_approval: bool = False  # an answer was written, and a colleague had not yet approved it

    @property
    def length(self) -> timedelta:
        """How long it lasted, by any watch."""
        return self.end - self.start


def stretches(start: datetime, end: datetime, rules: Sequence[Rule], pauses: Sequence[Pause]) -> list[Stretch]:
    """Everything from `start` to `end`, without gap or overlap. The first rule begins at `start` or before."""
    found: list[Stretch] = []
    for rule, (begin, stop) in _pieces(start, end, rules):
        time = BusinessTime(rule.calendar)
        for piece_start, piece_end, is_paused in _split(begin, stop, pauses):
            if is_paused:
                why = _("Nobody waited for us")
                found.append(Stretch(PAUSED, piece_start, piece_end, why, rule.calendar, rule.revision))
            else:
                found.extend(_by_hours(piece_start, piece_end, time, rule))
    return found


def told_apart(lines: Sequence[Stretch], approvals: Sequence[Pause]) -> list[Stretch]:
    """The same lines, with what counted while an answer waited for approval as lines of its own."""
    found: list[Stretch] = []
    for line in lines:
        if line.kind != COUNTED:
            found.append(line)
            continue
        for start, end, waited in _split(line.start, line.end, approvals):
            why = " ".join((_("An answer waited for approval."), line.why)) if waited else line.why
            found.append(line._replace(start=start, end=end, why=why, in_approval=waited))
    return found


def counted(lines: Sequence[Stretch]) -> timedelta:
    """The time that counted."""
    return sum((line.length for line in lines if line.kind == COUNTED), NOTHING)


def _pieces(start: datetime, end: datetime, rules: Sequence[Rule]) -> Iterator[tuple[Rule, tuple[datetime, datetime]]]:
    edges = [start, *(min(max(rule.since, start), end) for rule in rules[1:]), end]
    for rule, (begin, stop) in zip(rules, pairwise(edges), strict=True):
        if begin < stop:
            yield rule, (begin, stop)


def _split(start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[tuple[datetime, datetime, bool]]:
    here = start
    for pause in pauses:
        begin, stop = max(pause.since, here), min(pause.until or end, end)
        if begin >= stop:
            continue
        if here < begin:
            yield here, begin, False
        yield begin, stop, True
        here = stop
    if here < end:
        yield here, end, False


def _by_hours(start: datetime, end: datetime, time: BusinessTime, rule: Rule) -> Iterator[Stretch]:
    here = start
    for opens, closes in time.open_between(start, end):
        if here < opens:
            yield _closed(here, opens, rule)
        why = _("Open: %(calendar)s", calendar=rule.calendar.name) if rule.calendar else _(ROUND_THE_CLOCK)
        yield Stretch(COUNTED, opens, closes, why, rule.calendar, rule.revision)
        here = closes
    if here < end:
        yield _closed(here, end, rule)


def _closed(start: datetime, end: datetime, rule: Rule) -> Stretch:
    return Stretch(CLOSED, start, end, _why_closed(start, end, rule.calendar), rule.calendar, rule.revision)


def _why_closed(start: datetime, end: datetime, calendar: Calendar | None) -> str:
    """The special days within, by name; else the hours."""
    assert calendar is not None  # noqa: S101 - only a calendar closes
    zone = ZoneInfo(calendar.zone)
    day, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    names: list[str] = []
    while day <= last and len(names) < 3:
        special = calendar.special_day(day)
        if special is not None:
            date = in_words(datetime.combine(day, datetime.min.time()), _("d MMM"))
            names.append(special.name or _("exception on %(day)s", day=date))
        day += timedelta(days=1)
    return _("Closed: %(days)s", days=", ".join(names)) if names else _("Closed: outside the hours")
