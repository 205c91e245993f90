"""Holidays are kept with the revision and reach some years: before they are used up, somebody is told."""

from __future__ import annotations

from datetime import date, timedelta

from helpdesk.policy.calendars import Calendar
from helpdesk.policy.holidays_end import TOLD_BEFORE, running_out
from helpdesk.policy.public_holidays import public_holidays, until

TODAY = date(2026, 3, 2)
ROUND_THE_CLOCK = (((0, 1440),),) * 7


def london(known_until: date | None) -> Calendar:
    names = ("GB-ENG",) if known_until else ()
    return Calendar("london", "London office", "Europe/London", ROUND_THE_CLOCK, (), names, known_until)


def test_what_was_published_today_says_nothing_for_years() -> None:
    calendar = london(until(TODAY))
    assert running_out([calendar], TODAY) == []
    assert running_out([calendar], TODAY + timedelta(days=4 * 365)) == []


def test_half_a_year_before_the_end_and_after_it_somebody_is_told_what_to_do() -> None:
    end = date(2026, 12, 31)
    assert running_out([london(end)], end - TOLD_BEFORE) == []
    (soon,) = running_out([london(end)], end - TOLD_BEFORE + timedelta(days=1))
    assert soon.startswith("The holidays of London office (GB-ENG) are known until 31 December 2026: publish")
    assert "are known until" in running_out([london(end)], end)[0]
    assert "were known until" in running_out([london(end)], end + timedelta(days=1))[0]


def test_a_calendar_without_holidays_has_none_to_run_out() -> None:
    assert running_out([london(None)], date(2199, 1, 1)) == []


def test_to_publish_again_is_what_helps() -> None:
    later = date(2030, 12, 1)
    assert running_out([london(until(TODAY))], later)
    assert max(public_holidays("GB-ENG", later)) > later
    assert running_out([london(until(later))], later) == []
