"""The words of a text, as they are kept in the search index and looked for. Pure.

Case and accents don't count, compatible spellings are one. Scripts that are written without spaces count sign by sign,
so that each part of their words can be found. Words are spelt in plain letters and digits: then no database cuts or
folds them once more, in its own way.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

MOST = 2_000  # words of one text; posts have a few dozen
LONGEST = 64  # characters of a word; what is longer is found by its beginning
LONGEST_TEXT = 20_000
_PILED = regex.compile(r"(\p{M}{8})\p{M}+")  # sorting a long pile of marks takes quadratic time
_SIGNS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(rf"[{_SIGNS}]|[\p{{L}}\p{{N}}--[{_SIGNS}]]+", regex.V1)
_MARK = regex.compile(r"\p{M}+")


def words_of(text: str) -> list[str]:
    """Up to `MOST` words, in their order."""
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = _MARK.sub("", unicodedata.normalize("NFKD", _PILED.sub(r"\1", text)))
    return [_spelt(word) for word in _WORD.findall(text.casefold())[:MOST]]


@lru_cache(maxsize=50_000)
def _spelt(word: str) -> str:
    """In a-z and 0-9; a beginning stays a beginning."""
    word = word[:LONGEST]
    return word if word.isascii() else "".join(sign if sign.isascii() else f"zz{ord(sign):06x}" for sign in word)
