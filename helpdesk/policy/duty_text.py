"""Reads shifts and what each person takes as managers write it, and says everything that is wrong with it.

[[shifts]]
key = "night"
zone = "Europe/Brussels"
hours = { mon-fri = ["22:00-06:00"] }

[[staff]]
email = "ada@desk.example"
shift = "night"
exceptions = { "2026-12-24" = [], "2026-12-27" = ["09:00-13:00"] }
ceiling = 12
languages = ["nl", "fr"]
"""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import date

from helpdesk.config_policy import Problem, StaffSeed, Tables
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.policy.calendar_text import Mistakes, calendar_of, exceptions_of
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty

_LANGUAGE = re.compile(r"[a-z]{2,3}")


def shifts_of(tables: Tables, *, today: date) -> tuple[list[Calendar], list[Problem]]:
    """The shifts, and a sentence for each mistake with its place among the tables."""
    shifts, wrong = [], list[Problem]()
    for place, written in enumerate(tables.shifts):
        named = N_("shift %(key)s")
        shift, mistakes = calendar_of(**written.model_dump(), name=written.key, today=today, named=named)
        shifts.append(shift)
        wrong += [(("shifts", place), mistake) for mistake in mistakes]
    return shifts, wrong


def duties_of(tables: Tables, *, people: Set[str] | None = None) -> tuple[list[Duty], list[Problem]]:
    """Everybody's duty. `people` are the addresses of all who have, or had, a seat; None: nobody knows yet."""
    duties, wrong = [], list[Problem]()
    for place, written in enumerate(tables.staff):
        mistakes = Mistakes(_("staff %(key)s", key=repr(written.email)))
        duties.append(_duty(written, mistakes))
        if people is not None and duties[-1].email not in people:
            mistakes.add(N_("%(about)s: nobody with this address has a seat at the desk; see `helpdesk staff list`."))
        if written.exceptions and not written.shift:
            mistakes.add(N_("%(about)s: exceptions are dates on which a shift differs; name the shift too."))
        wrong += [(("staff", place), mistake) for mistake in mistakes.found]
    return duties, wrong


def _duty(written: StaffSeed, mistakes: Mistakes) -> Duty:
    for each in written.languages:
        if not _LANGUAGE.fullmatch(each):
            told = N_("%(about)s: %(language)s is no language; write its two or three letters, such as nl.")
            mistakes.add(told, language=repr(each[:20]))
    return Duty(
        email=written.email.strip().lower(),
        shift=written.shift or None,
        exceptions=tuple(sorted(exceptions_of(written.exceptions, mistakes), key=lambda day: day.on)),
        ceiling=written.ceiling,
        daily_ceiling=written.daily_ceiling,
        languages=written.languages,
        topics=written.topics,
    )
