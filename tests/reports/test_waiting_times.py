"""Quantiles of waits of which some go on: against the estimate written down as fractions, step by step."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.reports.waiting_times import quantiles

waits = st.lists(st.integers(0, 40), max_size=40)
SHARES = (0.5, 0.9, 0.95)


def kaplan_meier(answered: list[int], open_for: list[int], share: Fraction) -> int | None:
    surviving = Fraction(1)
    for moment in sorted(set(answered)):
        at_risk = sum(wait >= moment for wait in [*answered, *open_for])
        surviving *= 1 - Fraction(answered.count(moment), at_risk)
        if 1 - surviving >= share:
            return moment
    return None


@given(waits, waits)
def test_they_are_those_of_kaplan_and_meier(answered: list[int], open_for: list[int]) -> None:
    expected = [kaplan_meier(answered, open_for, Fraction(str(share))) for share in SHARES]
    assert quantiles(sorted(answered), sorted(open_for), SHARES) == expected


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=200))
def test_without_open_waits_they_are_the_nearest_rank(answered: list[int]) -> None:
    ordered = sorted(answered)
    ranks = [-(-len(ordered) * Fraction(str(share)) // 1) for share in SHARES]
    assert quantiles(ordered, (), SHARES) == [ordered[int(rank) - 1] for rank in ranks]


@given(waits, waits, st.integers(1, 1_000))
def test_one_more_who_waits_never_makes_a_quantile_shorter(answered: list[int], open_for: list[int], more: int) -> None:
    before = quantiles(sorted(answered), sorted(open_for), SHARES)
    after = quantiles(sorted(answered), sorted([*open_for, more]), SHARES)
    for was, now in zip(before, after, strict=True):
        assert now is None or (was is not None and now >= was)


def test_nobody_is_no_data_and_not_reached_while_more_than_half_wait() -> None:
    assert quantiles((), (), SHARES) == [None] * 3
    assert quantiles((5,), (7, 8), SHARES) == [None] * 3
    assert quantiles((5, 6), (7, 8), SHARES[:1]) == [6]


def test_a_hundred_thousand_open_waits_do_not_take_long() -> None:
    answered, open_for = list(range(0, 400_000, 2)), list(range(1, 200_001, 2))
    assert quantiles(answered, open_for, (0.5,)) == [kaplan_meier_float(answered, open_for)]


def kaplan_meier_float(answered: list[int], open_for: list[int]) -> int:
    """The same, one wait at a time."""
    at_risk, surviving = len(answered) + len(open_for), 1.0
    for wait, is_open in sorted([(wait, False) for wait in answered] + [(wait, True) for wait in open_for]):
        if not is_open:
            surviving *= 1 - 1 / at_risk
            if surviving <= 0.5:
                return wait
        at_risk -= 1
    raise AssertionError("not reached")
