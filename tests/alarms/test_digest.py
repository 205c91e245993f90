"""When alarms leave the desk: at once, then together, and not at night unless it is urgent."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpdesk.alarms.digest import Rhythm

NIGHTS = Rhythm(ZoneInfo("Europe/London"), timedelta(minutes=15), time(22), time(7))
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_the_first_goes_at_once_and_what_follows_waits_for_the_others() -> None:
    assert NIGHTS.is_time(NOON, last=None, urgent=False)
    assert not NIGHTS.is_time(NOON, last=NOON - timedelta(minutes=14, seconds=59), urgent=True)
    assert NIGHTS.is_time(NOON, last=NOON - timedelta(minutes=15), urgent=False)


@pytest.mark.parametrize(
    ("utc", "quiet"),
    [("20:59", False), ("21:00", True), ("02:00", True), ("05:59", True), ("06:00", False)],  # summer in London
)
def test_quiet_hours_go_over_midnight_in_the_zone_of_the_desk(utc: str, quiet: bool) -> None:
    moment = datetime.fromisoformat(f"2026-07-01T{utc}+00:00")
    assert NIGHTS.is_quiet(moment) is quiet
    assert NIGHTS.is_time(moment, last=None, urgent=False) is not quiet
    assert NIGHTS.is_time(moment, last=None, urgent=True)


def test_a_quiet_lunch_and_no_quiet_at_all() -> None:
    lunch = Rhythm(ZoneInfo("UTC"), quiet_from=time(12), quiet_until=time(13))
    assert [lunch.is_quiet(NOON + timedelta(hours=hours)) for hours in (-1, 0, 1)] == [False, True, False]
    assert not Rhythm(ZoneInfo("UTC")).is_quiet(NOON)
    assert not Rhythm(ZoneInfo("UTC"), quiet_from=time(12), quiet_until=time(12)).is_quiet(NOON)
