"""Ids as Mastodon gives them: decimal numbers that hold the time and always grow.

The milliseconds stand in the upper bits and a running number in the lower 16, so every id is larger than 2**53 and
cannot survive as a floating-point number. One row of the store holds the last id given; it is read and moved inside
the transaction that uses the id, so the order of ids is the order in which posts became visible.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

LARGEST = 2**63 - 1
FIRST = 2**53


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return int(moment.timestamp() * 1000)


def moment(value: int) -> datetime:
    """The aware UTC moment of a number of milliseconds since 1970."""
    return datetime.fromtimestamp(value / 1000, UTC)


def written(value: int) -> str:
    """A time as Mastodon writes it: ISO 8601 in UTC with three decimals and a Z."""
    return moment(value).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value % 1000:03d}Z"


def take_id(connection: sqlite3.Connection, now_ms: int) -> int:
    """The next id, larger than any before even if the clock stepped back."""
    (last,) = connection.execute("SELECT last_id FROM state").fetchone()
    following = max(int(last) + 1, now_ms << 16)
    connection.execute("UPDATE state SET last_id = ?", (following,))
    return following


def parse_id(text: str | None) -> int | None:
    """The number in an id that a client sent; None for anything that cannot be one of our ids."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    return min(int(text), LARGEST)
