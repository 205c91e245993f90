"""How fast a network lets us post: when the next post keeps to all of its limits. Pure.

What the network itself says of its budgets counts; where it says nothing, the limits that it publishes do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many posts in any stretch of this length."""

    posts: int
    length: timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """What the network last said of one budget. `used` are the posts that we tried since it said so."""

    name: str
    remaining: int
    resets_at: datetime | None
    used: int


# The short window first, then that of a day. As published in 2026; a network's own words win over them.
PACES: Mapping[str, tuple[Window, Window]] = {
    "x": (Window(100, 15 * MINUTE), Window(10_000, DAY)),
    "mastodon": (Window(300, 3 * HOUR), Window(2_400, DAY)),
    "bluesky": (Window(1_666, HOUR), Window(11_666, DAY)),  # 5,000 and 35,000 points, of which a post costs 3
    "practice": (Window(1_000, 5 * MINUTE), Window(100_000, DAY)),
}
USUAL = (Window(60, HOUR), Window(500, DAY))  # for a network that nobody has listed
POSTING = "posting"  # how budgets of posts are named; that of a day goes on with " in 24 hours"


def free_at(now: datetime, full_since: Sequence[tuple[Window, datetime | None]], told: Sequence[Told]) -> datetime:
    """The earliest moment, `now` or later, at which one more post keeps to every limit.

    `full_since` has the short and the long window, each with the moment of its `posts`-th newest attempt (None when
    there were fewer).
    """
    moments = [now]
    for position, (window, since) in enumerate(full_since):
        said = _told_of(told, now, day=position > 0)
        if said:
            moments += [budget.resets_at for budget in said if budget.remaining <= budget.used and budget.resets_at]
        elif since is not None:
            moments.append(since + window.length)
    return max(moments)


def _told_of(told: Sequence[Told], now: datetime, *, day: bool) -> list[Told]:
    """What is still true of what the network said about this window: a budget that was reset is unknown again."""
    return [
        budget
        for budget in told
        if budget.name.startswith(POSTING)
        and ("24 hours" in budget.name) == day
        and budget.resets_at is not None
        and budget.resets_at > now
    ]
