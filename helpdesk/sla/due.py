"""When a promise falls due. Pure. Round the clock for now: every minute counts."""

from __future__ import annotations

from datetime import datetime, timedelta


def due(started_at: datetime, target_minutes: int) -> datetime:
    """The last moment at which the promise is kept."""
    return started_at + timedelta(minutes=target_minutes)
