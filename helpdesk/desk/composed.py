"""NFC that is the same on the server and in every browser, and takes time that grows with the text alone.

Two things are missing from the standard library. Python and the browser know different versions of Unicode, so a
mark that is new to one of them stands still for it and moves for the other: we compose by Unicode 14 (Python 3.11),
and what came later stands as it is. And a run of a thousand combining marks is sorted by moving each past the one
before it, for minutes: we sort such a run first, which changes nothing in the result.
static/js/composed.js does the same.
"""

from __future__ import annotations

import re
import unicodedata

import regex

# Holes of Unicode 14 in which later versions (up to 17) placed marks and letters that compose.
_LATER = re.compile(
    "([\u0897\u1acf-\u1aff\U000105bd-\U000105ff\U00010d3a-\U00010e5f\U00010eb2-\U00010eff\U00011375-\U000113ff"
    "\U00011ef9-\U00011faf\U00014647-\U000167ff\U00016b90-\U00016e3f\U0001e02b-\U0001e0ff\U0001e300-\U0001e7df]+)"
)
_LONG_RUN = regex.compile(r"\p{M}{32,}+")


def composed(text: str) -> str:
    """`text` in Unicode's normalisation form C."""
    if text.isascii():
        return text
    if not _LATER.search(text):
        return _compose(text)
    pieces = _LATER.split(text)
    pieces[::2] = map(_compose, pieces[::2])
    return "".join(pieces)


def _compose(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _LONG_RUN.sub(lambda run: _in_order(run[0]), text))


def _in_order(marks: str) -> str:
    """The same marks as canonical ordering places them (Unicode Standard, D109): by class, between starters."""
    apart = {mark: unicodedata.normalize("NFD", mark) for mark in set(marks)}
    classes = {mark: unicodedata.combining(mark) for mark in set("".join(apart.values()))}
    ordered: list[str] = []
    waiting: list[str] = []
    for mark in "".join(map(apart.__getitem__, marks)):
        if classes[mark]:
            waiting.append(mark)
        else:
            ordered += [*sorted(waiting, key=classes.__getitem__), mark]
            waiting = []
    return "".join(ordered + sorted(waiting, key=classes.__getitem__))
