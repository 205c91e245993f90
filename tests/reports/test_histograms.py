"""Percentiles out of stored histograms: how far off they may be, and what stays exact."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.reports.histograms import BOUNDS, EDGES, LONGEST, SECOND, Waits, bucket, merged, packed, without
from helpdesk.reports.waiting_times import quantiles

SHARES = (0.5, 0.9, 0.95)
waits = st.lists(st.integers(0, LONGEST * SECOND), min_size=1, max_size=80)


def test_every_bucket_is_two_per_cent_wide_at_the_most_and_every_edge_is_a_bound() -> None:
    assert all(high / low <= 1.0200001 for low, high in pairwise(BOUNDS[1:]))
    assert {edge * SECOND for edge in EDGES} <= set(BOUNDS)


@given(waits)
def test_percentiles_are_within_one_per_cent(given_waits: list[int]) -> None:
    exact = quantiles(sorted(given_waits), (), SHARES)
    stored = quantiles(merged([packed(Waits(list(given_waits)), 0)]).ordered, (), SHARES)
    for true, told in zip(exact, stored, strict=True):
        assert true is not None
        assert told is not None
        assert abs(told - true) <= max(0.01 * true, SECOND / 2)


@given(waits, st.integers(1, 5), st.integers(0, 40))
def test_merging_keeps_every_wait_and_counts_between_edges_exactly(
    given_waits: list[int], parts: int, most_exact: int
) -> None:
    together = merged(
        [packed(Waits(given_waits[part::parts]), most_exact) for part in range(parts) if given_waits[part::parts]]
    )
    assert len(together) == len(given_waits)
    spread = [0] * len(EDGES)
    for wait in given_waits:
        spread[bisect_right([edge * SECOND for edge in EDGES], wait) - 1] += 1
    assert together.spread() == spread
    if len(given_waits) <= most_exact:
        assert together.ordered == sorted(given_waits)


@given(waits, st.data())
def test_taking_some_away_leaves_the_others(given_waits: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(range(len(given_waits))), unique=True))
    left = [wait for place, wait in enumerate(given_waits) if place not in gone]
    taken = [given_waits[place] for place in gone]
    assert without(Waits(list(given_waits)), taken).ordered == sorted(left)
    counted = without(merged([packed(Waits(list(given_waits)), 0)]), taken)
    assert sorted(counted.counts.elements()) == sorted(map(bucket, left))
