"""Cuts a text into the words that keywords are compared with, each with its place in the original.

A text becomes a row of positions. Each holds the readings that begin there: nearly always one word; for compounds
("e-mail", "can't", #RefundNow) also the whole, which reaches over the positions of its parts. Links, handles and
mail addresses are positions without a word, so no phrase matches across them, nor across the end of a sentence.
Scripts that write no spaces give each character a position: a keyword in them is a phrase of its characters, and is
found anywhere in a run.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import regex

from helpdesk.triage.folding import Folded, fold

STOP: Final = "."
"""The word that stands for the end of a sentence."""

TAG: Final = "#"
"""Begins the reading of a hashtag as a hashtag: "#refundnow", beside "refundnow"."""

# Every repeat that could fail late is bounded: a hostile text must not make the search start over and over.
_NOISE: Final = r"""
    (?:https?://|www\.)\S+
  | (?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/\S*
  | [\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}\w{2,24}
  | @\w[\w.-]*(?:@[\w.-]+)?
"""
# Scripts without spaces between words; Korean is among them because its particles cling to the noun.
_SPACELESS: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\u30fc\p{Hangul}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_GLYPH: Final = rf"[[{_SPACELESS}]&&[\p{{L}}\p{{N}}]]\p{{M}}*"
_LETTER: Final = rf"[[\p{{L}}\p{{N}}]--[{_SPACELESS}]]"
_WORD: Final = rf"{_LETTER}[[\p{{L}}\p{{N}}\p{{M}}]--[{_SPACELESS}]]*"
_EMOJI: Final = r"\p{RI}{2}|\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic})*"
_TOKEN: Final = rf"""
    \#(?P<tag>(?=_*[\p{{L}}\p{{N}}])[\w\p{{M}}]+)
  | (?P<word>{_WORD}(?:['-]{_WORD})*)
  | (?P<glyph>{_GLYPH})
  | (?P<emoji>{_EMOJI})
  | (?P<stop>[!?。]+|\.+(?!\w))
"""
_FLAGS: Final = regex.VERBOSE | regex.VERSION1
_QUIET = regex.compile(_TOKEN, _FLAGS)
_NOISY = regex.compile(rf"(?P<noise>{_NOISE})|{_TOKEN}", _FLAGS)
_COMPOUND_PART: Final = re.compile(r"[^'-]+")
_IS_GLYPH: Final = regex.compile(_GLYPH, regex.VERSION1)
# "BESTBuy2024" in the letters of `_shape`: BEST, Buy, 2024.
_TAG_PART: Final = re.compile(r"(?:Am*+)+(?!a)|(?:Am*+)?(?:am*+)+|(?:0m*+)+|gm*+")


class Word(NamedTuple):
    """A folded word, its place in the original text (code points), and how many positions it reaches over."""

    text: str
    start: int
    end: int
    reach: int = 1


def read(text: str) -> list[list[Word]]:
    """The positions of a text, in order, each with the words that begin there, the shortest first."""
    folded = fold(text)
    plain = folded.text
    pattern = _NOISY if "@" in plain or "/" in plain or "www." in plain else _QUIET
    positions: list[list[Word]] = []
    for found in pattern.finditer(plain):
        kind = found.lastgroup
        if kind == "noise":
            positions.append([])
        elif kind == "tag":
            positions += _hashtag(text, folded, *found.span("tag"))
        elif kind == "word":
            positions += _compound(folded, *found.span())
        else:
            positions.append([_word(folded, STOP if kind == "stop" else found.group(), *found.span())])
    return positions


def _word(folded: Folded, text: str, start: int, end: int, reach: int = 1) -> Word:
    return Word(text, folded.starts[start], folded.ends[end - 1], reach)


def _compound(folded: Folded, start: int, end: int) -> list[list[Word]]:
    text = folded.text[start:end]
    if "'" not in text and "-" not in text:
        return [[_word(folded, text, start, end)]]
    parts = [
        [_word(folded, part.group(), start + part.start(), start + part.end())]
        for part in _COMPOUND_PART.finditer(text)
    ]
    parts[0].append(_word(folded, text.replace("'", "").replace("-", ""), start, end, len(parts)))
    return parts


def _hashtag(text: str, folded: Folded, start: int, end: int) -> list[list[Word]]:
    parts = []
    for part in _TAG_PART.finditer(_shape(text, folded, start, end)):
        first, last = start + part.start(), start + part.end()
        parts.append([_word(folded, folded.text[first:last], first, last)])
    whole = folded.text[start:end].replace("_", "")
    if len(parts) > 1:
        parts[0].append(_word(folded, whole, start, end, len(parts)))
    parts[0].append(_word(folded, TAG + whole, start, end, len(parts)))
    return parts


def _shape(text: str, folded: Folded, start: int, end: int) -> str:
    """A letter for each folded character of a hashtag: A capital, a small, 0 digit, g glyph, m goes with the last."""
    shape = []
    for place in range(start, end):
        letter = folded.text[place]
        original = folded.starts[place]
        if place > start and folded.starts[place - 1] == original:
            shape.append("m")
        elif letter == "_":
            shape.append("_")
        elif letter.isdigit():
            shape.append("0")
        elif _IS_GLYPH.match(letter):
            shape.append("g")
        else:
            shape.append("A" if text[original].isupper() else "a")
    return "".join(shape)
