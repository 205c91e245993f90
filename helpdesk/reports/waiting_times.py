"""Medians that don't forget who still waits. Pure.

A customer without an answer has waited "at least this long". Leaving them out makes a rush look good: the quick
answers are counted and the waiting are not. The Kaplan-Meier estimate (1958) uses both: at each answer it multiplies
the share still waiting by (1 - answered / at risk). The median is the first wait at which that share falls to one
half or less; it is not reached while more than half still wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction


def quantile(answered: Iterable[timedelta], open_for: Iterable[timedelta], share: Fraction) -> timedelta | None:
    """The wait within which `share` (such as 1/2) of the customers got an answer; None when that isn't reached.

    `answered` are waits that ended, `open_for` waits that go on. A wait that goes on as long as another took to end
    counts as still at risk at that moment. Exact, since it computes with fractions.
    """
    ends = sorted([(wait, 0) for wait in answered] + [(wait, 1) for wait in open_for])
    at_risk, surviving, place = len(ends), Fraction(1), 0
    while place < len(ends):
        wait = ends[place][0]
        here = place
        while here < len(ends) and ends[here][0] == wait:
            here += 1
        deaths = sum(1 for end in ends[place:here] if end[1] == 0)
        if deaths:
            surviving *= Fraction(at_risk - deaths, at_risk)
            if 1 - surviving >= share:
                return wait
        at_risk -= here - place
        place = here
    return None
