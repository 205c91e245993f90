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

from helpdesk.language import N_, in_digits
from helpdesk.language import gettext as _
from helpdesk.policy.calendars import DAY_MINUTES, DAYS, EXCEPTION, HOLIDAY, Calendar, SpecialDay, Window
from helpdesk.policy.public_holidays import UnknownHolidays, public_holidays, until

_WINDOW = re.compile(r"(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)")
MOST_EXCEPTIONS = 1_000
MOST_SHOWN = 40  # characters of what can't be read


class Mistakes:
    """Collects what is wrong with one calendar, or whatever else `about` names, in the reader's language."""

    def __init__(self, about: str) -> None:
        self._about = about
        self.found: list[str] = []

    def add(self, message: str, **values: object) -> None:
        """One more: a text marked with N_ that has a place `about`, and what stands at its other places."""
        self.found.append(_(message, about=self._about, **values))


def calendar_of(
    *, key: str, name: str, zone: str, hours: Mapping[str, Sequence[str]], holidays: Sequence[str] = (),
    exceptions: Mapping[str, Sequence[str]] | None = None, today: date, named: str = N_("calendar %(key)s"),
) -> tuple[Calendar, list[str]]:  # fmt: skip
    """The calendar, its holidays resolved as of `today`, and a sentence for each mistake; use it only without any.

    `named` is how the sentences call it.
    """
    mistakes = Mistakes(_(named, key=repr(key)))
    if zone not in available_timezones():
        told = N_("%(about)s: there is no time zone %(zone)s; use an IANA name such as Europe/Brussels.")
        mistakes.add(told, zone=repr(zone))
    week = _week(hours, mistakes)
    if not any(week):
        mistakes.add(N_("%(about)s: it never opens; give it hours."))
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
            told = N_("%(about)s: %(days)s names no days; write mon, mon-fri or daily.")
            mistakes.add(told, days=repr(written[:MOST_SHOWN]))
        read = _windows(windows, written, mistakes)
        for day in days:
            if week[day] is not None:
                mistakes.add(N_("%(about)s: %(day)s is given twice."), day=DAYS[day])
            week[day] = read
    opens = [windows or () for windows in week]
    for day, today in enumerate(opens):
        following = (day + 1) % len(DAYS)
        tomorrow = opens[following]
        if today and tomorrow and today[-1][1] - DAY_MINUTES > tomorrow[0][0]:
            told = N_("%(about)s: %(day)s closes after %(following)s has opened.")
            mistakes.add(told, day=DAYS[day], following=DAYS[following])
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
            told = N_(
                "%(about)s: %(where)s: %(window)s is no window; write 09:00-17:30, up to 24:00, or 22:00-06:00 over "
                "midnight."
            )
            mistakes.add(told, where=where, window=repr(text[:MOST_SHOWN]))
        else:
            read.append(window)
    read.sort()
    for before, after in pairwise(read):
        if after[0] < before[1]:
            told = N_("%(about)s: %(where)s: %(before)s and %(after)s overlap.")
            mistakes.add(told, where=where, before=shown(before), after=shown(after))
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
            mistakes.add(N_("%(about)s: holidays %(code)s: %(reason)s"), code=repr(code), reason=reason)
    return days


def exceptions_of(written: Mapping[str, Sequence[str]], mistakes: Mistakes) -> list[SpecialDay]:
    """The dates with other windows; what is wrong with them goes to `mistakes`."""
    if len(written) > MOST_EXCEPTIONS:
        told = N_("%(about)s: it has %(count)s exceptions; %(most)s are the most.")
        mistakes.add(told, count=in_digits(len(written)), most=in_digits(MOST_EXCEPTIONS))
        return []
    days = []
    for day, windows in written.items():
        try:
            on = date.fromisoformat(day)
        except ValueError:
            told = N_("%(about)s: exceptions: %(day)s is no date; write 2026-12-24.")
            mistakes.add(told, day=repr(day[:MOST_SHOWN]))
            continue
        days.append(SpecialDay(on, _windows(windows, day, mistakes), EXCEPTION))
    return days
