"""Posts what is queued, one reply a step.

    look at the post  ->  claim (committed)  ->  POST  ->  read it back  ->  sent
          |                    |                  |             `-> not seen yet: unknown, looked for later
          |                    |                  |-> surely not posted: tried again, or failed
          |                    |                  `-> anything else: unknown, looked for later
          `--------------------`-> gone, changed, answered elsewhere, not permitted: held, for a person

No transaction is open while the network is asked, and a POST is repeated by nobody but this state machine: after a
doubt only where the network says that a repeat is harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from helpdesk.clock import Clock
from helpdesk.networks.errors import NetworkError
from helpdesk.networks.protocol import Network, Outgoing, Posted
from helpdesk.outbox import outcomes
from helpdesk.outbox.before import Before
from helpdesk.outbox.claiming import Claimed, Due, claim_due, next_due
from helpdesk.outbox.holding import SameWords
from helpdesk.outbox.not_posted import NotPosted
from helpdesk.outbox.same_words import same_words
from helpdesk.records.budgets import note_budgets, note_spending
from helpdesk.records.database import Database


@dataclass(frozen=True)
class Sender:
    """Everything a step needs. `network_of` gives the network of an account, or raises WrongSettings."""

    database: Database
    clock: Clock
    network_of: Callable[[int], Network]
    tries: int = 6  # of a reply that surely was not posted, before it counts as failed
    quiet: timedelta = timedelta(seconds=120)  # before an unsure one is looked for
    look_first: bool = True
    same_words: SameWords = field(default_factory=lambda: SameWords("warn"))

    def send_next(self, account_id: int | None = None) -> bool:
        """Posts the next reply that is due, of this account if one is named; true when there was one."""
        with self.database.reading() as connection:
            due = next_due(connection, self.clock.now(), account_id)
        if due is None:
            return False
        before = Before(self.database, self.clock, self.network_of, self.tries, self.quiet)
        if not (self.look_first or due.in_doubt) or before.clear(due):  # a repeat is always looked for first
            with self.database.writing() as connection:
                claimed = claim_due(connection, due, self.clock.now(), self.same_words)
            if isinstance(claimed, Claimed):
                self._post(claimed)
        return True

    def _post(self, reply: Claimed) -> None:
        harmless = False
        try:
            network = self.network_of(reply.account_id)
            harmless = network.repeat_is_harmless
            posted = network.post(
                Outgoing(reply.text, reply.parent_remote_id, reply.key, reply.accepted_at, reply.visibility)
            )
        except NetworkError as error:
            NotPosted(self.database, self.clock, self.tries, self.quiet).settle(reply, error, harmless=harmless)
            return
        try:
            seen = _seen(network, posted)
        except NetworkError as error:
            self._unknown(reply, f"The network took it, but could not show it: {error.sentence}", posted.remote_id)
            return
        if seen.author_remote_id != (reply.own_id or posted.author_remote_id):
            self._unknown(reply, "The network shows it in another's name than ours. Look there.", posted.remote_id)
            return
        if seen.parent_remote_id != reply.parent_remote_id:
            self._unknown(reply, "The network shows it in another place than meant.", posted.remote_id)
            return
        if not same_words(seen.text, reply.text):
            self._unknown(reply, "The network shows other words than were sent. Look there.", posted.remote_id)
            return
        now = self.clock.now()
        with self.database.writing() as connection:
            outcomes.sent(connection, reply.id, seen, now)
            note_budgets(connection, reply.account_id, network.quotas(), now)
            note_spending(connection, reply.account_id, now, posting=network.take_spent())

    def _unknown(self, reply: Due, reason: str, remote_id: str | None = None) -> None:
        now = self.clock.now()
        with self.database.writing() as connection:
            outcomes.unknown(connection, reply.id, reason, now + self.quiet, now, remote_id)


def _seen(network: Network, posted: Posted) -> Posted:
    """The post as the network shows it to everybody."""
    post = network.read(posted.remote_id)
    return Posted(post.remote_id, post.url, post.published_at, post.text, post.parent_remote_id, post.author.remote_id)
