"""What is remembered of the pieces of text between two spaces, as customers wrote them: "Refund!!", "#fail", "@ben".

Most pieces of a post have been met before. Each is cut into words and held against the keywords once, when it is new;
after that, a look-up in a set says whether it can belong to a keyword at all. What is remembered is bounded, and
changes no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Final

from helpdesk.triage.phrases import Keywords
from helpdesk.triage.words import STOP, read

REMEMBERED: Final = 200_000
"""Pieces, and words, that are kept. Beyond that all are forgotten, and learnt again."""

LONGEST_PIECE: Final = 32
"""Characters. Longer pieces hardly come twice: they are not remembered, nor taken for half of a keyword."""

Reading = tuple[str, int, int]
"""A word of the keywords that may begin at a position, how many positions it reaches over, and the slips in it."""

Readings = tuple[Reading, ...]

PLAIN: Final[tuple[Readings, ...]] = ((),)
"""One position that no keyword cares for."""

_LINKS: Final = ("https://", "http://")
# Most pieces: a word, and the punctuation after it. They need no more than this.
_SIMPLE: Final = re.compile(r"([A-Za-z]+)([.,!?;:]{0,4})").fullmatch
_STOP: Final = re.compile(r"[!?]+|\.+")


class Pieces:
    """`seen` holds the pieces met before, `hot` those of them that a keyword may hide in.

    Of the hot ones, the `triggered` may do so on their own; the others are half of a keyword written in two.
    """

    def __init__(self, keywords: Keywords, remembered: int = REMEMBERED) -> None:
        self.seen: set[str] = set()
        self.hot: set[str] = set()
        self.triggered: set[str] = set()
        self.odd: dict[str, tuple[Readings, ...]] = {}
        """The readings of those pieces seen before that are more, or less, than one position no keyword cares for."""
        self._firsts: dict[str, str] = {}
        self._seconds: dict[str, str] = {}
        self._near: dict[str, tuple[tuple[str, int], ...]] = {}
        self._remembered = remembered
        self._vocabulary, self._triggers = keywords.vocabulary, keywords.triggers
        self._misspellings = keywords.misspellings
        self._halves = self._misspellings.seconds | self._misspellings.tails.keys()
        self._last_long: tuple[str, tuple[Readings, ...]] = ("", ())
        self._has_stops = STOP in keywords.vocabulary

    def meet(self, pieces: Iterable[str]) -> bool:
        """Learns the pieces it does not know. True if one that is not worth remembering is hot."""
        seen = self.seen
        if len(seen) >= self._remembered:
            for memory in (seen, self.hot, self.triggered, self.odd, self._firsts, self._seconds):
                memory.clear()
        hot = False
        for piece in [piece for piece in pieces if piece not in seen]:
            if piece.startswith(_LINKS):
                continue
            if len(piece) > LONGEST_PIECE:
                self._last_long = (piece, self._study(piece))
                hot = hot or self._has_trigger(self._last_long[1])
            else:
                self._remember(piece)
        return hot

    def hides(self, pieces: list[str]) -> bool:
        """Whether a keyword may really hide in these, some of which are hot: a lone half is no keyword."""
        if not self.triggered.isdisjoint(pieces):
            return True
        return any(self._joined(first, second) for first, second in pairwise(pieces) if first in self._firsts)

    def _joined(self, first: str, second: str) -> str | None:
        """The keyword's word that is written in these two pieces."""
        return self._misspellings.tails[self._firsts[first]].get(self._seconds.get(second, ""))

    def readings(self, pieces: Iterable[str]) -> list[Readings]:
        """The readings at each position of a post."""
        row: list[Readings] = []
        before = ""
        odd, seen, firsts = self.odd, self.seen, self._firsts
        for piece in pieces:
            if before in firsts:
                word = self._joined(before, piece)
                if word:
                    row[-1] += ((word, 2, 1),)
            row += odd[piece] if piece in odd else PLAIN if piece in seen else self.positions(piece)
            before = piece
        return row

    def positions(self, piece: str) -> tuple[Readings, ...]:
        """The readings at each position of one piece."""
        odd = self.odd.get(piece)
        if odd is not None:
            return odd
        if piece in self.seen or piece.startswith(_LINKS):
            return PLAIN
        return self._last_long[1] if piece == self._last_long[0] else self._study(piece)

    def _remember(self, piece: str) -> None:
        self.seen.add(piece)
        readings = self._study(piece)
        if readings != PLAIN:
            self.odd[piece] = readings
            if self._has_trigger(readings):
                self.triggered.add(piece)
                self.hot.add(piece)
        first, second = _edges(piece)
        if first in self._halves or second in self._halves:
            self._remember_half(piece, first, second)

    def _remember_half(self, piece: str, first: str, second: str) -> None:
        halves = self._misspellings
        if first in halves.tails:
            self._firsts[piece] = first
        if second in halves.seconds:
            self._seconds[piece] = second
        if first in halves.telling or second in halves.telling:
            self.hot.add(piece)

    def _has_trigger(self, readings: tuple[Readings, ...]) -> bool:
        for here in readings:
            for word, _, _ in here:
                if word in self._triggers:
                    return True
        return False

    def _study(self, piece: str) -> tuple[Readings, ...]:
        if piece.isalpha() and piece.isascii():
            return (self._read(piece.lower()),)
        simple = None if self._has_stops else _SIMPLE(piece)
        if simple:
            return (self._read(simple[1].lower()), *_stops(simple[2]))
        return tuple([
            tuple([reading for word in words for reading in self._read(word.text, word.reach)])
            for words in read(piece)
        ])  # fmt: skip

    def _read(self, text: str, reach: int = 1) -> Readings:
        if text in self._vocabulary:
            return ((text, reach, 0),)
        near = self._near.get(text)
        if near is None:
            near = self._misspellings.near(text)
            if len(self._near) >= self._remembered:
                self._near.clear()
            if len(text) <= LONGEST_PIECE:
                self._near[text] = near
        return tuple([(word, reach, slips) for word, slips in near]) if near else ()


def _edges(piece: str) -> tuple[str, str]:
    """The word that ends a piece, and the one that begins it: it may be the first, or second, half of a keyword."""
    if piece.isalpha() and piece.isascii():
        return (word := piece.lower()), word
    simple = _SIMPLE(piece)
    if simple:
        return "", simple[1].lower()
    row = read(piece)
    first = row[-1][0] if row and row[-1] else None
    second = row[0][0] if row and row[0] else None
    return (
        first.text if first and first.end == len(piece) else "",
        second.text if second and second.start == 0 else "",
    )


@cache
def _stops(ending: str) -> tuple[Readings, ...]:
    return PLAIN * len(_STOP.findall(ending))
