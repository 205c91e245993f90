"""A calendar: when the office is open, in the local time of its zone. Pure; `sla.business_time` counts with it.

A window belongs to the day on which it opens, also when it closes on the next one: a night shift that began on the eve
of a holiday is worked to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

DAY_MINUTES: Final = 24 * 60
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY, EXCEPTION = "holiday", "exception"

Window = tuple[int, int]
"""Opens and closes, in minutes after local midnight; what closes on the next day closes after 1,440."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that differs from its weekday. `kind` says whether a list of public holidays or the office decided it."""

    on: date
    windows: tuple[Window, ...]
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """Opening hours, whole: `week` from Monday to Sunday, and the special days that were known when it was published.

    `holidays` names the lists the public holidays were taken from (GB-ENG); they reach to `holidays_until`.
    """

    key: str
    name: str
    zone: str
    week: tuple[tuple[Window, ...], ...]
    special: tuple[SpecialDay, ...] = ()
    holidays: tuple[str, ...] = ()
    holidays_until: date | None = None

    def windows(self, day: date) -> tuple[Window, ...]:
        """The windows that open on a local date, in order."""
        special = self._by_date.get(day)
        return self.week[day.weekday()] if special is None else special.windows

    def special_day(self, day: date) -> SpecialDay | None:
        """What is special about a local date; None for an ordinary one."""
        return self._by_date.get(day)

    @cached_property
    def last_special(self) -> date:
        """The last date that differs from its weekday; after it every week is like the other."""
        return max((day.on for day in self.special), default=date.min)

    @cached_property
    def _by_date(self) -> dict[date, SpecialDay]:
        return {day.on: day for day in self.special}


def as_json(calendar: Calendar) -> dict[str, Any]:
    """The calendar as a revision keeps it."""
    body = asdict(calendar)
    body["special"] = [{**day, "on": day["on"].isoformat()} for day in body["special"]]
    body["holidays_until"] = calendar.holidays_until.isoformat() if calendar.holidays_until else None
    return body


def from_json(body: Mapping[str, Any]) -> Calendar:
    """A calendar out of a revision."""
    until = body["holidays_until"]
    return Calendar(
        key=body["key"],
        name=body["name"],
        zone=body["zone"],
        week=tuple(_windows(day) for day in body["week"]),
        special=tuple(
            SpecialDay(date.fromisoformat(day["on"]), _windows(day["windows"]), day["kind"], day["name"])
            for day in body["special"]
        ),
        holidays=tuple(body["holidays"]),
        holidays_until=date.fromisoformat(until) if until else None,
    )


def _windows(written: Any) -> tuple[Window, ...]:
    return tuple((opens, closes) for opens, closes in written)
