"""When a network says "later": reads its three dialects of that moment. Pure.

Unix seconds (X), ISO 8601 (Mastodon, GoToSocial) and Retry-After (RFC 9110, 10.2.3: seconds or an HTTP date).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=24)  # a longer one is more likely a mistake than a rule; asking once a day harms nobody
HEADERS = ("retry-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
FIRST_UNIX_SECONDS = 1_000_000_000  # a number below the year 2001 is a wait, one above it a moment

_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


def later_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment to try again: after `now`, at most 24 h ahead; None when no header (lower-case names) says so."""
    for name in HEADERS:
        until = parse_reset(headers.get(name, ""), now)
        if until is not None:
            return until
    return None


def parse_reset(value: str, now: datetime) -> datetime | None:
    """One header's moment in UTC: after `now`, at most 24 h ahead; None for nonsense and for what is past."""
    try:
        moment = _moment(value.strip(), now)
        if moment is None or moment <= now:
            return None
        return min(moment.astimezone(UTC), now + LONGEST_WAIT)
    except (ValueError, OverflowError):
        return None


def _moment(value: str, now: datetime) -> datetime | None:
    if _NUMBER.fullmatch(value):
        number = float(value)
        if number < FIRST_UNIX_SECONDS:
            return now + min(timedelta(seconds=number), LONGEST_WAIT)
        return datetime.fromtimestamp(number, UTC)
    if value[:4].isdigit():
        return _aware(datetime.fromisoformat(value))
    return _aware(parsedate_to_datetime(value)) if value else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
