"""Waits that are counted instead of sorted: how far off a percentile may be, and what stays exact."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.reports.histograms import EDGES, LONGEST, SECOND, SHORTEST, ordered, places, spread
from helpdesk.reports.waiting_times import quantiles

SHARES = (0.5, 0.9, 0.95)
waits = st.lists(st.integers(0, (1 << LONGEST) - 1), min_size=1, max_size=80)


def test_a_bucket_never_begins_before_the_one_below_it() -> None:
    grown = np.unique((2 ** np.linspace(SHORTEST, LONGEST, 20_000)).astype(np.int64))
    assert (np.diff(places(grown)) >= 0).all()
    assert places(np.array([0, 1 << SHORTEST, 1 << LONGEST, 1 << 60])).tolist()[0] == 0


@given(waits)
def test_percentiles_are_within_one_per_cent(given_waits: list[int]) -> None:
    exact = quantiles(sorted(given_waits), (), SHARES)
    some = np.array(given_waits, dtype=np.int64)
    whole, (only,) = ordered(some, np.zeros(len(some), dtype=np.int64), 1, exactly=False)
    for counted in (whole, only):
        for true, told in zip(exact, quantiles(counted, (), SHARES), strict=True):
            assert true is not None
            assert told is not None
            assert abs(told - true) <= max(0.01 * true, SECOND / 2)


@given(waits, st.integers(1, 5))
def test_sorted_or_counted_each_group_has_its_own_and_all_have_all(given_waits: list[int], number: int) -> None:
    some = np.array(given_waits, dtype=np.int64)
    groups = np.arange(len(some)) % number
    whole, parts = ordered(some, groups, number, exactly=True)
    assert list(whole) == sorted(given_waits)
    assert [list(part) for part in parts] == [sorted(given_waits[place::number]) for place in range(number)]
    counted, counted_parts = ordered(some, groups, number, exactly=False)
    assert len(counted) == len(given_waits)
    assert [len(part) for part in counted_parts] == [len(part) for part in parts]


@given(waits)
def test_the_page_of_spreads_counts_exactly(given_waits: list[int]) -> None:
    expected = [0] * len(EDGES)
    for wait in given_waits:
        expected[bisect_right([edge * SECOND for edge in EDGES], wait) - 1] += 1
    assert spread(np.array(given_waits, dtype=np.int64)) == expected


def test_nobody_is_in_no_group() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    for exactly in (True, False):
        whole, parts = ordered(nobody, nobody, 0, exactly=exactly)
        assert len(whole) == 0
        assert parts == []
