"""Due times and durations in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.web.filters import many, per_cent
from helpdesk.web.times import ago, due, exact, local, rough
from tests.cast import NOON

spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4_000))


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        ({"minutes": 12}, "soon", "due in 12 min"),
        ({"minutes": 12, "seconds": 59}, "soon", "due in 12 min"),
        ({"seconds": 0}, "soon", "due in under 1 min"),
        ({"minutes": 15}, "later", "due in 15 min"),
        ({"hours": 2, "minutes": 5}, "later", "due in 2 h 05 min"),
        ({"days": 3, "hours": 4}, "later", "due in 3 d 4 h"),
        ({"microseconds": -1}, "late", "under 1 min late"),
        ({"minutes": -3}, "late", "3 min late"),
        ({"hours": -26}, "late", "1 d 2 h late"),
    ],
)
def test_a_due_time_in_words_and_by_shape(left: dict[str, int], state: str, words: str) -> None:
    assert due(NOON + timedelta(**left), NOON) == (state, words)


@given(spans)
def test_words_never_promise_more_time_than_there_is(span: timedelta) -> None:
    words = rough(span)
    units = {"d": 1440, "h": 60, "min": 1}
    parts = words.removeprefix("under ").split()
    minutes = sum(int(number) * units[unit] for number, unit in zip(parts[::2], parts[1::2], strict=True))
    said = timedelta(minutes=minutes)
    if words.startswith("under"):
        assert span < said
    else:
        assert said <= span
        assert span - said < (timedelta(hours=1) if "d" in words else timedelta(minutes=1))


@pytest.mark.parametrize(
    ("span", "words"),
    [({"seconds": 0}, "0 s"), ({"seconds": 59.9}, "59 s"), ({"seconds": 60}, "1 min 00 s"),
     ({"minutes": 59, "seconds": 59}, "59 min 59 s"), ({"minutes": 60}, "1 h 00 min")],
)  # fmt: skip
def test_a_measured_wait_to_the_second(span: dict[str, float], words: str) -> None:
    assert exact(timedelta(**span)) == words


def test_what_is_to_come_by_a_clock_that_runs_ahead_is_now() -> None:
    assert ago(NOON + timedelta(minutes=5), NOON) == "just now"
    assert ago(NOON - timedelta(minutes=5), NOON) == "5 min ago"


def test_times_are_told_where_the_desk_is() -> None:
    brussels = ZoneInfo("Europe/Brussels")
    assert local(NOON, NOON, brussels) == (
        '<time datetime="2026-03-02T12:00:00+00:00" title="Monday, 2 March 2026, 13:00:00 CET">13:00</time>'
    )
    evening = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert ">3 Mar, 00:30<" in local(evening, NOON, brussels)
    assert ">31 Dec 2025, 23:00<" in local(datetime(2025, 12, 31, 22, 0, tzinfo=UTC), NOON, brussels)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_only_all_is_a_hundred_per_cent_and_only_none_is_zero(part: int, whole: int) -> None:
    if part > whole:
        part, whole = whole, part
    words = per_cent(part / whole)
    assert (words == "100%") == (part == whole)
    assert (words == "0%") == (part == 0)


def test_counts_in_words() -> None:
    assert [many(1_000, 1_000), many(1_001, 1_000)] == ["1,000", "1,000+"]
