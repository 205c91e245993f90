"""Days, weeks and hours where people live: in every zone, also on the nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.reports.figures import Wait, figures
from helpdesk.reports.periods import Period, PeriodMistake, hour_of_week, period_of, week_of

ZONES = sorted(available_timezones())
NOW = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))
moments = st.integers(0, 10 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(zones, days, st.integers(0, 40), st.integers(0, 41 * 24 * 3_600))
def test_a_moment_is_in_a_period_if_its_day_is(zone: ZoneInfo, first: date, more: int, seconds: int) -> None:
    period = Period(first, first + timedelta(days=more), zone)
    moment = period.start - timedelta(hours=12) + timedelta(seconds=seconds)
    assert (period.start <= moment < period.end) == (period.first_day <= period.day_of(moment) <= period.last_day)


@given(zones, days)
def test_days_follow_one_another_without_gap_and_without_overlap(zone: ZoneInfo, day: date) -> None:
    first, second = Period(day, day, zone), Period(day + timedelta(days=1), day + timedelta(days=1), zone)
    assert first.end == second.start
    assert second.before == first


@given(zones, days)
def test_the_hours_of_a_day_are_the_whole_day(zone: ZoneInfo, day: date) -> None:
    period = Period(day, day, zone)
    hours = list(period.hours())
    assert hours[0][0] == period.start
    assert hours[-1][1] == period.end
    for (_, end, _, _), (start, *_) in pairwise(hours):
        assert end == start
    for start, end, of_day, hour in hours:
        assert of_day == day
        for moment in (start, end - timedelta(microseconds=1)):
            assert hour_of_week(moment, zone) == day.weekday() * 24 + hour


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_night_on_which_the_clocks_change_is_shorter_or_longer(day: date, hours: int) -> None:
    period = Period(day, day, ZoneInfo("Europe/London"))
    assert period.end - period.start == timedelta(hours=hours)
    assert len(list(period.hours())) == hours


@given(st.lists(moments, min_size=1, max_size=30), zones, zones)
def test_another_zone_moves_days_and_never_totals(wrote: list[datetime], zone: ZoneInfo, other: ZoneInfo) -> None:
    def by_day(where: ZoneInfo) -> dict[date, int]:
        period = Period(date(2019, 1, 1), date(2031, 1, 1), where)
        found: dict[date, int] = {}
        for moment in wrote:
            assert period.start <= moment < period.end
            found[period.day_of(moment)] = found.get(period.day_of(moment), 0) + 1
        return found

    assert sum(by_day(zone).values()) == sum(by_day(other).values()) == len(wrote)


waits = st.builds(
    lambda published, lag, target, took, needless: Wait(
        published, published + lag, published + target, None if took is None else published + took, needless
    ),
    *(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(1, 10**8), st.none() | st.integers(0, 10**9)),
    st.booleans(),
)


@given(st.lists(waits, max_size=60), st.integers(2, 5), st.integers(0, 3 * 10**9))
def test_the_parts_of_a_filter_add_up_to_the_whole(all_of_them: list[Wait], parts: int, now: int) -> None:
    whole = figures(all_of_them, all_of_them, now)
    some = [figures(all_of_them[part::parts], all_of_them[part::parts], now) for part in range(parts)]
    for name in ("asked", "answered", "open", "closed_without_need", "due", "in_time", "overdue"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in some), name


@given(days, st.integers(0, 6))
def test_a_week_begins_on_the_offices_first_day(day: date, first: int) -> None:
    begins = week_of(day, first)
    assert begins.weekday() == first
    assert begins <= day < begins + timedelta(days=7)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-03-02", "2026-03-01", "ends"),
        ("1826-01-01", "2026-01-01", "too far away"),
        ("2001-01-01", "2026-01-01", "five years"),
        ("2026-02-30", None, "no date"),
        (None, "٢٠٢٦-٠١-٠١", "no date"),
        ("2026-W01-1\n", None, "no date"),
    ],
)
def test_what_is_no_period_is_one_sentence(first: str | None, last: str | None, sentence: str) -> None:
    with pytest.raises(PeriodMistake, match=sentence):
        period_of(first, last, "UTC", NOW)


def test_today_is_that_of_the_zone() -> None:
    assert period_of(None, None, "Pacific/Auckland", NOW).last_day == date(2026, 11, 26)
    assert period_of(None, None, "America/Los_Angeles", NOW).last_day == date(2026, 11, 25)
