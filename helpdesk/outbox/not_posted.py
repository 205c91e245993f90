"""What to do with a reply that the network did not take, or may have taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from helpdesk.clock import Clock
from helpdesk.networks.errors import (
    NetworkError,
    NotSent,
    OutOfCredit,
    RefusedByNetwork,
    SignedOut,
    TryLater,
    Uncertain,
    WrongSettings,
)
from helpdesk.outbox import outcomes
from helpdesk.outbox.backoff import next_try
from helpdesk.outbox.claiming import Claimed
from helpdesk.outbox.pacing import wait_until
from helpdesk.records.database import Database
from helpdesk.records.stops import CREDIT, stop


@dataclass(frozen=True)
class NotPosted:
    """Settles an attempt that ended with a NetworkError, in one transaction."""

    database: Database
    clock: Clock
    tries: int
    quiet: timedelta

    def settle(self, reply: Claimed, error: NetworkError, *, harmless: bool) -> None:
        """`harmless`: the network says that the very same post may be sent once more, whatever became of the first."""
        now = self.clock.now()
        with self.database.writing() as connection:
            if isinstance(error, OutOfCredit):
                # Nothing but a person's money helps: the answer waits, and the account posts nothing until resumed.
                outcomes.later(connection, reply.id, error.sentence, now, now)
                stop(connection, reply.account_id, error.sentence, now, cause=CREDIT)
            elif isinstance(error, NotSent | TryLater) and reply.attempt < self.tries:
                until = error.until if isinstance(error, TryLater) else None
                again_at = next_try(now, reply.attempt, until)
                outcomes.later(connection, reply.id, error.sentence, again_at, now)
                if isinstance(error, TryLater):  # it was asked for by the network, so it holds for all our answers
                    wait_until(connection, reply.account_id, again_at)
            elif isinstance(error, Uncertain) and harmless and reply.attempt < self.tries:
                again_at = next_try(now, reply.attempt)
                outcomes.later(connection, reply.id, error.sentence, again_at, now, in_doubt=True)
            elif _surely_not(error) and not reply.in_doubt:
                outcomes.failed(connection, reply.id, error.sentence, now)
            else:
                outcomes.unknown(connection, reply.id, error.sentence, now + self.quiet, now)


def _surely_not(error: NetworkError) -> bool:
    return isinstance(error, NotSent | TryLater | RefusedByNetwork | SignedOut | WrongSettings)
