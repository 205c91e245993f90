"""The only reader of the time.

Everything else is handed a `Clock` or a moment called `now`, so that tests can set the time forward instead of
waiting for it, and one operation sees one moment.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time: `now()` in UTC for what is stored, `monotonic()` in seconds for waits and overdue checks."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never steps back, so waits are measured with it."""
        return time.monotonic()
