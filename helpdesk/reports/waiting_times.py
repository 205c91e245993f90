"""Medians that don't forget who still waits. Pure.

A customer without an answer has waited "at least this long". Leaving them out makes a rush look good: the quick
answers are counted and the waiting are not. The Kaplan-Meier estimate (1958) uses both: at each answer it multiplies
the share still waiting by (1 - answered / at risk). The median is the first wait at which that share falls to one
half or less; it is not reached while more than half still wait.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby

NEARLY = 1e-6  # of one customer: what floating point may lose over a million steps, and far less than one counts


def quantiles(answered: Sequence[int], open_for: Sequence[int], shares: Sequence[float]) -> list[int | None]:
    """For each of `shares` (such as 0.5) the wait within which it was answered; None when that isn't reached.

    `answered` are waits that ended, `open_for` waits that go on, both in the same unit and in ascending order. A wait
    that goes on as long as another took to end counts as still at risk at that moment. Without open waits this is the
    nearest-rank percentile. Between two open waits the product telescopes, so the cost is that of the open ones.
    """
    found: list[int | None] = [None] * len(shares)
    at_risk, waiting, done = len(answered) + len(open_for), 1.0, 0
    for still_open, count in _blocks(open_for):
        until = len(answered) if still_open is None else bisect_right(answered, still_open, done)
        ended = until - done
        for number, share in enumerate(shares):
            if found[number] is None and ended:
                needed = math.ceil(at_risk * (1 - (1 - share) / waiting) - NEARLY)
                if needed <= ended:
                    found[number] = int(answered[done + max(needed, 1) - 1])  # of numpy's numbers, too
        if ended == at_risk:
            break
        waiting *= (at_risk - ended) / at_risk
        at_risk -= ended + count
        done = until
        if done == len(answered):
            break
    return found


def _blocks(open_for: Sequence[int]) -> list[tuple[int | None, int]]:
    """Each open wait once, with how many there are of it; at last, what comes after all of them."""
    return [*((wait, sum(1 for _ in same)) for wait, same in groupby(open_for)), (None, 0)]
