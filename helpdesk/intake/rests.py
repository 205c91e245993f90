"""When a network is left alone with what can wait: searches and looks, which it counts apart from polls.

They are made between two polls of an account. So whoever is not answered there rests before it asks again, or mentions
would wait for each such silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.networks.errors import NetworkError, TryLater

USUAL = timedelta(minutes=1)


@dataclass(frozen=True)
class Rests:
    """Until when, by account. A restart forgets it, and is told again."""

    _until: dict[int, datetime] = field(default_factory=dict)

    def on(self, account_id: int, now: datetime) -> bool:
        """Whether the account's network is left alone now."""
        return now < self._until.get(account_id, now)

    def begin(self, account_id: int, error: NetworkError, now: datetime) -> None:
        """Leaves it alone for as long as it asked for, else for a minute."""
        asked_for = error.until if isinstance(error, TryLater) else None
        self._until[account_id] = asked_for or now + USUAL
