"""What X charges for each resource, as it published it. A table to be looked at whenever X changes its prices.

All in millionths of a US dollar. From the pay-per-use page of X's developer documentation, August 2026: prices are by
resource, and the same resource is free for the rest of the UTC day.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date, datetime

AS_OF = date(2026, 8, 1)
OWN_READ = 1_000  # our own mentions, our own posts
POST_READ = 5_000  # any other post: search, look-up
USER_READ = 10_000
REPLY = 10_000  # an answer to a post that names us
REPLY_WITH_LINK = 200_000

MOST_REMEMBERED = 100_000  # resources; beyond that the day is forgotten, which overstates what was spent


class Spending:
    """Adds up what was read and written since it was last asked. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent = 0
        self._day: date | None = None
        self._paid: set[str] = set()

    def read(self, kind: str, ids: Iterable[str], price: int, now: datetime) -> None:
        """Resources of a `kind` ("post", "user") that an answer held: each is paid for once a day."""
        with self._lock:
            if now.date() != self._day or len(self._paid) > MOST_REMEMBERED:
                self._day, self._paid = now.date(), set()
            fresh = {f"{kind}-{each}" for each in ids} - self._paid
            self._paid |= fresh
            self._spent += price * len(fresh)

    def wrote(self, *, with_link: bool) -> None:
        """One answer."""
        with self._lock:
            self._spent += REPLY_WITH_LINK if with_link else REPLY

    def take(self) -> int:
        """What was spent since the last call."""
        with self._lock:
            spent, self._spent = self._spent, 0
        return spent
