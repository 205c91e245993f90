"""Calendars to try the arithmetic with: those of real offices, those that hurt, and any that hypothesis thinks of."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from helpdesk.policy.calendars import DAY_MINUTES, EXCEPTION, HOLIDAY, Calendar, SpecialDay, Window


def clock(written: str) -> int:
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)


def hours(*windows: str) -> tuple[Window, ...]:
    """`hours("09:00-12:00", "22:00-06:00")`."""
    made = []
    for window in windows:
        opens, closes = (clock(part) for part in window.split("-"))
        made.append((opens, closes if closes > opens else closes + DAY_MINUTES))
    return tuple(made)


def weekly(zone: str, *windows: str, days: range | None = None, **more: Any) -> Calendar:
    """A calendar with the same hours on each of `days`, Monday to Sunday when none are given."""
    open_days = days if days is not None else range(7)
    return Calendar(
        "office", "Office", zone, tuple(hours(*windows) if day in open_days else () for day in range(7)), **more
    )


def painful(zone: str) -> list[Calendar]:
    """Windows that begin, end or lie where clocks are changed."""
    return [
        weekly(zone, "00:00-24:00"),
        weekly(zone, "09:00-12:30", "13:30-18:00", days=range(5)),
        weekly(zone, "22:00-06:00"),
        weekly(zone, "00:30-00:45", "01:30-02:15", "02:30-03:30", "23:30-00:15"),
        weekly(zone, "02:00-03:00", days=range(6, 7)),
        weekly(zone, "00:00-00:01", "01:59-02:01"),
    ]


def any_calendar(zone: str, near: date, seed: int) -> Calendar:
    """One at random, with special days around `near`."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    week = tuple(_any_windows(dice) for _ in range(7))
    if not any(week):
        week = (hours("10:00-16:00"), *week[1:])
    special = tuple(
        SpecialDay(near + timedelta(days=offset), _any_windows(dice), dice.choice((HOLIDAY, EXCEPTION)), "any")
        for offset in range(-3, 4)
        if dice.random() < 0.3
    )
    return Calendar("any", "Any", zone, week, special)


def _any_windows(dice: random.Random) -> tuple[Window, ...]:
    edges = sorted(dice.sample(range(0, DAY_MINUTES, dice.choice((1, 15, 60))), k=2 * dice.choice((0, 1, 1, 2, 3))))
    windows = list(zip(edges[::2], edges[1::2], strict=True))
    if windows and dice.random() < 0.2:
        windows[-1] = (windows[-1][0], min(windows[-1][0] + DAY_MINUTES, DAY_MINUTES + dice.randrange(1, 600)))
    return tuple(windows)


@st.composite
def calendars(draw: st.DrawFn, zones: tuple[str, ...]) -> Calendar:
    """Any calendar, of any zone."""
    near = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 7 * 365)))
    return any_calendar(draw(st.sampled_from(zones)), near, draw(st.integers(0, 2**32)))


def without_a_special_day(calendar: Calendar, which: int) -> Calendar:
    """The same without one of its closed special days."""
    closed = [day for day in calendar.special if not day.windows]
    gone = closed[which % len(closed)]
    return replace(calendar, special=tuple(day for day in calendar.special if day is not gone))
