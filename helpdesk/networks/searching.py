"""Which networks can be searched for words: on the others only who names us is heard. Pure."""

from __future__ import annotations

SEARCHED = frozenset({"bluesky", "practice", "x"})
