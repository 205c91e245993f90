"""Days by a name that moves with the calendar: "last week" is another one each week. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from helpdesk.language import N_
from helpdesk.reports.periods import DEFAULT_DAYS, week_of

DAY, YESTERDAY, WEEK, MONTH = "today", "yesterday", "week", "month"
BACK: Final = {"7": 7, str(DEFAULT_DAYS): DEFAULT_DAYS, "91": 91}  # so many days, today included
NAMES: Final = {
    DAY: N_("Today"), YESTERDAY: N_("Yesterday"), WEEK: N_("Last week"), MONTH: N_("Last month"),
    "7": N_("7 days"), "28": N_("28 days"), "91": N_("91 days"),
}  # fmt: skip
"""What an address says, and what the shortcuts on the pages are called."""


def days_of_span(span: str, today: date, week_starts: int) -> tuple[date, date]:
    """First and last day of one of `NAMES`. Weeks and months are the last ones that are over; 0 is a Monday."""
    if span in BACK:
        return today - timedelta(days=BACK[span] - 1), today
    if span == WEEK:
        first = week_of(today, week_starts) - timedelta(days=7)
        return first, first + timedelta(days=6)
    if span == MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    day = today - timedelta(days=1) if span == YESTERDAY else today
    return day, day
