"""Domains: which dots a top-level domain follows, which parts are Latin, which labels DNS can carry."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from helpdesk.desk.link_alphabet import LATIN

LONGEST_LABEL = 63  # RFC 1035, in its encoded form

TOP_LEVEL = frozenset(
    word
    for line in (Path(__file__).parent / "tlds.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


def _either_case(domain: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in domain)


# Latin ones are looked up in a set: 1,400 alternatives at every dot would be slow. For the others the longer one
# wins, and a look at the first letter saves most dots from trying them all.
_OTHERS = sorted((domain for domain in TOP_LEVEL if not domain.isascii()), key=len, reverse=True)
_OTHER = f"(?=[{''.join(d[0] + d[0].upper() for d in _OTHERS)}])(?:{'|'.join(map(_either_case, _OTHERS))})"
_NO_MORE = r"(?![0-9A-Za-z@+\-])"
_DOT = re.compile(rf"\.(?:{_OTHER}{_NO_MORE}|([A-Za-z]{{2,18}}+){_NO_MORE}|[Xx][Nn]--[0-9A-Za-z\-]++)")

_LATIN_BACKWARDS = re.compile(rf"{LATIN}++(?:\.{LATIN}++)*+")
_LATIN_ONWARDS = re.compile(rf"(?:{LATIN}++\.)*+")
_DNS_DOTS = re.compile("[。．｡]")  # IDNA takes these for dots


def reach(expression: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where `expression` ends when it begins at `start`; `start` itself when it does not match."""
    match = expression.match(text, start, end)
    return match.end() if match else start


class Dots:
    """The dots of a text that a top-level domain follows, in order; looked for as far as somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: list[int] = []
        self.ends: list[int] = []
        self._more = (dot for dot in _DOT.finditer(text) if dot[1] is None or dot[1].lower() in TOP_LEVEL)
        self._farthest = -1  # all before this place are known
        self.mirror = text[::-1] if self.has(0) else ""  # expressions read forwards only

    def has(self, index: int) -> bool:
        """Whether there is a dot of this index."""
        while index >= len(self.places) and self._find():
            pass
        return index < len(self.places)

    def last_before(self, place: int) -> int:
        """The index of the last dot before `place`; -1 when there is none."""
        while self._farthest < place and self._find():
            pass
        return bisect_left(self.places, place) - 1

    def _find(self) -> bool:
        dot = next(self._more, None)
        if dot is None:
            self._farthest = len(self.text)
            return False
        self._farthest = dot.start()
        self.places.append(dot.start())
        self.ends.append(dot.end())
        return True

    def latin_domains(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The domains of Latin letters within the domain from `start` to `end`."""
        after = start
        size = len(self.text)
        for place in self.places[self.last_before(start) + 1 : self.last_before(end) + 1]:
            if place < after:
                continue
            begin = size - reach(_LATIN_BACKWARDS, self.mirror, size - place, size - after)
            if begin < place:
                after = self.ends[self.last_before(reach(_LATIN_ONWARDS, self.text, place + 1, end))]
                yield begin, after


def dns_can_carry(domain: str) -> bool:
    """Whether every label fits DNS when encoded."""
    return all(_encoded_length(label) <= LONGEST_LABEL for label in domain.split("."))


def _encoded_length(label: str) -> int:
    if len(label) > LONGEST_LABEL:  # encoding only makes it longer, and takes time
        return len(label)
    parts = _DNS_DOTS.split(label)
    return len(parts) - 1 + sum(len(p) if p.isascii() else 4 + len(p.encode("punycode")) for p in parts)
