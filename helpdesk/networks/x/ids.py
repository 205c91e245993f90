"""X's ids are moments: the bits above the lowest 22 are milliseconds since 4 November 2010. Pure.

Snowflake, as Twitter published it: id = (ms - 1288834974657) << 22 | machine and sequence. Ids made in the same second
by different machines are in no order, so a comparison of two ids is good to about a second.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

FIRST = datetime.fromtimestamp(1_288_834_974.657, UTC)
LARGEST = 10**19 - 1  # ids have at most 19 digits

_ID = re.compile(r"[0-9]{1,19}")


def is_id(value: object) -> TypeGuard[str]:
    """Whether X could have given this as an id."""
    return isinstance(value, str) and value.isascii() and _ID.fullmatch(value) is not None


def made_at(post_id: str) -> datetime:
    """The moment at which an id was made, in UTC, to the millisecond."""
    return FIRST + timedelta(milliseconds=int(post_id) >> 22)


def id_at(moment: datetime) -> str | None:
    """The lowest id that could be made at `moment`; None for a moment before the first id."""
    milliseconds = (moment - FIRST) // timedelta(milliseconds=1)
    return str(min(milliseconds << 22, LARGEST)) if milliseconds > 0 else None
