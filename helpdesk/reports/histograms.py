"""Waits counted in buckets: percentiles of millions in the time of thousands, each within 1% of the exact one. Pure.

A bucket's bounds differ by at most 2%, and it stands for the geometric mean of them, so what is read from it is at most
1% off (half a second below a second). `EDGES`, between which the page of spreads counts, are bounds of buckets too, so
those counts are exact. DDSketch (Masson, Rim, Lee 2019) has the same idea and bound. A histogram of few
waits keeps the waits themselves.
"""

from __future__ import annotations

import math
import zlib
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

EDGES = (0, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200)  # seconds
LONGEST = 400 * 86_400  # seconds; whatever is longer counts as that
GROWTH = 1.02
SECOND = 1_000_000  # microseconds
EXACT, COUNTED = b"\0", b"\1"


def _bounds() -> tuple[int, ...]:
    """Where each bucket begins, in microseconds: 0, then from one second up in steps of at most 2%."""
    bounds = [0]
    for low, high in zip((1, *EDGES[1:]), (*EDGES[1:], LONGEST), strict=True):
        steps = math.ceil(math.log(high / low) / math.log(GROWTH))
        bounds += [round(low * SECOND * (high / low) ** (step / steps)) for step in range(steps)]
    return (*bounds, LONGEST * SECOND)


BOUNDS = _bounds()
MIDDLES = (SECOND // 2, *(math.isqrt(a * b) for a, b in pairwise(BOUNDS[1:])), LONGEST * SECOND)
PLACES = tuple(bisect_right(BOUNDS, edge * SECOND) - 1 for edge in EDGES)


def bucket(microseconds: int) -> int:
    """The number of the bucket that a wait falls into."""
    return bisect_right(BOUNDS, microseconds) - 1


@dataclass(slots=True)
class Waits:
    """Some waits, in microseconds: those in `exact` one by one, the others as counts of buckets."""

    exact: list[int] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.exact) + self.counts.total()

    @property
    def ordered(self) -> Sequence[int]:
        """All of them in ascending order; exact as long as none is only counted."""
        if not self.counts:
            return sorted(self.exact)
        return Middles(self.counts + Counter(map(bucket, self.exact)))

    def spread(self) -> list[int]:
        """How many lie between each two of `EDGES`; exact in any case."""
        found = [0] * len(EDGES)
        edges = [edge * SECOND for edge in EDGES]
        for wait in self.exact:
            found[bisect_right(edges, wait) - 1] += 1
        for place, count in self.counts.items():
            found[bisect_right(PLACES, place) - 1] += count
        return found


def packed(waits: Waits, most_exact: int) -> bytes:
    """The waits as they are stored: themselves while they are no more than `most_exact`, else counts."""
    if not waits.counts and len(waits.exact) <= most_exact:
        return EXACT + array("q", sorted(waits.exact)).tobytes()
    counts = waits.counts + Counter(map(bucket, waits.exact))
    dense = array("I", bytes(4 * (max(counts) + 1)))
    for place, count in counts.items():
        dense[place] = count
    return COUNTED + zlib.compress(dense.tobytes(), 1)


def merged(stored: Iterable[bytes]) -> Waits:
    """Several stored histograms together.

    Counted ones are added as one large number each, four bytes a bucket: an addition in C instead of a loop.
    """
    exact: array[int] = array("q")
    many = 0
    for blob in stored:
        if blob[:1] == EXACT:
            exact.frombytes(blob[1:])
        else:
            many += int.from_bytes(zlib.decompress(blob[1:]), "little")
    if not many:
        return Waits(exact.tolist())
    dense = array("I", many.to_bytes(4 * len(BOUNDS), "little"))
    return Waits(exact.tolist(), Counter({place: count for place, count in enumerate(dense) if count}))


def without(waits: Waits, gone: Sequence[int]) -> Waits:
    """The waits less those that are `gone`, which must be among them."""
    if not gone:
        return waits
    left, exact = Counter(gone), []
    for wait in waits.exact:
        if left.get(wait):
            left[wait] -= 1
        else:
            exact.append(wait)
    counts = Counter(waits.counts)
    counts.subtract(map(bucket, left.elements()))
    return Waits(exact, +counts)


class Middles(Sequence[int]):
    """All waits of some counts in ascending order, each as its bucket's middle, without having them in memory."""

    def __init__(self, counts: Counter[int]) -> None:
        self._places = sorted(place for place, count in counts.items() if count)
        self._until = list(accumulate(counts[place] for place in self._places))

    def __len__(self) -> int:
        return self._until[-1] if self._until else 0

    def __getitem__(self, rank: Any) -> Any:
        if not 0 <= rank < len(self):
            raise IndexError(rank)
        return MIDDLES[self._places[bisect_right(self._until, rank)]]
