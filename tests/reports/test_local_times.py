"""Days and hours of many moments at once are those that a clock of the zone shows, also when the clocks change."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.records.moment import read_back, stored
from helpdesk.reports.local_times import LocalTimes, date_of
from helpdesk.reports.periods import Period, hour_of_week, week_of

HARD = ("Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/Santiago", "Asia/Gaza",
        "Asia/Kolkata", "UTC", "Antarctica/Troll", "America/Scoresbysund")  # fmt: skip


def check(zone: str, first: date, length: int, moments: list[int]) -> None:
    where = ZoneInfo(zone)
    period = Period(first, first + timedelta(days=length), where)
    inside = np.array([m for m in moments if stored(period.start) <= m < stored(period.end)], dtype=np.int64)
    times = LocalTimes(period)
    shown = [read_back(int(moment)) for moment in inside]
    days = [period.day_of(moment) for moment in shown]
    assert [date_of(day) for day in times.days(inside).tolist()] == days, zone
    assert times.hours(inside).tolist() == [hour_of_week(moment, where) for moment in shown], zone
    for starts in (0, 5, 6):
        assert [date_of(day) for day in times.weeks(inside, starts).tolist()] == [week_of(day, starts) for day in days]


@pytest.mark.parametrize("zone", HARD)
def test_every_quarter_of_an_hour_of_years_with_their_changes(zone: str) -> None:
    first = stored(Period(date(2024, 1, 1), date(2024, 1, 1), ZoneInfo("UTC")).start)
    check(zone, date(2024, 1, 2), 900, [first + quarter * 900_000_000 - quarter % 2 for quarter in range(90_000)])


@given(
    st.sampled_from(sorted(available_timezones())),
    st.dates(date(1975, 1, 1), date(2035, 1, 1)),
    st.integers(0, 400),
    st.lists(st.integers(0, 400 * 86_400_000_000), max_size=30),
)
def test_any_moment_of_any_zone(zone: str, first: date, length: int, after: list[int]) -> None:
    start = stored(Period(first, first, ZoneInfo(zone)).start)
    check(zone, first, length, [start + more for more in after])
