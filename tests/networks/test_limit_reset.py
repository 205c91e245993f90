"""The moment of "try later" in every dialect, and in none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks.limit_reset import LONGEST_WAIT, later_until, parse_reset

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    "value",
    [
        "300",
        " 300.0 ",
        str(int(SOON.timestamp())),
        "2026-03-02T12:05:00.000Z",
        "2026-03-02T14:05:00+02:00",
        "2026-03-02 12:05:00",
        "Mon, 02 Mar 2026 12:05:00 GMT",
        "Mon, 02 Mar 2026 12:05:00 -0000",
        "Monday, 02-Mar-26 12:05:00 GMT",
    ],
)
def test_every_dialect_means_the_same_moment(value: str) -> None:
    assert parse_reset(value, NOW) == SOON


@pytest.mark.parametrize(
    "value",
    ["", "soon", "-5", "1e9", "0", "NaN", "inf", "2026-03-02T11:59:00Z", "1500000000", "Mon, 99 Foo 2026", "٣٠٠",
     "0001-01-01T00:00:00+14:00", "2026-99-99T00:00:00Z", "\x00", "²²²²"],
)  # fmt: skip
def test_nonsense_and_what_is_past_are_none(value: str) -> None:
    assert parse_reset(value, NOW) is None


@pytest.mark.parametrize("value", ["999999999", "99999999999", "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_makes_us_wait_longer_than_a_day(value: str) -> None:
    assert parse_reset(value, NOW) == NOW + LONGEST_WAIT


def test_retry_after_goes_before_the_window_and_nonsense_is_passed_over() -> None:
    assert later_until({"retry-after": "300", "x-ratelimit-reset": "2026-03-02T13:00:00Z"}, NOW) == SOON
    assert later_until({"retry-after": "soon", "x-rate-limit-reset": str(int(SOON.timestamp()))}, NOW) == SOON
    assert later_until({"date": "Mon, 02 Mar 2026 12:05:00 GMT"}, NOW) is None


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=60) | st.from_regex(r"[0-9:T.+ \-]{1,40}", fullmatch=True))
def test_any_text_is_a_moment_within_a_day_or_none(value: str) -> None:
    found = parse_reset(value, NOW)
    assert found is None or NOW < found <= NOW + LONGEST_WAIT


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(min_value=1, max_value=24 * 3600))
def test_the_dialects_agree_on_every_wait(seconds: int) -> None:
    moment = NOW + timedelta(seconds=seconds)
    said = (str(seconds), str(int(moment.timestamp())), moment.isoformat(), format_datetime(moment, usegmt=True))
    assert {parse_reset(value, NOW) for value in said} == {moment}
