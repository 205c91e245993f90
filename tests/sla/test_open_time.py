"""Open time by sums that are kept is the open time that is walked through, whatever the zone and order of asking."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.calendars import EXCEPTION, Calendar, SpecialDay
from helpdesk.records.moment import read_back, stored
from helpdesk.sla.business_time import BusinessTime
from helpdesk.sla.open_time import MICROSECOND, OpenTime, open_time
from tests.sla.oracle import ZONES

OFFICE = (((9 * 60, 12 * 60 + 30), (13 * 60, 18 * 60)),) * 5 + (((22 * 60, 30 * 60),), ())
AMOUNTS = st.integers(1, 200 * 24 * 3_600_000_000)  # up to two hundred days and nights of open time
MOMENTS = st.integers(stored(datetime(2023, 12, 1, tzinfo=UTC)), stored(datetime(2026, 12, 1, tzinfo=UTC)))


@pytest.mark.parametrize("zone", ZONES)
def test_it_is_what_is_walked_through(zone: str) -> None:
    special = (SpecialDay(date(2025, 3, 30), ((60, 240),), EXCEPTION), SpecialDay(date(2025, 12, 25), (), EXCEPTION))
    calendar = Calendar("office", "Office", zone, OFFICE, special)
    kept, walked = OpenTime(calendar), BusinessTime(calendar)

    @given(MOMENTS, MOMENTS)
    def same(start: int, end: int) -> None:
        assert kept.between(start, end) * MICROSECOND == walked.between(read_back(start), read_back(end))

    @given(MOMENTS, AMOUNTS)
    def adds_up(start: int, amount: int) -> None:
        passed = kept.add(start, amount)
        assert passed is not None
        assert read_back(passed) == walked.add(read_back(start), amount * MICROSECOND)
        assert kept.between(start, passed) == amount

    same()
    adds_up()


def test_an_office_that_never_opens_has_no_open_time() -> None:
    never = OpenTime(Calendar("never", "Never", "UTC", ((),) * 7))
    assert never.between(0, stored(datetime(2026, 1, 1, tzinfo=UTC))) == 0
    assert never.add(0, 1) is None


def test_an_office_that_closes_for_good_keeps_what_was_left_until_then() -> None:
    last = SpecialDay(date(2026, 3, 2), ((9 * 60, 10 * 60),), EXCEPTION)
    closing = OpenTime(Calendar("closing", "Closing", "UTC", ((),) * 7, (last,)))
    start, hour = stored(datetime(2026, 1, 1, tzinfo=UTC)), 3_600_000_000
    assert closing.add(start, hour) == stored(datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert closing.add(start, hour + 1) is None


def test_the_same_hours_are_worked_out_once() -> None:
    one, same = (Calendar("office", "Office", "UTC", OFFICE) for _ in range(2))
    assert open_time(one) is open_time(same)
