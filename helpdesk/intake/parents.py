"""Fetches what customers answered, where that is not in the queue, so that staff see what "this" and "they" mean.

Each post is asked for once and kept as it then was; one that the network does not show says so, and one that could not
be had is asked for less and less often. Only for conversations that staff will come to soon, a few in one step, so
many in a day: networks count such requests, and X charges for each post.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, or_, select

from helpdesk.clock import Clock
from helpdesk.intake.due_next import due_next
from helpdesk.intake.queue import Listening
from helpdesk.intake.rests import Rests
from helpdesk.intake.sieve import sift
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
from helpdesk.networks.protocol import Network, Post
from helpdesk.records.budgets import note_budgets, note_spending
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.records.parents import Parent
from helpdesk.records.replies import Reply
from helpdesk.records.upsert import upsert

AT_ONCE = 5  # of one account in one step
TRIES = 5  # of a post that cannot be had, before it counts as unreadable
FIRST_PAUSE = timedelta(minutes=1)
LONGER = 5  # times the pause before
OF_THE_ACCOUNT = (NotSent, SignedOut, OutOfCredit, WrongSettings)  # not of this post: the account's poll tells of it


@dataclass(frozen=True)
class Parents:
    """One account's. `a_day`: how many posts are asked for at most on one day (in UTC, as networks bill)."""

    database: Database
    clock: Clock
    a_day: int
    rests: Rests = field(default_factory=Rests)

    def step(self, account: Listening, network: Network) -> bool:
        """Fetches the next few; always false, the next step comes soon enough."""
        if self.rests.on(account.account_id, self.clock.now()):
            return False
        for remote_id, tries in self._wanted(account.account_id):
            try:
                post = network.read(remote_id)
            except OF_THE_ACCOUNT as error:
                self.rests.begin(account.account_id, error, self.clock.now())
                return False
            except NetworkError as error:
                if isinstance(error, TryLater) or (isinstance(error, Uncertain) and error.status is None):
                    self.rests.begin(account.account_id, error, self.clock.now())
                found = _not_had(error, tries + 1, self.clock.now())
            else:
                found = _had(post, account.own_id, self.clock.now())
            now = self.clock.now()
            with self.database.writing() as connection:
                known = {"account_id": account.account_id, "remote_id": remote_id, "tries": tries + 1, "tried_at": now}
                upsert(connection, Parent, known | found)
                note_budgets(connection, account.account_id, network.quotas(), now)
                note_spending(connection, account.account_id, now, reading=network.take_spent())
            if self.rests.on(account.account_id, now):
                break  # the others would only wait for it, too
        return False

    def _wanted(self, account_id: int) -> list[tuple[str, int]]:
        """Which posts, by what is due next, and how often each was tried."""
        next_few, now = due_next(account_id), self.clock.now()
        answered = Mention.parent_remote_id
        here = exists().where(Reply.remote_id == answered, Reply.account_id == account_id)
        other = Mention.__table__.alias("other")
        in_queue = exists().where(other.c.remote_id == answered, other.c.account_id == account_id)
        query = (
            select(answered, func.max(func.coalesce(Parent.tries, 0)))
            .join(next_few, next_few.c.id == Mention.conversation_id)
            .outerjoin(Parent, (Parent.account_id == account_id) & (Parent.remote_id == answered))
            .where(answered.is_not(None), Mention.account_id == account_id, ~here, ~in_queue)
            .where(or_(Parent.remote_id.is_(None), Parent.next_try_at <= now))
            .group_by(answered)
            .order_by(func.min(next_few.c.due_at), answered)
        )
        with self.database.reading() as connection:
            few = min(AT_ONCE, self.a_day - _asked_today(connection, account_id, now))
            rows = connection.execute(query.limit(few)) if few > 0 else ()
            return [(remote_id, tries) for remote_id, tries in rows if remote_id is not None]


def _asked_today(connection: Connection, account_id: int, now: datetime) -> int:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = select(func.count()).where(Parent.account_id == account_id, Parent.tried_at >= today)
    return connection.execute(asked).scalar_one()


def _had(post: Post, own_id: str | None, now: datetime) -> dict[str, object]:
    """What is kept of a post."""
    sifted = sift(post, own_id=own_id, now=now)
    author = sifted.post.author if sifted.post else post.author
    return {
        "text": sifted.text, "name": author.name, "handle": author.handle, "ours": author.remote_id == own_id,
        "url": sifted.post.url if sifted.post else None, "published_at": sifted.published_at, "fetched_at": now,
        "problem": None, "next_try_at": None,
    }  # fmt: skip


def _not_had(error: NetworkError, tries: int, now: datetime) -> dict[str, object]:
    """Why a post could not be had, and when it is asked for again, if at all."""
    again: datetime | None = now + FIRST_PAUSE * LONGER ** (min(tries, TRIES) - 1)
    if isinstance(error, TryLater):
        again = max(again or now, error.until or now)
    elif isinstance(error, RefusedByNetwork) or tries >= TRIES:
        again = None
    return {"ours": False, "problem": error.sentence, "next_try_at": again}
