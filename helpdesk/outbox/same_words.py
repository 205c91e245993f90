"""Whether a post says what was meant, whatever a network may change in showing it. Pure."""

from __future__ import annotations

import unicodedata


def same_words(shown: str, meant: str) -> bool:
    """Whether two texts agree but for white space and the server part of a handle."""
    return _words(shown) == _words(meant)


def _words(text: str) -> list[str]:
    words = unicodedata.normalize("NFC", text).split()
    return ["@" + word[1:].split("@")[0] if word.startswith("@") else word for word in words]
