"""Takes what is new in the queue, a batch a transaction, and gives each post to a conversation and a person.

One batch at a time, whoever starts it: two that ran at once could not see each other's conversations, and a customer
who wrote twice would get two.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from sqlalchemy import Connection, bindparam, select

from helpdesk.clock import Clock
from helpdesk.policy.revisions import in_force, newest_number
from helpdesk.records.among import among
from helpdesk.records.database import Database
from helpdesk.records.mentions import NEW, Mention
from helpdesk.records.moment import as_stored
from helpdesk.records.turns import take_turn
from helpdesk.records.uncollected import uncollected
from helpdesk.sla.promises import Promises
from helpdesk.sla.shifts import Shifts
from helpdesk.triage.assigning import Assigning
from helpdesk.triage.batch import Batch
from helpdesk.triage.handing_out import hand_out
from helpdesk.triage.keywords import Match, Matcher, compile_topics
from helpdesk.triage.threads import Threads, Waiting

OLDEST = (
    select(*(as_stored(getattr(Mention, name)) for name in Waiting._fields))
    .where(Mention.state == NEW)
    .order_by(Mention.id)
    .limit(bindparam("most"))
)
STILL_NEW = select(Mention.id).where(Mention.state == NEW, among(Mention.id, "ids"))


class Sorter:
    """Sorts what waits; keeps the compiled keywords from batch to batch until a new policy is published."""

    def __init__(
        self, database: Database, clock: Clock, *, score: int = 84, shortest: int = 5, batch: int = 500
    ) -> None:
        self._database, self._clock = database, clock
        self._score, self._shortest, self._batch = score, shortest, batch
        self._compiled: tuple[Promises, Matcher, Shifts] | None = None

    def sort_batch(self) -> bool:
        """Sorts the oldest posts that wait; true when it found any. Raises NoPolicy while none is published.

        The words are matched before the transaction begins, so that staff who answer meanwhile don't wait for it. A
        post that answers another needs no topic when that one is here; the few whose parent isn't are matched then.
        """
        with uncollected():
            with self._database.reading() as connection:
                waiting = _waiting(connection, self._batch)
                if not waiting:
                    return False
                promises, matcher, shifts = self._policy(connection)
            opening = [mention for mention in waiting if mention.parent_remote_id is None]
            matches = matcher.match_all([mention.text for mention in opening], [mention.lang for mention in opening])
            matched = {mention.id: match for mention, match in zip(opening, matches, strict=True)}
            with self._database.writing() as connection:
                take_turn(connection, "triage")
                if newest_number(connection) != promises.policy.revision:
                    return True  # another policy is in force since the words were matched: sort by that one
                new = set(connection.execute(STILL_NEW, {"ids": [mention.id for mention in waiting]}).scalars().all())
                here = [mention for mention in waiting if mention.id in new]
                self._sort(connection, promises, shifts, here, lambda mention: _match(mention, matched, matcher))
        return True

    def _sort(
        self,
        connection: Connection,
        promises: Promises,
        shifts: Shifts,
        mentions: list[Waiting],
        match: Callable[[Waiting], Match | None],
    ) -> None:
        now = self._clock.now()
        assigning = Assigning(connection, shifts, now)
        assigning.queue_first(hand_out(connection, assigning, now))
        threads = Threads(connection, mentions)  # after the queues: these threads may have an owner now
        assigning.meet({mention.author_id for mention in mentions})
        batch = Batch(promises, assigning, now)
        for mention in mentions:
            thread = threads.of(mention)
            if thread is None:
                thread = batch.open(mention, match(mention))
            else:
                batch.follow_up(mention, thread)
            threads.put(mention, thread)
        batch.write(connection)

    def _policy(self, connection: Connection) -> tuple[Promises, Matcher, Shifts]:
        if self._compiled is None or self._compiled[0].policy.revision != newest_number(connection):
            policy = in_force(connection)
            matcher = compile_topics(policy.topics, score=self._score, shortest=self._shortest)
            self._compiled = (Promises(policy), matcher, Shifts(policy))
        return self._compiled


def _match(mention: Waiting, matched: dict[int, Match | None], matcher: Matcher) -> Match | None:
    return matched[mention.id] if mention.id in matched else matcher.match(mention.text, mention.lang)


def _waiting(connection: Connection, limit: int) -> list[Waiting]:
    """The posts that have waited longest in the queue, in the order in which they were published.

    A thread is then put together parents first, even if the network gave its posts in another order.
    """
    found = list(map(Waiting._make, connection.execute(OLDEST, {"most": limit}).all()))
    return sorted(found, key=attrgetter("published_at", "id"))
