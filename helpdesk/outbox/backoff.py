"""How long to wait before a reply that surely was not posted is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=10)
FURTHEST = timedelta(hours=24)  # no network may make us wait longer than this


def next_try(now: datetime, tries: int, asked_for: datetime | None = None) -> datetime:
    """The moment of the next try after `tries` of them: 5 s, 15 s, 45 s … at most 10 min; later if the network asked.

    `asked_for` is the moment the network named, and is believed up to a day ahead.
    """
    growth: int = 3 ** min(max(tries - 1, 0), 10)
    wait = min(FIRST * growth, LONGEST)
    asked = min(asked_for, now + FURTHEST) if asked_for else now
    return max(now + wait, asked)
