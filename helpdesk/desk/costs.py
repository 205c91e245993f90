"""What listening costs, from what it did cost. Pure; money in millionths of a US dollar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DAY_SECONDS = 86_400
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """One day's polls and money."""

    polls: int
    reading: int
    posting: int


def foreseen(days: Sequence[Day], poll_seconds: float) -> int | None:
    """The money of 30 days at this polling interval, if they are like these `days`; None without a poll to go by.

    What a poll cost on average is taken for the cost of each further one. Networks that ask nothing for a post that
    was read before on the same day cost less than that when they are asked more often, so it is a ceiling there.
    """
    polls = sum(day.polls for day in days)
    if not polls:
        return None
    reading = sum(day.reading for day in days) / polls * DAY_SECONDS / poll_seconds
    posting = sum(day.posting for day in days) / len(days)
    return round(MONTH_DAYS * (reading + posting))
