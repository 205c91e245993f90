"""Moments and durations as people say them. Pure: what depends on the present takes `now`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from helpdesk.language import gettext as _
from helpdesk.language import in_words

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = timedelta(minutes=15)


class Due(NamedTuple):
    """How near a due time is: `state` decides the shape beside the `words`."""

    state: Literal["late", "soon", "later"]
    words: str


def due(moment: datetime, now: datetime) -> Due:
    """ "due in 12 min", "3 min late"."""
    left = moment - now
    if left < timedelta(0):
        return Due("late", _("%(time)s late", time=rough(-left)))
    return Due("soon" if left < SOON else "later", _("due in %(time)s", time=rough(left)))


def ago(moment: datetime, now: datetime) -> str:
    """ "12 min ago"; a moment that is still to come, by a clock that runs ahead, is "just now"."""
    passed = now - moment
    return _("just now") if passed < MINUTE else _("%(time)s ago", time=rough(passed))


def rough(span: timedelta) -> str:
    """A duration in at most two units, rounded down to the minute: "12 min", "2 h 05 min", "3 d 4 h"."""
    if span < MINUTE:
        return _("under 1 min")
    if span < HOUR:
        return _("%(minutes)d min", minutes=span // MINUTE)
    if span < DAY:
        return _("%(hours)d h %(minutes)02d min", hours=span // HOUR, minutes=span % HOUR // MINUTE)
    return _("%(days)d d %(hours)d h", days=span // DAY, hours=span % DAY // HOUR)


def exact(span: timedelta) -> str:
    """A measured duration, to the second below an hour: "42 s", "12 min 05 s", "2 h 05 min"."""
    seconds = span // timedelta(seconds=1)
    if seconds < 60:
        return _("%(seconds)d s", seconds=seconds)
    if span < HOUR:
        return _("%(minutes)d min %(seconds)02d s", minutes=seconds // 60, seconds=seconds % 60)
    return rough(span)


def to_the_second(span: timedelta) -> str:
    """A duration of which others are the sum: hours, minutes and seconds, as "26:05:09"."""
    seconds = span // timedelta(seconds=1)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def local(moment: datetime, now: datetime, zone: ZoneInfo) -> Markup:
    """The time of day in `zone`, with the day when it isn't today, and all of it for machines and on hover."""
    here, today = moment.astimezone(zone), now.astimezone(zone)
    words = f"{here:%H:%M}"
    if here.date() != today.date():
        # Both are patterns of dates, as CLDR writes them.
        words = in_words(here, _("d MMM, HH:mm") if here.year == today.year else _("d MMM y, HH:mm"))
    day_and_time = in_words(here, _("EEEE, d MMMM y, HH:mm:ss"))
    whole = f"{day_and_time} {here:%Z}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(timespec="seconds"), whole, words)


def dated(moment: datetime, zone: ZoneInfo) -> str:
    """Day, year and time of day, for what is read at another time than now: "26 Nov 2026, 14:05"."""
    return in_words(moment.astimezone(zone), _("d MMM y, HH:mm"))


def short_date(day: date) -> str:
    """A day without its year: "26 Nov"."""
    return in_words(datetime.combine(day, time()), _("d MMM"))
