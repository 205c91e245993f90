"""Finds the keyword's word that a misspelt word stands for, whatever the number of keywords.

One slip (a letter more, less, wrong, or two swapped) is forgiven in words of five to eight letters, two from nine.
The first letter must be right, unless it is swapped with the second: people rarely miss it, and half of the words
that lie one slip from a keyword differ from it there. Digits must be right: "iphone12" is not "iphone11". A known word
is never a misspelling. The limits are those measured for English posts by RapidFuzz's OSA distance.

Candidates come from an index of shortened beginnings: if two words are d slips apart and begin with the same letter,
then among their next letters they have a form in common that leaves out at most d letters of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, combinations
from typing import Final

from rapidfuzz.distance import OSA

TWO_SLIPS_FROM: Final = 9
HALF: Final = 2
"""A keyword written in two ("lap top") is known if each half has at least so many letters."""

_BEGINNING: Final = 6  # letters that are indexed: with 5 more candidates turn out wrong, with 7 there are more forms


def slips_allowed(word: str) -> int:
    """How many slips a keyword's word of this length forgives."""
    return 2 if len(word) >= TWO_SLIPS_FROM else 1


class Misspellings:
    """The words that may be misspelt, indexed. `known` says which words are never taken for a misspelling."""

    def __init__(self, words: Iterable[str], known: Callable[[str], bool], shortest: int) -> None:
        self._known = known
        self._shortest = max(shortest, 3)
        self._longest = 0
        self._index: dict[tuple[str, int], dict[tuple[str, ...], list[str]]] = {}
        self._swapped: dict[str, list[str]] = {}
        self.tails: dict[str, dict[str, str]] = {}
        """First half -> second half -> the word, for words written in two."""
        self.seconds: set[str] = set()
        """All second halves."""
        self.telling: set[str] = set()
        """Of each two halves the one that is rarer in texts, if one can tell."""
        for word in sorted(set(words)):
            if len(word) >= self._shortest:
                self._add(word)

    def _add(self, word: str) -> None:
        self._longest = max(self._longest, len(word))
        slips = slips_allowed(word)
        index = self._index.setdefault((word[0], slips), {})
        for form in set(_forms(word, slips)):
            index.setdefault(form, []).append(word)
        if word[0] != word[1]:
            self._swapped.setdefault(word[1] + word[0] + word[2:], []).append(word)
        for cut in range(HALF, len(word) - HALF + 1):
            first, second = word[:cut], word[cut:]
            self.tails.setdefault(first, {})[second] = word
            self.seconds.add(second)
            self.telling.add(max(first, second, key=self._rarity))

    def _rarity(self, half: str) -> tuple[bool, int]:
        return len(half) > HALF and not self._known(half), len(half)

    def near(self, token: str) -> tuple[tuple[str, int], ...]:
        """The words that `token` may be a misspelling of, with the number of slips: only the nearest ones."""
        if not self._shortest - 1 <= len(token) <= self._longest + 2 or self._known(token):
            return ()
        candidates = self._within(token, 1) if len(token) <= TWO_SLIPS_FROM else []
        if len(token) >= TWO_SLIPS_FROM - 2:
            candidates += self._within(token, 2)
        if not candidates and token not in self._swapped:
            return ()
        slips = dict.fromkeys(self._swapped.get(token, ()), 1)
        for word in candidates:
            limit = slips_allowed(word)
            distance = OSA.distance(token, word, score_cutoff=limit)
            if distance <= limit and _digits(token) == _digits(word):
                slips[word] = distance
        nearest = min(slips.values(), default=0)
        return tuple(sorted((word, slip) for word, slip in slips.items() if slip == nearest))

    def _within(self, token: str, slips: int) -> list[str]:
        """The words with this allowance that may be near: a few too many, none too few."""
        index = self._index.get((token[0], slips))
        if not index or index.keys().isdisjoint(_forms(token, slips)):
            return []
        return list({word for form in _forms(token, slips) for word in index.get(form, ())})


def _forms(word: str, slips: int) -> Iterator[tuple[str, ...]]:
    """The letters after the first without `slips` of them; for one slip also whole: the other may lack the letter."""
    rest = word[1:_BEGINNING]
    shortened = combinations(rest, len(rest) - slips)
    return shortened if slips == 2 else chain((tuple(rest),), shortened)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))
