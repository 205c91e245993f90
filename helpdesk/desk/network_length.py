"""How long a text is by a network's own rule: X's weights, Bluesky's and Mastodon's graphemes, or code points."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import regex

from helpdesk.desk.composed import composed
from helpdesk.desk.links import links

Unit = Literal["code points", "graphemes", "weighted"]

# twitter-text's configuration v3: these weigh 1, everything else 2, an emoji 2 however many code points it has.
_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")
# An emoji: a flag, a keycap, or parts joined with ZWJ; a skin tone only after what has skin; a bare © or ® is text.
# (twitter-text 3.1.0 knows the sequences of 2018 by name; an invented one, like a flag of no country, is longer there.)
_PART = r"(?:\p{EBase}\p{EMod}|[©®]\ufe0f|(?![©®])\p{Extended_Pictographic}\ufe0f?+)"
_TAGS = r"(?:[\U000e0020-\U000e007e]++\U000e007f)?+"
_EMOJI = regex.compile(rf"\p{{RI}}\p{{RI}}|[0-9#*]\ufe0f?+\u20e3|{_PART}{_TAGS}(?:\u200d{_PART})*+")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{1,2}")
_PROTOCOL = re.compile("https?://", re.IGNORECASE)


def network_length(text: str, unit: Unit, link_length: int) -> int:
    """The length of `text` in `unit`, each link `link_length` long; 0 means that links count as they are written.

    X shortens every link. The others shorten at most those with a protocol (Mastodon's rule), so only those are.
    """
    text = composed(text)
    length = _MEASURES[unit]
    total, after = 0, 0
    for start, end in links(text) if link_length else []:
        if unit == "weighted" or _PROTOCOL.match(text, start):
            total += length(text[after:start]) + link_length
            after = end
    return total + length(text[after:])


def _weight(text: str) -> int:
    rest: str
    emoji: int
    rest, emoji = _EMOJI.subn("", text)
    return 2 * emoji + len(rest) + len(_LIGHT.sub("", rest))


def _graphemes(text: str) -> int:
    # A pair of regional indicators is one grapheme. Given a long row of them, \X counts from its start at each one.
    return sum(1 for _ in regex.finditer(r"\X", _FLAGS.sub("a", text)))


_MEASURES: dict[Unit, Callable[[str], int]] = {"code points": len, "graphemes": _graphemes, "weighted": _weight}
