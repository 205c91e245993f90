"""Who is in their shift: minute by minute as the calendar says, across midnight, zones and days that clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.calendars import EXCEPTION, Calendar, SpecialDay, Window
from helpdesk.policy.duties import Duty, as_json, from_json, language
from helpdesk.policy.revisions import Policy
from helpdesk.sla.shifts import NO_SHIFT, Shifts, Stint

ADA = "ada@brightbyte.example"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def shifts(zone: str, week: list[tuple[Window, ...]], *exceptions: SpecialDay) -> Shifts:
    shift = Calendar("shift", "shift", zone, tuple(week))
    return Shifts(Policy((), shifts=(shift,), duties=(Duty(ADA, "shift", exceptions),)))


NIGHTS: list[tuple[Window, ...]] = [((22 * 60, 30 * 60),)] * 5 + [(), ()]  # Monday to Friday, 22:00 to 06:00


def test_without_a_shift_the_switch_alone_decides() -> None:
    assert shifts("UTC", NIGHTS).stint("ben@brightbyte.example", MONDAY) == NO_SHIFT


def test_a_night_shift_ends_on_the_next_morning() -> None:
    at = shifts("Europe/Brussels", NIGHTS).stint
    assert at(ADA, MONDAY + timedelta(hours=20)) == Stint(False, MONDAY + timedelta(hours=21))
    assert at(ADA, MONDAY + timedelta(hours=23)) == Stint(True, MONDAY + timedelta(hours=29))
    friday, next_monday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)
    assert at(ADA, friday + timedelta(hours=29)) == Stint(False, next_monday + timedelta(hours=21))


def test_the_night_in_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    nights = shifts("Europe/Brussels", [((22 * 60, 30 * 60),)] * 7)
    begins = datetime(2026, 3, 28, 21, tzinfo=UTC)
    assert nights.stint(ADA, begins) == Stint(True, begins + timedelta(hours=7))


def test_a_day_off_and_an_extra_day_are_theirs_alone() -> None:
    day: list[tuple[Window, ...]] = [((9 * 60, 17 * 60),)] * 5 + [(), ()]
    off = SpecialDay(date(2026, 3, 3), (), EXCEPTION)
    extra = SpecialDay(date(2026, 3, 7), ((600, 720),), EXCEPTION)
    mine, usual = shifts("UTC", day, off, extra), shifts("UTC", day)
    tuesday, saturday = MONDAY + timedelta(days=1, hours=12), MONDAY + timedelta(days=5, hours=11)
    assert (mine.stint(ADA, tuesday).working, usual.stint(ADA, tuesday).working) == (False, True)
    assert (mine.stint(ADA, saturday).working, usual.stint(ADA, saturday).working) == (True, False)


def test_windows_that_touch_are_one_stint_and_one_without_end_has_none_that_matters() -> None:
    halves = shifts("UTC", [((9 * 60, 13 * 60), (13 * 60, 18 * 60))] * 7)
    assert halves.stint(ADA, MONDAY + timedelta(hours=10)) == Stint(True, MONDAY + timedelta(hours=18))
    always = shifts("UTC", [((0, 24 * 60),)] * 7).stint(ADA, MONDAY)
    assert always.working
    assert always.until is not None
    assert always.until > MONDAY + timedelta(days=13)
    over = shifts("UTC", [()] * 7, SpecialDay(date(2026, 3, 1), ((600, 720),), EXCEPTION))
    assert over.stint(ADA, MONDAY) == Stint(False, None)


ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)
starts = st.integers(0, 24 * 4 - 1).map(lambda quarter: quarter * 15)
windows = st.builds(lambda start, lasts: (start, start + lasts), starts, st.integers(1, 12 * 4).map(lambda q: q * 15))
weeks = st.lists(st.lists(windows, max_size=1).map(tuple), min_size=7, max_size=7)


@given(st.sampled_from(ZONES), weeks, st.sampled_from([date(2026, 3, 27), date(2026, 10, 2), date(2026, 10, 30)]))
def test_asked_every_quarter_of_an_hour_it_says_what_the_wall_clock_says(
    zone: str, week: list[tuple[Window, ...]], first: date
) -> None:
    of, here = shifts(zone, week), ZoneInfo(zone)
    now = datetime(first.year, first.month, first.day, tzinfo=UTC)
    for _ in range(5 * 24 * 4):
        stint = of.stint(ADA, now)
        assert stint.until is None or stint.until > now
        wall = now.astimezone(here)
        # Where a wall time comes once, whether a window is open is plain arithmetic with that time.
        if all(wall.replace(fold=fold).utcoffset() == wall.utcoffset() for fold in (0, 1)) and _calm(wall):
            minute = wall.hour * 60 + wall.minute
            today = any(opens <= minute < closes for opens, closes in week[wall.weekday()])
            night = any(opens <= minute + 1440 < closes for opens, closes in week[(wall.weekday() - 1) % 7])
            assert stint.working == (today or night), (wall, week)
        now += timedelta(minutes=15)


def _calm(wall: datetime) -> bool:
    """Whether the clocks don't change within a day: a window reaches no further back."""
    offsets = {(wall + timedelta(hours=hours)).utcoffset() for hours in range(-26, 27, 2)}
    return len(offsets) == 1


@pytest.mark.parametrize(
    ("tag", "found"), [("en-GB", "en"), ("NL", "nl"), ("zh_Hant", "zh"), ("und", None), ("", None)]
)
def test_a_language_is_what_stands_before_its_region(tag: str, found: str | None) -> None:
    assert language(tag) == found


def test_a_duty_survives_its_revision() -> None:
    duty = Duty(ADA, "shift", (SpecialDay(date(2026, 3, 7), ((600, 720),), EXCEPTION),), 3, 9, ("nl",), ("refunds",))
    assert from_json(as_json(duty)) == duty
