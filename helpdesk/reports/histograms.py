"""Millions of waits in ascending order without sorting them: counted in buckets, each within 1% of the exact one. Pure.

A bucket is 64th part of a doubling: the first bits of a floating-point number say which, as in HdrHistogram (Tene). It
stands for the geometric mean of its bounds, so what is read from it is at most 0.8% off (a fifth of a second below a
quarter of one).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

from helpdesk.reports.columns import Numbers

SECOND = 1_000_000  # microseconds
EDGES = (0, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200)  # seconds
EXACT_BELOW = 100_000  # answers; below that a page is exact
SHORTEST, LONGEST = 18, 46  # powers of two, in microseconds: a quarter of a second, and two years
PARTS = 6  # bits: each doubling has 64 buckets
PLACES = (LONGEST - SHORTEST) << PARTS
_FIRST = (1023 + SHORTEST) << PARTS  # the first bits of the shortest, as a double holds them
_BOUNDS = (((np.arange(PLACES + 1, dtype=np.int64) + _FIRST) << (52 - PARTS)).view(np.float64)).round().astype(np.int64)
MIDDLES = np.sqrt(_BOUNDS[:-1].astype(np.float64) * _BOUNDS[1:]).astype(np.int64)
MIDDLES[0] = (1 << SHORTEST) // 2  # everything shorter is in the first one
_LIMIT = (1 << LONGEST) - 1


def places(waits: Numbers) -> Numbers:
    """The number of the bucket that each wait falls into; microseconds."""
    within = np.clip(waits, 1 << SHORTEST, _LIMIT).astype(np.float64)
    return (within.view(np.int64) >> (52 - PARTS)) - _FIRST


def spread(waits: Numbers) -> list[int]:
    """How many lie between each two of `EDGES`; exact."""
    found = np.searchsorted(np.array(EDGES, dtype=np.int64) * SECOND, waits, side="right") - 1
    return [int(count) for count in np.bincount(found, minlength=len(EDGES))]


def ordered(
    waits: Numbers, groups: Numbers, number: int, *, exactly: bool
) -> tuple[Sequence[int], list[Sequence[int]]]:
    """All waits in ascending order, and those of each of the groups 0, 1, … up to but not with `number`."""
    if exactly:
        together = np.sort(np.minimum(waits, _LIMIT) | (groups.astype(np.int64) << LONGEST))
        ends = np.searchsorted(together, np.arange(number + 1, dtype=np.int64) << LONGEST)
        parts: list[Any] = np.split(together & _LIMIT, ends[1:-1]) if number > 1 else [together & _LIMIT][:number]
        whole: Any = np.sort(waits)
        return whole, parts
    counts = np.bincount(groups * PLACES + places(waits), minlength=number * PLACES).reshape(number, PLACES)
    return Middles(counts.sum(axis=0)), [Middles(some) for some in counts]


class Middles(Sequence[int]):
    """All waits of some counts in ascending order, each as its bucket's middle, without having them in memory."""

    def __init__(self, counts: Numbers) -> None:
        places = np.flatnonzero(counts)
        self._middles: list[int] = MIDDLES[places].tolist()
        self._until: list[int] = np.cumsum(counts[places]).tolist()  # a list: it is asked for one number at a time
        self._length = self._until[-1] if self._until else 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, rank: Any) -> Any:
        if not 0 <= rank < self._length:
            raise IndexError(rank)
        return self._middles[bisect_right(self._until, rank)]
