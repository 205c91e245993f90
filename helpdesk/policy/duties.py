"""What managers decided about one person: their shift, how much they take at once and a day, and what they can do.

A shift is a calendar without public holidays. Somebody without one is on duty whenever they say so. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from helpdesk.policy.calendars import Calendar, SpecialDay

UNKNOWN = ("", "und", "mis", "mul", "zxx")  # ISO 639: undetermined, uncoded, several, none


@dataclass(frozen=True, slots=True)
class Duty:
    """One person, by their address. None in a ceiling: as for everybody, or as they said themselves.

    `exceptions` are dates with other hours than the shift has: a day off, or an extra one. `ceiling` is the most
    conversations that wait for them at once, `daily_ceiling` the most they are given in one day; `languages` are two
    or three letters (nl), `topics` the keys of those they know best.
    """

    email: str
    shift: str | None = None
    exceptions: tuple[SpecialDay, ...] = ()
    ceiling: int | None = None
    daily_ceiling: int | None = None
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def hours(self, shift: Calendar) -> Calendar:
        """The shift with this person's own exceptions; these win where it has some on the same date."""
        if not self.exceptions:
            return shift
        days = {day.on: day for day in (*shift.special, *self.exceptions)}
        return replace(shift, special=tuple(days[on] for on in sorted(days)))


def language(tag: str | None) -> str | None:
    """The language of a tag as networks write it: en of en-GB; None when it isn't known.

    X marks posts of hashtags, links or pictures alone by private codes of ISO 639: qht, qme and others.
    """
    first = (tag or "").replace("_", "-").partition("-")[0].lower()
    return None if first in UNKNOWN or (len(first) == 3 and "qaa" <= first <= "qtz") else first


def as_json(duty: Duty) -> dict[str, Any]:
    """The duty as a revision keeps it."""
    body = asdict(duty)
    body["exceptions"] = [{**day, "on": day["on"].isoformat()} for day in body["exceptions"]]
    return body


def from_json(body: Mapping[str, Any]) -> Duty:
    """A duty out of a revision."""
    exceptions = tuple(
        SpecialDay(
            date.fromisoformat(day["on"]),
            tuple((opens, closes) for opens, closes in day["windows"]),
            day["kind"],
            day["name"],
        )
        for day in body["exceptions"]
    )
    return Duty(
        **{
            **body,
            "exceptions": exceptions,
            "languages": tuple(body["languages"]),
            "topics": tuple(body["topics"]),
        }
    )
