"""When alarms leave the desk. Pure: the first goes at once, what follows within minutes goes together, and at night
only what is urgent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`quiet_from` and `quiet_until` are local times in `zone`; quiet may go over midnight, and is never when empty."""

    zone: ZoneInfo
    gap: timedelta = timedelta(minutes=15)
    quiet_from: time | None = None
    quiet_until: time | None = None

    def is_quiet(self, now: datetime) -> bool:
        """Whether people sleep."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return False
        here = now.astimezone(self.zone).time()
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= here < self.quiet_until
        return here >= self.quiet_from or here < self.quiet_until

    def is_time(self, now: datetime, *, last: datetime | None, urgent: bool) -> bool:
        """Whether what waits for one recipient leaves now; `last` is when they were last told."""
        if self.is_quiet(now) and not urgent:
            return False
        return last is None or now - last >= self.gap


def local_time(written: str) -> time | None:
    """ "07:30" as a time; None for nothing."""
    return time.fromisoformat(written) if written else None
