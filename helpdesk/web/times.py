"""Moments and durations as people say them. Pure: what depends on the present takes `now`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

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
        return Due("late", f"{rough(-left)} late")
    return Due("soon" if left < SOON else "later", f"due in {rough(left)}")


def ago(moment: datetime, now: datetime) -> str:
    """ "12 min ago"; a moment that is still to come, by a clock that runs ahead, is "just now"."""
    passed = now - moment
    return "just now" if passed < MINUTE else f"{rough(passed)} ago"


def rough(span: timedelta) -> str:
    """A duration in at most two units, rounded down to the minute: "12 min", "2 h 05 min", "3 d 4 h"."""
    if span < MINUTE:
        return "under 1 min"
    if span < HOUR:
        return f"{span // MINUTE} min"
    if span < DAY:
        return f"{span // HOUR} h {span % HOUR // MINUTE:02} min"
    return f"{span // DAY} d {span % DAY // HOUR} h"


def exact(span: timedelta) -> str:
    """A measured duration, to the second below an hour: "42 s", "12 min 05 s", "2 h 05 min"."""
    seconds = span // timedelta(seconds=1)
    if seconds < 60:
        return f"{seconds} s"
    if span < HOUR:
        return f"{seconds // 60} min {seconds % 60:02} s"
    return rough(span)


def to_the_second(span: timedelta) -> str:
    """A duration of which others are the sum: hours, minutes and seconds, as "26:05:09"."""
    seconds = span // timedelta(seconds=1)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def local(moment: datetime, now: datetime, zone: ZoneInfo) -> Markup:
    """The time of day in the desk's zone, with the day when it isn't today, and all of it for machines and on hover."""
    here, today = moment.astimezone(zone), now.astimezone(zone)
    words = f"{here:%H:%M}"
    if here.date() != today.date():
        words = f"{here.day} {here:%b}{'' if here.year == today.year else f' {here.year}'}, {words}"
    whole = f"{here:%A}, {here.day} {here:%B %Y, %H:%M:%S %Z}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(timespec="seconds"), whole, words)
