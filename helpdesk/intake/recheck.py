"""Looks again at posts that wait for an answer: networks tell nobody that a post was changed or taken back.

Those that are due next are looked at first, each at most once in a while, a few in one step: the rest can wait, since
nothing is sent without a look anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, or_, select, update

from helpdesk.clock import Clock
from helpdesk.intake.due_next import due_next
from helpdesk.intake.rests import Rests
from helpdesk.networks.errors import Missing, NetworkError, RefusedByNetwork, Uncertain
from helpdesk.networks.protocol import Network
from helpdesk.records.budgets import note_budgets, note_spending
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.sla.changed_posts import edited, missing, there_again

AT_ONCE = 5  # of one account in one step
DOUBTFUL = timedelta(days=1)  # a post that is missing is looked for as long as this


@dataclass(frozen=True)
class Recheck:
    """One account's. `every`: how long a post is left alone between two looks."""

    database: Database
    clock: Clock
    every: timedelta
    rests: Rests = field(default_factory=Rests)

    def step(self, account_id: int, network: Network) -> bool:
        """Looks at the next few posts; always false, the next step comes soon enough."""
        if self.rests.on(account_id, self.clock.now()):
            return False
        for mention_id, remote_id in self._waiting(account_id):
            try:
                post = network.read(remote_id)
            except Missing:
                post = None
            except RefusedByNetwork:
                self._looked(mention_id)  # not for us to see any more: neither changed nor gone
                continue
            except Uncertain as error:
                self._looked(mention_id)  # else a post that cannot be read would be the next one for ever
                if error.status is None:  # no answer at all: the others would only wait for it, too
                    self.rests.begin(account_id, error, self.clock.now())
                    return False
                continue
            except NetworkError as error:  # if it is of the account, its poll will tell
                self.rests.begin(account_id, error, self.clock.now())
                return False
            now = self.clock.now()
            with self.database.writing() as connection:
                if post is None:
                    missing(connection, mention_id, now)
                else:
                    there_again(connection, mention_id, now)
                    edited(connection, mention_id, post.text, post.edited_at, now)
                connection.execute(update(Mention).where(Mention.id == mention_id).values(checked_at=now))
                note_budgets(connection, account_id, network.quotas(), now)
                note_spending(connection, account_id, now, reading=network.take_spent())
        return False

    def _waiting(self, account_id: int) -> list[tuple[int, str]]:
        next_few = due_next(account_id)
        looked_at, now = func.coalesce(Mention.checked_at, Mention.received_at), self.clock.now()
        there_or_doubtful = or_(Mention.deleted_at.is_(None), Mention.deleted_at > now - DOUBTFUL)
        query = (
            select(Mention.id, Mention.remote_id)
            .join(next_few, next_few.c.last_mention_id == Mention.id)
            .where(there_or_doubtful, looked_at <= now - self.every)
            .order_by(looked_at)
            .limit(AT_ONCE)
        )
        with self.database.reading() as connection:
            return [(row.id, row.remote_id) for row in connection.execute(query)]

    def _looked(self, mention_id: int) -> None:
        with self.database.writing() as connection:
            connection.execute(update(Mention).where(Mention.id == mention_id).values(checked_at=self.clock.now()))
