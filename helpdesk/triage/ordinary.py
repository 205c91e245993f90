"""Ordinary English words: they are never taken for a misspelt keyword ("older" is not "order").

`ordinary_words.txt` was written for this desk: everyday words, above all those a letter or two away from what
customers write to support about. Inflected forms follow from the base form by the usual endings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

_ENDINGS: Final = {"s": ("s", "es"), "d": ("ed",), "r": ("er",), "t": ("est",), "g": ("ing",), "y": ("ly",)}


@cache
def ordinary_words() -> frozenset[str]:
    """The list, folded."""
    return frozenset(Path(__file__).with_name("ordinary_words.txt").read_text(encoding="utf-8").split())


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing by themselves, in the languages of the shipped policy; folded. Written for this desk."""
    return frozenset(Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8").split())


def base_forms(word: str) -> Iterator[str]:
    """What the word may be a form of: "prices" of "price", "stopped" of "stop", "replies" of "reply"."""
    for ending in _ENDINGS.get(word[-1:], ()):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        yield stem
        if ending not in ("s", "ly"):
            yield stem + "e"
        if stem.endswith("i"):
            yield stem[:-1] + "y"
        if stem[-1] == stem[-2]:
            yield stem[:-1]
