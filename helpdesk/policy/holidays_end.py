"""When the public holidays that a revision keeps are used up. Pure.

They were looked up when it was published and reach some years; after their last day every holiday would count as a
working day, and clocks would run while nobody is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from helpdesk.language import gettext as _
from helpdesk.language import in_words
from helpdesk.policy.calendars import Calendar

TOLD_BEFORE = timedelta(days=180)  # lists of the next years are published by then, and there is time to look


def running_out(calendars: Iterable[Calendar], today: date) -> list[str]:
    """A sentence for each calendar whose holidays end soon or have ended, and what to do about it."""
    ends = ((each, each.holidays_until) for each in calendars)
    return [_told(each, until, today) for each, until in ends if until is not None and until - today < TOLD_BEFORE]


def _told(calendar: Calendar, until: date, today: date) -> str:
    day = in_words(datetime.combine(until, time()), _("d MMMM y"))
    told = {"calendar": calendar.name, "lists": ", ".join(calendar.holidays), "day": day}
    if until < today:
        return _(
            "The holidays of %(calendar)s (%(lists)s) were known until %(day)s: "
            "publish the policy again, and the next years are looked up.",
            **told,
        )
    return _(
        "The holidays of %(calendar)s (%(lists)s) are known until %(day)s: "
        "publish the policy again, and the next years are looked up.",
        **told,
    )
