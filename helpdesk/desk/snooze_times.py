"""When a conversation that is put off comes back: the choices of the menu, in the zone of whoever chooses. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from helpdesk.language import gettext as _

MORNING = time(9)
MONDAY = 0
AT_LEAST = timedelta(minutes=30)  # "this morning" is no choice at 8:55


class Later(NamedTuple):
    """One choice: its key for the form, its words, and the moment."""

    key: str
    words: str
    moment: datetime


def choices(now: datetime, zone: ZoneInfo) -> tuple[Later, ...]:
    """What the menu offers at `now`, the soonest first."""
    here = now.astimezone(zone)

    def morning(days: int) -> datetime:
        return datetime.combine(here.date() + timedelta(days=days), MORNING, zone).astimezone(now.tzinfo)

    to_monday = (MONDAY - here.weekday()) % 7 or 7
    offered = (
        Later("hour", _("For an hour"), now + timedelta(hours=1)),
        Later("three", _("For three hours"), now + timedelta(hours=3)),
        Later("morning", _("Until 9:00 this morning"), morning(0)),
        Later("tomorrow", _("Until 9:00 tomorrow"), morning(1)),
        Later("monday", _("Until 9:00 on Monday"), morning(to_monday)),
    )
    return tuple(each for each in offered if each.moment - now >= AT_LEAST and (each.key != "monday" or to_monday > 1))


def wanted(key: str, at: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that a form names: a choice by its key, or a time `at` of `zone` ("2026-03-02T14:30")."""
    for each in choices(now, zone):
        if each.key == key:
            return each.moment
    try:
        named = datetime.fromisoformat(at)
        return (named if named.tzinfo else named.replace(tzinfo=zone)).astimezone(now.tzinfo)
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no time elsewhere
        return None
