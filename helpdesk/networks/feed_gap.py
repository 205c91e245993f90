"""What a feed let go of between two looks. Pure.

A feed shows its newest entries only. As long as one of those that were the newest at the last look is still there,
nothing fell out in between; when all of them are gone, what stood between them and the oldest of now was never seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from helpdesk.networks.protocol import Gap, Post

REMEMBERED = 20  # of the newest entries, so that a few which their writers took back declare no gap
REASON = "None of the newest entries of the last look was in the feed any more: others may have come and gone."


def seen(entries: Sequence[Post], now: datetime) -> dict[str, str]:
    """What to remember of a look at these entries, oldest first: short marks, and the time of the newest."""
    newest = entries[-REMEMBERED:]
    if not newest:
        return {}
    marks = " ".join(_mark(entry) for entry in newest)
    return {"newest": marks, "newest_at": min(newest[-1].published_at, now).isoformat()}


def lost(known: Mapping[str, str], entries: Sequence[Post], now: datetime) -> Gap | None:
    """The stretch that `entries` no longer show since the look that `known` remembers; None when there is none."""
    marks = known.get("newest", "").split()
    if not marks or not entries or not {_mark(entry) for entry in entries}.isdisjoint(marks):
        return None
    since, oldest = _moment(known.get("newest_at", "")), min(entries[0].published_at, now)
    return Gap(since, oldest if since is None or oldest > since else now, REASON)


def _mark(entry: Post) -> str:
    return hashlib.sha256(entry.remote_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
