"""Takes the next reply to post: checked once more at the last moment, and written down before the first byte leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, insert, or_, select, update

from helpdesk.outbox.holding import WITHOUT_LIMITS, SameWords, hold, reason_to_hold
from helpdesk.outbox.pacing import paced, wait_until
from helpdesk.outbox.same_words import fingerprint
from helpdesk.records.accounts import Account
from helpdesk.records.database import claim
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import QUEUED, SENDING, Attempt, Reply
from helpdesk.records.stops import may_post


@dataclass(frozen=True)
class Due:
    """A reply that may be posted now, as the records have it; nobody has claimed it yet."""

    id: int
    account_id: int
    network: str
    mention_id: int
    conversation_id: int
    staff_id: int
    text: str
    parent_remote_id: str
    part: int
    key: str
    accepted_at: datetime
    insisted_at: datetime | None
    tries: int
    in_doubt: bool
    failed_looks: int
    visibility: str | None
    asked: str  # the customer's words, as we have them
    asked_at: datetime
    own_id: str | None  # our author id there; None before the network has told it

    @property
    def decided_at(self) -> datetime:
        """When a person last said that this is to be sent, knowing all that the desk knew."""
        return self.insisted_at or self.accepted_at


@dataclass(frozen=True)
class Claimed(Due):
    """A reply that is ours to post, now."""

    attempt: int = 1


DUE = (
    *(Reply.id, Reply.account_id, Account.network, Reply.mention_id, Reply.conversation_id, Reply.staff_id),
    *(Reply.text, Reply.parent_remote_id, Reply.part, Reply.submit_key, Reply.accepted_at, Reply.insisted_at),
    *(Reply.tries, Reply.in_doubt, Reply.failed_looks, Mention.visibility, Mention.text, Mention.published_at),
    Account.remote_id,
)


def next_due(connection: Connection, now: datetime, account_id: int | None = None) -> Due | None:
    """The next reply that may be posted: of the account that has waited longest for its turn, then in their order.

    While a stop is in force for its account, or the account has to wait for its network, a reply is not due.
    """
    query = _due(now, *DUE).order_by(Account.claimed_at.asc().nulls_first(), Reply.not_before, Reply.id).limit(1)
    if account_id is not None:
        query = query.where(Reply.account_id == account_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Due(*row)


def accounts_due(connection: Connection, now: datetime) -> list[int]:
    """The accounts that have something to post now, who waited longest first."""
    query = _due(now, Account.id, Account.claimed_at).distinct()
    rows = connection.execute(query).all()
    return [row.id for row in sorted(rows, key=lambda row: (row.claimed_at is not None, row.claimed_at, row.id))]


def claim_due(
    connection: Connection, due: Due, now: datetime, same_words: SameWords = WITHOUT_LIMITS
) -> Claimed | Literal["held", "not now"]:
    """Takes the reply, if it may still be posted at this instant: what was true when it was accepted may be no more."""
    still = _due(now, Reply.tries).where(Reply.id == due.id, Reply.tries == due.tries)
    if connection.execute(still).one_or_none() is None:
        return "not now"  # stopped, or another sender's, meanwhile
    wait = paced(connection, due.account_id, due.network, now)
    if wait is not None:
        wait_until(connection, due.account_id, wait)
        return "not now"
    words = fingerprint(due.text)
    held = reason_to_hold(connection, due, words, now, same_words)
    if held is not None:
        hold(connection, due, held, now)
        return "held"
    # Queued again after another sender's try is not as we saw it: it may have to wait now.
    queued = update(Reply).where(Reply.id == due.id, Reply.state == QUEUED, Reply.tries == due.tries)
    number = due.tries + 1
    if not claim(connection, queued.values(state=SENDING, tries=number, reason=None, words=words)):
        return "not now"
    connection.execute(
        insert(Attempt).values(reply_id=due.id, account_id=due.account_id, number=number, started_at=now)
    )
    connection.execute(update(Account).where(Account.id == due.account_id).values(claimed_at=now))
    return Claimed(**vars(due), attempt=number)


def _due(now: datetime, *columns: Any) -> Select[Any]:
    """What is due, as one condition that the look for it and the claim share."""
    return (
        select(*columns)
        .select_from(Reply)
        .join(Mention, Mention.id == Reply.mention_id)
        .join(Account, Account.id == Reply.account_id)
        .where(Reply.state == QUEUED, Reply.not_before <= now, may_post(Reply.account_id))
        .where(or_(Account.paced_until.is_(None), Account.paced_until <= now))
    )


def claim_next(connection: Connection, now: datetime) -> Claimed | int | None:
    """The next reply that is due: claimed, or its id when it was not to be had. None when nothing is due."""
    due = next_due(connection, now)
    if due is None:
        return None
    taken = claim_due(connection, due, now)
    return taken if isinstance(taken, Claimed) else due.id
