"""What a customer's words become before they are kept: nothing that a database or a browser can't hold."""

from __future__ import annotations

LONGEST = 20_000  # characters kept of one post; no network shows more of one


def storable(text: str) -> str:
    """The text with what no database or browser can hold (NUL, halves of surrogate pairs) shown as U+FFFD."""
    if "\x00" in text or not text.isascii():
        return text.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
