"""The 140: what an answer will be when it is posted, and how long that is.

The rule is the classic one of twitter-text (configuration v1): composed (NFC) code points, each link 23. The sign-off
counts. static/js/wording.js counts in the browser, and asks here about words that may hold a link; the server decides.

Up to `MOST`, which no desk allows more of, a length is exact. What is longer, and what has more than `LONGEST`
characters as it is written, counts `MOST` + 1, in the browser too: so a million characters are refused at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpdesk.desk.composed import composed
from helpdesk.desk.links import LINK_LENGTH, length
from helpdesk.desk.links import links as links
from helpdesk.desk.network_length import Unit, network_length
from helpdesk.language import gettext as _

LIMIT = 140
MOST = 10_000
LONGEST = 25_000  # with nothing but the longest links there are it counts 140
COMPOSED = 4  # characters become one at most, when a text is composed

# Controls but the line feed; halves of surrogate pairs, which no encoding carries; what X refuses a post for.
_NEVER_SENT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def normalise(text: str) -> str:
    """The text that will be posted, byte for byte: done once or twice, the same.

    Line ends become LF, a tab a space; other controls, lone surrogates and what X refuses (U+FEFF, U+FFFE, U+FFFF)
    go; then NFC, without white space at either end.
    """
    return composed(_sendable(text)).strip()


def _sendable(text: str) -> str:
    return _NEVER_SENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def compose(body: str, sign_off: str) -> str:
    """The answer as it will be posted: `body` with the initials `sign_off` behind it ("AB" or "^AB"), if any."""
    body, initials = normalise(body), normalise(sign_off).removeprefix("^")
    return normalise(f"{body} ^{initials}") if initials else body


def count(text: str) -> int:
    """The length of `text` by the classic rule, in characters; `MOST` + 1 when it is too long to be counted.

    It is counted as given: see `normalise`.
    """
    return MOST + 1 if len(text) > LONGEST else min(length(composed(text), MOST), MOST + 1)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of the desk's limit an answer uses, and of its network's."""

    limit: int
    used: int
    left: int  # of the desk's limit; negative when over
    fits: bool  # within both limits
    network_limit: int | None = None
    network_used: int = 0
    network_unit: Unit = "code points"


def budget(
    text: str,
    sign_off: str,
    limit: int = LIMIT,
    network_characters: int | None = None,
    network_link_length: int = LINK_LENGTH,
    network_unit: Unit = "code points",
) -> Budget:
    """What the answer `text` with its sign-off uses of the desk's `limit` and of what the network takes, if known."""
    too_much = len(_sendable(text).strip()) > COMPOSED * LONGEST
    answer = "" if too_much else compose(text, sign_off)
    used = MOST + 1 if too_much else count(answer)
    if used > MOST:
        return Budget(limit, used, limit - used, False, network_characters, 0, network_unit)
    if network_characters is None:
        return Budget(limit, used, limit - used, used <= limit)
    taken = network_length(answer, network_unit, network_link_length)
    fits = used <= limit and taken <= network_characters
    return Budget(limit, used, limit - used, fits, network_characters, taken, network_unit)


def too_long(budget: Budget) -> str:
    """The sentence that refuses an answer that does not fit; empty for one that does."""
    if budget.used > MOST:
        return _("This answer is too long to be counted; %(limit)s characters are allowed.", limit=budget.limit)
    if budget.used > budget.limit:
        return _(
            "This answer is %(used)s characters long; %(limit)s are allowed (links count 23, the sign-off counts).",
            used=budget.used, limit=budget.limit,
        )  # fmt: skip
    if not budget.fits:
        return _(
            "This answer is %(used)s characters long as its network counts them; "
            "%(limit)s are allowed there (the sign-off counts).",
            used=budget.network_used, limit=budget.network_limit,
        )  # fmt: skip
    return ""
