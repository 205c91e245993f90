"""Calendars as managers write them: read as meant, and every mistake told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from helpdesk.policy.calendar_text import calendar_of
from helpdesk.policy.calendars import EXCEPTION, HOLIDAY, Calendar, as_json, from_json

TODAY = date(2026, 11, 25)


def read(hours: dict[str, Sequence[str]], zone: str = "Europe/London", **more: Any) -> tuple[Calendar, list[str]]:
    return calendar_of(key="office", name="Office", zone=zone, hours=hours, today=TODAY, **more)


def sound(hours: dict[str, Sequence[str]], **more: Any) -> Calendar:
    calendar, mistakes = read(hours, **more)
    assert mistakes == []
    return calendar


def test_days_with_several_windows_ranges_over_the_weekend_and_windows_over_midnight() -> None:
    calendar = sound({"tue-thu": ["13:30-18:00", "9:00-12:30"], "sat-mon": ["22:00-06:00"]})
    day, night = ((540, 750), (810, 1080)), ((1320, 1800),)
    assert calendar.week == (night, day, day, day, (), night, night)


def test_a_whole_day_ends_at_24_00() -> None:
    assert sound({"daily": ["00:00-24:00"]}).week == (((0, 1440),),) * 7


def test_public_holidays_are_closed_and_known_by_name_for_years_ahead() -> None:
    calendar = sound({"mon-fri": ["09:00-17:00"]}, holidays=["GB-ENG"])
    easter_monday = calendar.special_day(date(2027, 3, 29))
    assert easter_monday is not None
    assert (easter_monday.kind, easter_monday.windows, easter_monday.name) == (HOLIDAY, (), "Easter Monday")
    assert calendar.special_day(date(2027, 3, 17)) is None, "St Patrick's Day is none in England"
    assert calendar.holidays_until == date(2030, 12, 31)


def test_names_of_holidays_are_in_english_where_they_can_be() -> None:
    unity = sound({"mon-fri": ["09:00-17:00"]}, holidays=["DE-BY"]).special_day(date(2026, 10, 3))
    assert unity is not None
    assert unity.name == "German Unity Day"


def test_an_exception_beats_a_holiday_and_a_weekday() -> None:
    exceptions = {"2026-12-25": ["10:00-12:00"], "2026-11-26": []}
    calendar = sound({"mon-fri": ["09:00-17:00"]}, holidays=["GB-ENG"], exceptions=exceptions)
    assert calendar.windows(date(2026, 12, 25)) == ((600, 720),)
    assert calendar.windows(date(2026, 11, 26)) == ()
    assert calendar.special_day(date(2026, 12, 25)).kind == EXCEPTION  # type: ignore[union-attr]


def test_a_revision_keeps_a_calendar_whole() -> None:
    exceptions = {"2026-12-24": ["22:00-02:00"]}
    calendar = sound({"mon-fri": ["09:00-17:00"]}, holidays=["GB-ENG"], exceptions=exceptions)
    assert from_json(as_json(calendar)) == calendar


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"hours": {}}, "never opens"),
        ({"hours": {"mon": []}}, "never opens"),
        ({"hours": {"mo": ["09:00-17:00"]}}, "'mo' names no days"),
        ({"hours": {"mon": ["09:00-17:00"], "daily": ["09:00-10:00"]}}, "mon is given twice"),
        ({"hours": {"mon-fri": ["09:00-17:00"], "wed": ["10:00-11:00"]}}, "wed is given twice"),
        ({"hours": {"mon": ["9-17"]}}, "'9-17' is no window"),
        ({"hours": {"mon": ["09:00-09:00"]}}, "is no window"),
        ({"hours": {"mon": ["24:00-01:00"]}}, "is no window"),
        ({"hours": {"mon": ["09:00-25:00"]}}, "is no window"),
        ({"hours": {"mon": ["09:60-10:00"]}}, "is no window"),
        ({"hours": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "09:00-12:00 and 11:00-13:00 overlap"),
        ({"hours": {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]}}, "mon closes after tue has opened"),
        ({"zone": "Europe/Nowhere"}, "no time zone 'Europe/Nowhere'"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"holidays": ["XX"]}, "no country 'XX'"),
        ({"holidays": ["GB-XXX"]}, "GB has no part 'XXX'; known are: ENG"),
        ({"exceptions": {"24.12.2026": []}}, "'24.12.2026' is no date"),
        ({"exceptions": {"2026-02-30": []}}, "is no date"),
        ({"exceptions": {"2026-12-24": ["x" * 100_000]}}, "is no window"),
        ({"exceptions": {f"2026-01-01{number}": [] for number in range(1_001)}}, "1,000 are the most"),
    ],
)
def test_each_mistake_is_told(written: dict[str, Any], told: str) -> None:
    given: dict[str, Any] = {"hours": {"mon-fri": ["09:00-17:00"]}, **written}
    _, mistakes = read(**given)
    assert any(told in mistake for mistake in mistakes)
    assert all(mistake.startswith("calendar 'office': ") and len(mistake) < 500 for mistake in mistakes)


def test_all_mistakes_are_told_at_once() -> None:
    _, mistakes = read(
        {"mon": ["x"], "sat-": ["10:00-09:00"]}, zone="Mars", holidays=["XX"], exceptions={"tomorrow": []}
    )
    assert len(mistakes) == 6, "and that it never opens"
