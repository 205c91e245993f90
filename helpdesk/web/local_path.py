"""Where `next` may lead: to a page of this desk. Pure."""

from __future__ import annotations

LONGEST = 2_000


def local_path(wanted: str | None, *, otherwise: str = "/") -> str:
    """`wanted` when every browser takes it for a path on this host, else `otherwise`.

    Browsers read a backslash as a slash and drop tabs, line ends and leading spaces, so none of these may occur.
    """
    if not wanted or len(wanted) > LONGEST or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    if "\\" in wanted or any(not character.isprintable() or character.isspace() for character in wanted):
        return otherwise
    return wanted
