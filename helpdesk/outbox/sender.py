"""Posts what is queued, one reply a step.

    claim (committed)  ->  POST  ->  read it back  ->  sent
                             |             `-> not seen yet: unknown, looked for later
                             |-> surely not posted: tried again, or failed
                             `-> anything else: unknown, looked for later

No transaction is open while the network is asked, and a POST is never repeated by anybody but this state machine.
"""

from __future__ import annotations

from collections.abc import Callable
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
    WrongSettings,
)
from helpdesk.networks.protocol import Network, Outgoing, Posted
from helpdesk.outbox import outcomes
from helpdesk.outbox.backoff import next_try
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.outbox.same_words import same_words
from helpdesk.records.database import Database


@dataclass(frozen=True)
class Sender:
    """Everything a step needs. `network_of` gives the network of an account, or raises WrongSettings."""

    database: Database
    clock: Clock
    network_of: Callable[[int], Network]
    tries: int = 6  # of a reply that surely was not posted, before it counts as failed
    quiet: timedelta = timedelta(seconds=120)  # before an unsure one is looked for

    def send_next(self) -> bool:
        """Posts the next reply that is due; true when there was one."""
        with self.database.writing() as connection:
            reply = claim_next(connection, self.clock.now())
        if isinstance(reply, Claimed):
            self._post(reply)
        return reply is not None

    def _post(self, reply: Claimed) -> None:
        try:
            network = self.network_of(reply.account_id)
            posted = network.post(
                Outgoing(reply.text, reply.parent_remote_id, reply.key, reply.accepted_at, reply.visibility)
            )
        except NetworkError as error:
            self._not_posted(reply, error)
            return
        try:
            seen = _seen(network, posted)
        except NetworkError as error:
            self._unknown(reply, f"The network took it, but could not show it: {error.sentence}", posted.remote_id)
            return
        if (seen.parent_remote_id, seen.author_remote_id) != (reply.parent_remote_id, posted.author_remote_id):
            self._unknown(reply, "The network shows it in another place than meant.", posted.remote_id)
            return
        if not same_words(seen.text, reply.text):
            self._unknown(reply, "The network shows other words than were sent. Look there.", posted.remote_id)
            return
        with self.database.writing() as connection:
            outcomes.sent(connection, reply.id, seen, self.clock.now())

    def _not_posted(self, reply: Claimed, error: NetworkError) -> None:
        now = self.clock.now()
        again = isinstance(error, NotSent | TryLater)
        if again and reply.attempt < self.tries:
            at = next_try(now, reply.attempt, error.until if isinstance(error, TryLater) else None)
            with self.database.writing() as connection:
                outcomes.later(connection, reply.id, error.sentence, at, now)
        elif again or isinstance(error, RefusedByNetwork | SignedOut | OutOfCredit | WrongSettings):
            with self.database.writing() as connection:
                outcomes.failed(connection, reply.id, error.sentence, now)
        else:
            self._unknown(reply, error.sentence)

    def _unknown(self, reply: Claimed, reason: str, remote_id: str | None = None) -> None:
        now = self.clock.now()
        with self.database.writing() as connection:
            outcomes.unknown(connection, reply.id, reason, now + self.quiet, now, remote_id)


def _seen(network: Network, posted: Posted) -> Posted:
    """The post as the network shows it to everybody."""
    post = network.read(posted.remote_id)
    return Posted(post.remote_id, post.url, post.published_at, post.text, post.parent_remote_id, post.author.remote_id)
