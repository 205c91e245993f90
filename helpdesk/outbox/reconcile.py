"""Settles the replies of which nobody knows whether they were posted: looks for them.

A look comes only after a quiet time, because a late request may still land: looking at once and posting again doubled
half the replies in an experiment. After the first look that finds nothing the very same is posted again, once, but only
where the network itself then finds the first one or makes it: by the post's id, or by a key that it still knows. Three
looks that find nothing leave the reply to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select, update

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.networks.errors import NetworkError
from helpdesk.networks.protocol import Network, Posted
from helpdesk.outbox import outcomes
from helpdesk.outbox.same_words import same_words
from helpdesk.outbox.telling import tell_author
from helpdesk.records.accounts import Account
from helpdesk.records.database import Database, claim
from helpdesk.records.events import record
from helpdesk.records.replies import QUEUED, SENDING, UNKNOWN, Attempt, Reply

LOOKS = 3
MOST_POSTS = 2_000  # of our own that one look goes through, back to before the first attempt
BETWEEN_LOOKS = timedelta(minutes=5)
KEY_LEFT = timedelta(minutes=15)  # of a key's life, for the repeat to leave and be carried out
CLOCKS_DIFFER = timedelta(minutes=5)
NOT_CONFIRMED = N_("An answer is not confirmed. %(reason)s")
NOT_FOUND = "Not found on the network in three looks. Look there yourself, then say whether it is there."


@dataclass(frozen=True)
class Reconciler:
    """Everything a step needs."""

    database: Database
    clock: Clock
    network_of: Callable[[int], Network]
    quiet: timedelta = timedelta(seconds=120)

    def settle_next(self) -> bool:
        """Settles or looks for the next unsure reply; true when there was one that was due."""
        return self._abandoned() or self._look_for_next()

    def _abandoned(self) -> bool:
        """A reply still being sent after the quiet time: the process that sent it is gone, so it is unsure."""
        now = self.clock.now()
        oldest = select(Reply.id).join(Attempt, Attempt.reply_id == Reply.id).where(
            Reply.state == SENDING, Attempt.ended_at.is_(None), Attempt.started_at <= now - self.quiet
        )  # fmt: skip
        with self.database.writing() as connection:
            reply_id = connection.execute(oldest.limit(1)).scalar()
            if reply_id is None:
                return False
            outcomes.unknown(connection, reply_id, "The desk stopped while it was being sent.", now, now)
        return True

    def _look_for_next(self) -> bool:
        now = self.clock.now()
        first_try = select(func.min(Attempt.started_at)).where(Attempt.reply_id == Reply.id).scalar_subquery()
        due = (
            select(Reply, Account.remote_id.label("own_id"), first_try.label("tried_at"))
            .join(Account, Account.id == Reply.account_id)
            .where(Reply.state == UNKNOWN, Reply.looks < LOOKS, Reply.not_before <= now)
            .order_by(Reply.not_before)
            .limit(1)
        )
        with self.database.reading() as connection:
            reply = connection.execute(due).one_or_none()
        if reply is None:
            return False
        try:
            since = reply.tried_at - CLOCKS_DIFFER
            network = self.network_of(reply.account_id)
            posts = network.own_posts(MOST_POSTS, since)
            found = self._not_another(matching(posts, since, reply), reply)
            again = not found and reply.looks == 0 and _may_repeat(network, reply.tried_at, now)
        except NetworkError as error:
            self._look_again(reply, now + BETWEEN_LOOKS, f"Could not look for it: {error.sentence}", looks=reply.looks)
            return True
        if again:
            self._once_more(reply, now)
            return True
        if not found:
            looks = reply.looks + 1
            self._look_again(reply, now + BETWEEN_LOOKS, NOT_FOUND if looks == LOOKS else reply.reason, looks=looks)
            return True
        with self.database.writing() as connection:
            outcomes.sent(connection, reply.id, found[0], self.clock.now())
            if len(found) > 1:
                record(
                    connection, "found_twice", now, conversation_id=reply.conversation_id, reply=reply.id,
                    posts=[post.remote_id for post in found],
                )  # fmt: skip
        return True

    def _not_another(self, posts: list[Posted], reply: Row[*tuple[Any, ...]]) -> list[Posted]:
        """Without those that are known to be another reply: the same words may have been sent twice on purpose."""
        with self.database.reading() as connection:
            others = select(Reply.remote_id).where(
                Reply.account_id == reply.account_id, Reply.id != reply.id, Reply.remote_id.is_not(None),
                Reply.remote_id.in_([post.remote_id for post in posts]),
            )  # fmt: skip
            taken = set(connection.execute(others).scalars())
        return [post for post in posts if post.remote_id not in taken]

    def _once_more(self, reply: Row[*tuple[Any, ...]], now: datetime) -> None:
        """Queues it again, still in doubt, where the very same post finds the first one or makes it."""
        with self.database.writing() as connection:
            connection.execute(
                update(Reply)
                .where(Reply.id == reply.id, Reply.state == UNKNOWN)
                .values(state=QUEUED, in_doubt=True, looks=1, not_before=now)
            )

    def _look_again(self, reply: Row[*tuple[Any, ...]], at: datetime, reason: str, *, looks: int) -> None:
        unknown = update(Reply).where(Reply.id == reply.id, Reply.state == UNKNOWN)
        with self.database.writing() as connection:
            unsettled = claim(connection, unknown.values(looks=looks, not_before=at, reason=reason))
            if unsettled and looks == LOOKS:
                tell_author(connection, reply.id, NOT_CONFIRMED, NOT_FOUND, self.clock.now())


def _may_repeat(network: Network, tried_at: datetime, now: datetime) -> bool:
    """Whether the very same post finds the first one or makes it: its key is known for long enough."""
    return network.repeat_is_harmless or now - tried_at < network.keys_live() - KEY_LEFT


def matching(posts: list[Posted], since: datetime, reply: Row[*tuple[Any, ...]]) -> list[Posted]:
    """Those posts that are this reply: ours, same parent, same words, not older than `since`; oldest first."""
    same = [
        post
        for post in posts
        if post.author_remote_id == (reply.own_id or post.author_remote_id)
        and post.parent_remote_id == reply.parent_remote_id
        and post.published_at >= since
        and same_words(post.text, reply.text)
    ]
    return sorted(same, key=lambda post: post.published_at)
