"""One spelling out of many, with a map back to the places in the text as the customer wrote it.

Folded text is NFKC, case-folded, with one apostrophe and one hyphen, without invisible characters, skin tones and
the accents of Latin and Greek letters: customers leave those out. Each base character is folded together with the
marks that follow it, so that the map stays exact, and any text costs time in proportion to its length:
`unicodedata.normalize` alone sorts a long pile of marks in quadratic time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import regex

JOINER: Final = "\u200d"  # between the parts of one emoji, and inside words of some Indian scripts
MARKS_KEPT: Final = 8  # no language piles more marks on one letter; who does so is decorating, or attacking

# A base character and what belongs to it: marks, the later parts of a Korean syllable, half-width voicing signs.
_CLUSTER = regex.compile(r"(?s:.)[\p{M}\u1160-\u11ff\uff9e\uff9f]*")
_GREEK_ENDS: Final = 0x400  # Latin and Greek stand below, and the later Latin letters from 1E00 to 1EFF

_REPLACED: Final = {
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u201b\u2032`", "'"),
    **dict.fromkeys("\u2010\u2011\u2212", "-"),
    **dict.fromkeys("™℠®©", " "),  # NFKC would glue "tm" to the brand's name
    **dict.fromkeys("ıİ", "i"),
    **dict.fromkeys("øØ", "o"),
    **dict.fromkeys("łŁ", "l"),
    **dict.fromkeys("đĐ", "d"),
    **dict.fromkeys("æÆ", "ae"),
    **dict.fromkeys("œŒ", "oe"),
}
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)


class Folded(NamedTuple):
    """Folded text; `starts[i]` and `ends[i]` say which part of the original the folded character i came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str) -> Folded:
    """The folded text with its map, in code points. Any string will do, lone surrogates too."""
    if text.isascii():
        return Folded(text.lower().replace("`", "'"), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    inside_word = False
    for found in _CLUSTER.finditer(text):
        cluster = found.group()
        # Within a word the joiner only chooses a letter's shape; elsewhere it holds an emoji together.
        piece = _fold_cluster(cluster[: MARKS_KEPT + 1]) if cluster != JOINER else ("" if inside_word else JOINER)
        if not piece:
            continue
        start, end = found.span()
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
        inside_word = piece[-1].isalnum() or unicodedata.category(piece[-1])[0] == "M"
    return Folded("".join(pieces), starts, ends)


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    base = cluster[0]
    if base in _REPLACED:
        return _REPLACED[base]
    if unicodedata.category(base) == "Cf" or ord(base) in _SKIN_TONES:
        return ""
    # Case-folding may bring new compatibility characters and the other way round, hence twice.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", cluster).casefold())
    if _accents_are_optional(plain[0]):
        return "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    return _VARIATION.sub("", unicodedata.normalize("NFKC", plain))


def _accents_are_optional(letter: str) -> bool:
    return ord(letter) < _GREEK_ENDS or "\u1e00" <= letter <= "\u1eff"


_VARIATION = re.compile("[\ufe00-\ufe0f]")  # asks for the coloured or the plain drawing of an emoji
