"""Reads a calendar as managers write it, and says everything that is wrong with it.

hours = { mon-fri = ["09:00-12:30", "13:30-18:00"], sat = ["22:00-06:00"] }
holidays = ["GB-ENG"]
exceptions = { "2026-12-24" = ["09:00-12:00"], "2026-12-31" = [] }
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from zoneinfo import available_timezones

from helpdesk.policy.calendars import DAY_MINUTES, DAYS, EXCEPTION, HOLIDAY, Calendar, SpecialDay, Window
from helpdesk.policy.public_holidays import UnknownHolidays, public_holidays, until

_WINDOW = re.compile(r"(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)")
MOST_EXCEPTIONS = 1_000
WRITTEN_LIKE = "write 09:00-17:30, up to 24:00, or 22:00-06:00 over midnight"
MOST_SHOWN = 40  # characters of what can't be read


class Mistakes:
    """Collects what is wrong with one calendar, or whatever else `about` names."""

    def __init__(self, about: str) -> None:
        self._about = about
        self.found: list[str] = []

    def add(self, what: str) -> None:
        """One more."""
        self.found.append(f"{self._about}: {what}.")


def calendar_of(
    *, key: str, name: str, zone: str, hours: Mapping[str, Sequence[str]], holidays: Sequence[str] = (),
    exceptions: Mapping[str, Sequence[str]] | None = None, today: date, noun: str = "calendar",
) -> tuple[Calendar, list[str]]:  # fmt: skip
    """The calendar, its holidays resolved as of `today`, and a sentence for each mistake; use it only without any."""
    mistakes = Mistakes(f"{noun} {key!r}")
    if zone not in available_timezones():
        mistakes.add(f"there is no time zone {zone!r}; use an IANA name such as Europe/Brussels")
    week = _week(hours, mistakes)
    if not any(week):
        mistakes.add("it never opens; give it hours")
    special = {day: SpecialDay(day, (), HOLIDAY, why) for day, why in _holidays(holidays, today, mistakes).items()}
    special |= {day.on: day for day in exceptions_of(exceptions or {}, mistakes)}
    known_until = until(today) if holidays else None
    days = tuple(special[day] for day in sorted(special))
    return Calendar(key, name, zone, week, days, tuple(holidays), known_until), mistakes.found


def _week(hours: Mapping[str, Sequence[str]], mistakes: Mistakes) -> tuple[tuple[Window, ...], ...]:
    week: list[tuple[Window, ...] | None] = [None] * len(DAYS)
    for written, windows in hours.items():
        days = _days(written)
        if not days:
            mistakes.add(f"{written[:MOST_SHOWN]!r} names no days; write mon, mon-fri or daily")
        read = _windows(windows, f"{written}", mistakes)
        for day in days:
            if week[day] is not None:
                mistakes.add(f"{DAYS[day]} is given twice")
            week[day] = read
    opens = [windows or () for windows in week]
    for day, today in enumerate(opens):
        tomorrow = opens[(day + 1) % len(DAYS)]
        if today and tomorrow and today[-1][1] - DAY_MINUTES > tomorrow[0][0]:
            mistakes.add(f"{DAYS[day]} closes after {DAYS[(day + 1) % len(DAYS)]} has opened")
    return tuple(opens)


def _days(written: str) -> list[int]:
    first, to, last = written.strip().lower().partition("-")
    if first == "daily" and not to:
        return list(range(len(DAYS)))
    last = last if to else first
    if first not in DAYS or last not in DAYS:
        return []
    begin, end = DAYS.index(first), DAYS.index(last)
    return [(begin + step) % len(DAYS) for step in range((end - begin) % len(DAYS) + 1)]


def _windows(written: Sequence[str], where: str, mistakes: Mistakes) -> tuple[Window, ...]:
    read = []
    for text in written:
        window = _window(text)
        if window is None:
            mistakes.add(f"{where}: {text[:MOST_SHOWN]!r} is no window; {WRITTEN_LIKE}")
        else:
            read.append(window)
    read.sort()
    for before, after in pairwise(read):
        if after[0] < before[1]:
            mistakes.add(f"{where}: {shown(before)} and {shown(after)} overlap")
    return tuple(read)


def _window(text: str) -> Window | None:
    found = _WINDOW.fullmatch(text.strip())
    if found is None:
        return None
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if opens >= DAY_MINUTES or closes > DAY_MINUTES or opens == closes:
        return None
    return opens, closes if closes > opens else closes + DAY_MINUTES


def shown(window: Window) -> str:
    """A window as managers write it."""
    opens, closes = window[0], window[1] if window[1] <= DAY_MINUTES else window[1] - DAY_MINUTES
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def _holidays(codes: Sequence[str], today: date, mistakes: Mistakes) -> dict[date, str]:
    days: dict[date, str] = {}
    for code in codes:
        try:
            days |= public_holidays(code, today)
        except UnknownHolidays as reason:
            mistakes.add(f"holidays {code!r}: {reason}")
    return days


def exceptions_of(written: Mapping[str, Sequence[str]], mistakes: Mistakes) -> list[SpecialDay]:
    """The dates with other windows; what is wrong with them goes to `mistakes`."""
    if len(written) > MOST_EXCEPTIONS:
        mistakes.add(f"it has {len(written):,} exceptions; {MOST_EXCEPTIONS:,} are the most")
        return []
    days = []
    for day, windows in written.items():
        try:
            on = date.fromisoformat(day)
        except ValueError:
            mistakes.add(f"exceptions: {day[:MOST_SHOWN]!r} is no date; write 2026-12-24")
            continue
        days.append(SpecialDay(on, _windows(windows, day, mistakes), EXCEPTION))
    return days
