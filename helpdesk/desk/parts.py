"""A long answer in several parts, each with its number and within the limit. Pure.

Only staff who ask for it get it: two posts where one would do are noise to a customer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

MOST = 5  # parts; who has more to say writes a letter
LONGEST = 10_000  # characters that are tried at all
EARLY = 0.6  # of what a part could hold: a sentence that ends behind this ends the part

_WORD = re.compile(r"\S+\s*")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’)]?\s*\Z")


def in_parts(text: str, fits: Callable[[str], bool]) -> list[str] | None:
    """`text` cut between words, each piece with "1/2" behind it and such that it `fits`; the fewest that do.

    A part ends with a sentence where that leaves it mostly full. None when it can't be done in `MOST` parts.
    """
    words = _WORD.findall(text) if len(text) <= LONGEST else []
    for number in range(2, MOST + 1):
        for early in (EARLY, 1.0):
            pieces = _cut(words, number, fits, early)
            if pieces is not None:
                return pieces
    return None


def _cut(words: Sequence[str], parts: int, fits: Callable[[str], bool], early: float) -> list[str] | None:
    pieces, rest = [], list(words)
    for number in range(1, parts + 1):
        mark = f"{number}/{parts}"
        most = _most(rest, mark, fits)
        taken = most if number == parts or most == len(rest) else _at_a_sentence(rest, most, early)
        if not taken:
            return None
        pieces.append(_marked(rest[:taken], mark))
        rest = rest[taken:]
    return None if rest else pieces


def _most(words: Sequence[str], mark: str, fits: Callable[[str], bool]) -> int:
    """How many of the words fit into one part: halving, since what fits with more words fits with fewer."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(_marked(words[:middle], mark)) else (low, middle - 1)
    return low


def _at_a_sentence(words: Sequence[str], most: int, early: float) -> int:
    for taken in range(most, max(int(most * early), 1) - 1, -1):
        if _SENTENCE_END.search(words[taken - 1]):
            return taken
    return most


def _marked(words: Sequence[str], mark: str) -> str:
    return f"{''.join(words).rstrip()} {mark}"
