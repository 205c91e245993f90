"""What a look at the network means for a reply that is about to leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, update

from helpdesk.clock import Clock
from helpdesk.networks.errors import (
    NetworkError,
    OutOfCredit,
    RefusedByNetwork,
    SignedOut,
    TryLater,
    Uncertain,
    WrongSettings,
)
from helpdesk.networks.protocol import Network
from helpdesk.outbox import outcomes
from helpdesk.outbox.backoff import next_try
from helpdesk.outbox.claiming import Due
from helpdesk.outbox.holding import Hold, hold
from helpdesk.outbox.looking import Seen, elsewhere, itself, look
from helpdesk.outbox.pacing import wait_until
from helpdesk.outbox.same_words import same_words
from helpdesk.records.budgets import note_budgets, note_spending
from helpdesk.records.database import Database
from helpdesk.records.replies import HELD_ELSEWHERE, HELD_UNSEEN, QUEUED, Reply
from helpdesk.records.stops import CREDIT, stop
from helpdesk.sla.changed_posts import edited, missing
from helpdesk.storable import storable

SHOWN = 80  # characters of what was said elsewhere


@dataclass(frozen=True)
class Before:
    """Looks, and writes down what was found; the claim that follows decides by what is written."""

    database: Database
    clock: Clock
    network_of: Callable[[int], Network]
    tries: int
    quiet: timedelta

    def clear(self, due: Due) -> bool:
        """Whether nothing that was seen stands against posting it."""
        try:
            network = self.network_of(due.account_id)
            seen = look(network, due)
        except NetworkError as error:
            self._not_seen(due, error)
            return False
        now = self.clock.now()
        with self.database.writing() as connection:
            clear = self._noted(connection, due, seen)  # the conversation first, as everybody locks them
            note_budgets(connection, due.account_id, network.quotas(), now)
            note_spending(connection, due.account_id, now, posting=network.take_spent())
        return clear

    def _noted(self, connection: Connection, due: Due, seen: Seen) -> bool:
        now = self.clock.now()
        arrived = itself(seen, due)
        if arrived is not None:
            outcomes.sent(connection, due.id, arrived, now)
            return False
        if due.part > 1:
            return True
        if seen.post is None:
            missing(connection, due.mention_id, now)  # the claim holds it, unless a person insisted
            return True
        if not same_words(seen.post.text, due.asked):
            edited(connection, due.mention_id, seen.post.text, seen.post.edited_at, now)
        other = elsewhere(connection, seen, due)
        if other is None:
            return True
        said = storable(f"{other.text[:SHOWN]}…" if len(other.text) > SHOWN else other.text)
        hold(connection, due, Hold(HELD_ELSEWHERE, f"Somebody answered outside this desk: “{said}”"), now)
        return False

    def _not_seen(self, due: Due, error: NetworkError) -> None:
        now = self.clock.now()
        with self.database.writing() as connection:
            if isinstance(error, OutOfCredit):
                stop(connection, due.account_id, error.sentence, now, cause=CREDIT)
            elif isinstance(error, SignedOut | WrongSettings):
                outcomes.gives_up(connection, due, error.sentence, now, self.quiet)
            elif isinstance(error, RefusedByNetwork) or due.failed_looks + 1 >= self.tries:
                words = f"The network does not show us the post that this answers: {error.sentence}"
                hold(connection, due, Hold(HELD_UNSEEN, words), now)
            else:
                at = next_try(now, due.failed_looks + 1, error.until if isinstance(error, TryLater) else None)
                queued = update(Reply).where(Reply.id == due.id, Reply.state == QUEUED, Reply.tries == due.tries)
                looked = {"failed_looks": due.failed_looks + 1, "not_before": at}
                connection.execute(
                    queued.values(reason=f"Could not look at the post first: {error.sentence}", **looked)
                )
                if not isinstance(error, Uncertain) or error.status is None:  # an answer is about this post alone
                    wait_until(connection, due.account_id, at)
