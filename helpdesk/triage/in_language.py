"""A keyword of one language: "de: Gift" counts in German posts, where it is poison, and not in English ones. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_WRITTEN: Final = re.compile(r"\s*([A-Za-z]{2}):\s+(?=\S)")


@cache
def _languages() -> frozenset[str]:
    from babel import Locale  # the desk's texts are read as late, too

    return frozenset(code for each in Locale("en").languages if len(code := str(each)) == 2)


def in_language(keyword: str) -> tuple[str | None, str]:
    """The language that a keyword is kept to, and its words; None and all of it when it counts in every language.

    Two letters that are no language are words: "re: refund".
    """
    found = _WRITTEN.match(keyword)
    if found is None or found[1].lower() not in _languages():
        return None, keyword
    return found[1].lower(), keyword[found.end() :]


def counts_in(kept_to: str | None, written_in: str | None) -> bool:
    """Whether a keyword of this language counts in a post of that one; where that isn't known, all do."""
    return kept_to is None or written_in is None or kept_to == written_in
