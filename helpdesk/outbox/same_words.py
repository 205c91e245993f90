"""Whether a post says what was meant, whatever a network may change in showing it. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_PROTOCOL = re.compile("https?://", re.IGNORECASE)
_NAMES_FIRST = re.compile(r"(?:@\S+ )+")
_SIGN_OFF = re.compile(r" \^\S{1,8}\Z")


def same_words(shown: str, meant: str) -> bool:
    """Whether two texts agree but for white space, the server part of a handle, and what a network adds to a post.

    X puts handles in front of an answer, and a protocol (and a slash) to a link that had none.
    """
    there, ours = _words(shown), _words(meant)
    added = len(there) - len(ours)
    return added >= 0 and there[added:] == ours and all(word.startswith("@") for word in there[:added])


def fingerprint(text: str) -> str:
    """The same for replies that say the same, whomever they name and whoever signs them."""
    words = " ".join(_words(text))
    said = _SIGN_OFF.sub("", _NAMES_FIRST.sub("", words, count=1)).casefold()
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _words(text: str) -> list[str]:
    words = _PROTOCOL.sub("", unicodedata.normalize("NFC", text)).split()
    return ["@" + word[1:].split("@")[0] if word.startswith("@") else word.rstrip("/") or word for word in words]
