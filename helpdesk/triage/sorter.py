"""Takes what is new in the queue, a batch a transaction, and gives each post to a conversation and a person.

One batch at a time, whoever starts it: two that ran at once could not see each other's conversations, and a customer
who wrote twice would get two.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from helpdesk.clock import Clock
from helpdesk.policy.revisions import Policy, in_force, newest_number
from helpdesk.records.database import Database
from helpdesk.records.mentions import NEW, Mention
from helpdesk.records.turns import take_turn
from helpdesk.triage.assigning import Assigning
from helpdesk.triage.batch import Batch
from helpdesk.triage.keywords import Matcher, compile_topics
from helpdesk.triage.threads import Threads, Waiting

OLDEST = (
    select(*(getattr(Mention, name) for name in Waiting._fields))
    .where(Mention.state == NEW)
    .order_by(Mention.id)
    .limit(bindparam("most"))
)


class Sorter:
    """Sorts what waits; keeps the compiled keywords from batch to batch until a new policy is published."""

    def __init__(
        self, database: Database, clock: Clock, *, score: int = 84, shortest: int = 5, batch: int = 500
    ) -> None:
        self._database, self._clock = database, clock
        self._score, self._shortest, self._batch = score, shortest, batch
        self._compiled: tuple[Policy, Matcher] | None = None

    def sort_batch(self) -> bool:
        """Sorts the oldest posts that wait; true when it found any. Raises NoPolicy while none is published."""
        with self._database.reading() as connection:
            if not _waiting(connection, 1):
                return False
        with self._database.writing() as connection:
            take_turn(connection, "triage")
            waiting = _waiting(connection, self._batch)
            if waiting:
                self._sort(connection, waiting)
        return bool(waiting)

    def _sort(self, connection: Connection, waiting: list[Waiting]) -> None:
        policy, matcher = self._policy(connection)
        threads = Threads(connection, waiting)
        batch = Batch(policy, Assigning(connection), self._clock.now())
        matches = matcher.match_all([mention.text for mention in waiting])
        for mention, match in zip(waiting, matches, strict=True):
            thread = threads.of(mention)
            if thread is None:
                thread = batch.open(mention, match)
            else:
                batch.follow_up(mention, thread)
            threads.put(mention, thread)
        batch.write(connection)

    def _policy(self, connection: Connection) -> tuple[Policy, Matcher]:
        if self._compiled is None or self._compiled[0].revision != newest_number(connection):
            policy = in_force(connection)
            matcher = compile_topics(policy.topics, score=self._score, shortest=self._shortest)
            self._compiled = (policy, matcher)
        return self._compiled


def _waiting(connection: Connection, limit: int) -> list[Waiting]:
    """The posts that have waited longest in the queue, in the order in which they were published.

    A thread is then put together parents first, even if the network gave its posts in another order.
    """
    found = [Waiting(*row) for row in connection.execute(OLDEST, {"most": limit})]
    return sorted(found, key=lambda mention: (mention.published_at, mention.id))
