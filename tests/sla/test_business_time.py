"""Business time: the properties P1 to P9, P11 and P12 of a clock that can be trusted, over thirty zones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpdesk.policy.calendars import DAY_MINUTES, HOLIDAY, Calendar, SpecialDay, Window
from helpdesk.sla.business_time import BusinessTime
from helpdesk.sla.due import DueTimes, NeverDue
from helpdesk.sla.open_time import EPOCH, MICROSECOND
from tests.sla.hours import calendars, hours, weekly, without_a_special_day
from tests.sla.oracle import MINUTE, ZONES, Counted, Walk
from tests.sla.sweep import every_transition, wrong_around

SAMPLED = 16  # transitions of the 298; `python -m tests.sla.sweep` does all
LONDON = ZoneInfo("Europe/London")
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)

moments = st.timedeltas(timedelta(0), timedelta(days=7 * 365)).map(lambda after: NEW_YEAR + after)
amounts = st.timedeltas(timedelta(0), timedelta(days=3))
some_calendars = calendars(ZONES)
tried = settings(max_examples=60, deadline=None)


def london(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON).astimezone(UTC)


def added(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    found = BusinessTime(calendar).add(start, amount)
    assert found is not None
    return found


def _all_day(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    return ((0, max(DAY_MINUTES, *(closes for _, closes in windows), 0)),)


@pytest.mark.parametrize("part", range(4))
def test_p1_it_counts_as_the_minute_walker_does_wherever_clocks_change(part: int) -> None:
    dice = random.Random(20_261_125)  # noqa: S311 - not for secrets
    places = dice.sample(every_transition(), SAMPLED)[part::4]
    wrong = [each for zone, moment in places for each in wrong_around(zone, moment, random_calendars=2)]
    assert wrong == []


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a whole day is skipped
        ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # midnight doesn't exist
        ("America/Sao_Paulo", datetime(2019, 2, 17, 2, tzinfo=UTC)),  # midnight comes twice
        ("Australia/Lord_Howe", datetime(2024, 4, 6, 15, tzinfo=UTC)),  # half an hour
        ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC)),  # Ramadan
        ("Africa/Cairo", datetime(2024, 4, 25, 22, tzinfo=UTC)),  # midnight jumps
    ],
)
def test_p1_it_counts_as_the_minute_walker_does_on_the_strangest_days(zone: str, moment: datetime) -> None:
    assert wrong_around(zone, moment, random_calendars=3) == []


@tried
@given(some_calendars, moments, moments, amounts, amounts)
def test_p2_later_starts_and_longer_promises_are_never_due_earlier(
    calendar: Calendar, first: datetime, second: datetime, some: timedelta, more: timedelta
) -> None:
    first, second = sorted((first, first + (second - first) % timedelta(days=9)))
    some, more = sorted((some, more))
    assert added(calendar, first, some) <= added(calendar, second, some)
    assert added(calendar, first, some) <= added(calendar, first, more)


@tried
@given(some_calendars, moments, amounts, amounts)
def test_p3_two_promises_one_after_the_other_are_one(
    calendar: Calendar, start: datetime, some: timedelta, more: timedelta
) -> None:
    assert added(calendar, added(calendar, start, some), more) == added(calendar, start, some + more) or not more


@tried
@given(some_calendars, moments, amounts)
def test_p4_what_was_added_is_what_has_passed(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    due = added(calendar, start, amount)
    assert BusinessTime(calendar).between(start, due) == amount
    assert BusinessTime(calendar).between(due, start) == timedelta(0), "backwards nothing has passed"


@tried
@given(some_calendars, moments, amounts)
def test_p5_a_promise_ends_in_open_time_or_as_it_closes(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    assume(amount)
    due, just = added(calendar, start, amount), timedelta(microseconds=1)
    assert BusinessTime(calendar).between(due - just, due) == just


@tried
@given(moments, amounts, st.sampled_from(ZONES))
def test_p6_round_the_clock_is_plain_addition_also_when_clocks_change(
    start: datetime, amount: timedelta, zone: str
) -> None:
    always = weekly(zone, "00:00-24:00")
    assert added(always, start, amount) == start + amount == BusinessTime(None).add(start, amount)


@tried
@given(some_calendars, moments, amounts, st.integers(0, 6))
def test_p7_more_open_time_never_makes_it_later(
    calendar: Calendar, start: datetime, amount: timedelta, which: int
) -> None:
    wider = replace(
        calendar, week=tuple(_all_day(each) if day == which else each for day, each in enumerate(calendar.week))
    )
    assert added(wider, start, amount) <= added(calendar, start, amount)
    if any(not day.windows for day in calendar.special):
        assert added(without_a_special_day(calendar, which), start, amount) <= added(calendar, start, amount)


@tried
@given(some_calendars, moments, amounts, amounts, amounts)
def test_p8_a_pause_moves_the_due_time_by_its_open_time_and_no_more(
    calendar: Calendar, start: datetime, amount: timedelta, before: timedelta, pause: timedelta
) -> None:
    time = BusinessTime(calendar)
    due, paused_at = added(calendar, start, amount), start + before
    assume(paused_at < due)
    resumed_at = paused_at + pause
    moved = added(calendar, resumed_at, time.between(paused_at, due))
    assert time.between(start, moved) - time.between(start, due) == time.between(paused_at, resumed_at)
    if time.between(paused_at, resumed_at) == timedelta(0) and time.between(paused_at, due):
        assert moved == due


@tried
@given(some_calendars, moments, amounts, st.sampled_from(ZONES))
def test_p9_the_same_instant_in_any_zone_gives_the_same_answer(
    calendar: Calendar, start: datetime, amount: timedelta, zone: str
) -> None:
    elsewhere = start.astimezone(ZoneInfo(zone))
    assert added(calendar, elsewhere, amount) == added(calendar, start, amount)
    end = (start + amount).astimezone(ZoneInfo(zone))
    assert BusinessTime(calendar).between(elsewhere, end) == BusinessTime(calendar).between(start, start + amount)


@tried
@given(st.sampled_from(ZONES), moments, amounts, st.integers(1, 8 * 60 - 1))
def test_p11_a_window_cut_in_two_is_the_same_window(zone: str, start: datetime, amount: timedelta, cut: int) -> None:
    for opens, closes in ((0, 8 * 60), (9 * 60, 17 * 60), (20 * 60, 28 * 60)):
        whole = Calendar("a", "A", zone, (((opens, closes),),) * 7)
        parts = Calendar("b", "B", zone, (((opens, opens + cut), (opens + cut, closes)),) * 7)
        assert added(whole, start, amount) == added(parts, start, amount)


def test_p12_a_calendar_that_never_opens_says_so_and_does_not_search_for_ever() -> None:
    never = Calendar("never", "Never", "Europe/London", ((),) * 7)
    assert BusinessTime(never).add(london("2026-03-02T12:00"), MINUTE) is None
    once = replace(never, special=(SpecialDay(date(2026, 3, 4), hours("10:00-11:00"), "exception"),))
    assert BusinessTime(once).add(london("2026-03-02T12:00"), 60 * MINUTE) == london("2026-03-04T11:00")
    assert BusinessTime(once).add(london("2026-03-02T12:00"), 61 * MINUTE) is None
    with pytest.raises(NeverDue):
        DueTimes([never]).due("never", 0, 60_000_000)


def test_p12_a_promise_that_reaches_past_the_end_of_the_calendar_is_never_due() -> None:
    sundays = weekly("Europe/London", "10:00-10:01", days=range(6, 7))
    assert BusinessTime(sundays).add(datetime(9990, 1, 1, tzinfo=UTC), timedelta(days=1)) is None


@tried
@given(some_calendars, moments, st.integers(1, 5_000_000_000), st.booleans())
def test_due_times_by_the_thousand_are_those_worked_out_one_by_one(
    calendar: Calendar, start: datetime, amount: int, on_the_minute: bool
) -> None:
    start = start.replace(second=0, microsecond=0) if on_the_minute else start
    due = DueTimes([calendar])
    began = (start - EPOCH) // MICROSECOND
    for _ in range(2):  # worked out, then remembered
        got = due.due(calendar.key, began, amount)
        assert got == (added(calendar, start, amount * MICROSECOND) - EPOCH) // MICROSECOND


def test_office_hours_with_lunch_a_holiday_and_a_weekend() -> None:
    good_friday = SpecialDay(date(2026, 4, 3), (), HOLIDAY, "Good Friday")
    easter_monday = SpecialDay(date(2026, 4, 6), (), HOLIDAY, "Easter Monday")
    office = weekly("Europe/London", "09:00-12:30", "13:30-18:00", days=range(5), special=(good_friday, easter_monday))
    assert added(office, london("2026-04-02T12:00"), 60 * MINUTE) == london("2026-04-02T14:00")
    assert added(office, london("2026-04-02T17:30"), 60 * MINUTE) == london("2026-04-07T09:30")
    assert added(office, london("2026-04-02T17:30"), 30 * MINUTE) == london("2026-04-02T18:00")


def test_a_night_shift_that_began_on_the_eve_of_a_holiday_is_worked_to_its_end() -> None:
    christmas = SpecialDay(date(2026, 12, 25), (), HOLIDAY, "Christmas Day")
    nights = weekly("Europe/London", "22:00-06:00", special=(christmas,))
    assert added(nights, london("2026-12-24T23:00"), 7 * 60 * MINUTE) == london("2026-12-25T06:00")
    assert added(nights, london("2026-12-24T23:00"), 7 * 60 * MINUTE + MINUTE) == london("2026-12-26T22:01")


def test_the_minute_walker_itself_counts_an_ordinary_day() -> None:
    office = weekly("Europe/London", "09:00-17:00", days=range(5))
    walk = Walk("Europe/London", london("2026-02-27T00:00"), 10 * 24 * 60)
    counted = Counted(walk, walk.open(office))
    assert counted.between(london("2026-03-02T00:00"), london("2026-03-03T00:00")) == timedelta(hours=8)
    assert counted.add(london("2026-03-02T16:00"), 120) == london("2026-03-03T10:00")
