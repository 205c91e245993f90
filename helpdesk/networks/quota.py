"""What a network's answer tells of its budgets, in the header dialects of X, Mastodon and Bluesky. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from helpdesk.networks.limit_reset import parse_reset
from helpdesk.networks.protocol import Quota

# Prefixes of -limit, -remaining and -reset, and what the budget is for beside the request's own.
DIALECTS = (
    ("x-rate-limit", ""),  # X
    ("x-ratelimit", ""),  # Mastodon
    ("ratelimit", ""),  # Bluesky
    ("x-user-limit-24hour", " in 24 hours"),  # X, all requests of this user
    ("x-app-limit-24hour", " in 24 hours, all accounts"),  # X, all of this app
)


def quotas_of(headers: Mapping[str, str], budget: str, now: datetime) -> list[Quota]:
    """The budgets that an answer to a request of `budget` tells of; those without usable numbers are left out."""
    found = []
    for prefix, of in DIALECTS:
        limit, remaining = _number(headers.get(f"{prefix}-limit")), _number(headers.get(f"{prefix}-remaining"))
        if limit and remaining is not None and remaining <= limit:
            resets_at = parse_reset(headers.get(f"{prefix}-reset", ""), now)
            found.append(Quota(budget + of, limit, remaining, resets_at))
    return found


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 12 else None
