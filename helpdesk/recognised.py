"""Sentences that were made in English, by a network's code or by Python, told in the reader's language. Pure.

What was kept of them is the finished sentence, so they are recognised by the messages that they can have come from.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from helpdesk.language import ENGLISH, current, in_digits, kept

_PLACE = re.compile(r"%\\\((\w+)\\\)s")  # as `re.escape` leaves one
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+")


class Found(NamedTuple):
    """The message that a sentence came from, and what stands at its places."""

    message: str
    values: dict[str, str]


class Recognised:
    """The messages that there are, marked with N_. What could be of several is of the first."""

    def __init__(self, *messages: str) -> None:
        self._whole = {message for message in messages if "%(" not in message}
        self._others = [message for message in messages if "%(" in message]
        self.found = lru_cache(maxsize=2_000)(self._found)

    def told(self, sentence: str) -> str:
        """The sentence in the reader's language, with what stands at its places; one that no message fits as it is."""
        if current() == ENGLISH:
            return sentence
        found = self.found(sentence)
        if found is None:
            return in_digits(int(sentence.replace(",", ""))) if _DIGITS.fullmatch(sentence) else sentence
        return kept(found.message, **{name: self.told(value) for name, value in found.values.items()})

    def _found(self, sentence: str) -> Found | None:
        if sentence in self._whole:
            return Found(sentence, {})
        for message in self._others:
            if fits := _pattern(message).fullmatch(sentence):
                return Found(message, fits.groupdict())
        return None


@cache
def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(message)), re.DOTALL)
