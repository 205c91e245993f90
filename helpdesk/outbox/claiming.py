"""Takes the next reply to post: checked once more at the last moment, and written down before the first byte leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import HELD, QUEUED, SENDING, Attempt, Reply
from helpdesk.records.staff import MAY_ANSWER, Staff
from helpdesk.records.stops import may_post


@dataclass(frozen=True)
class Claimed:
    """A reply that is ours to post, now."""

    id: int
    account_id: int
    text: str
    parent_remote_id: str
    key: str
    accepted_at: datetime
    visibility: str | None
    attempt: int


def claim_next(connection: Connection, now: datetime) -> Claimed | int | None:
    """The next reply that is due: claimed, or its id when it had to be held. None when nothing is due.

    While a stop is in force for its account a reply is not due.
    """
    row = connection.execute(
        select(Reply.id, Reply.account_id, Reply.text, Reply.parent_remote_id, Reply.submit_key, Reply.tries,
               Reply.accepted_at, Reply.staff_id, Reply.conversation_id, Mention.visibility)
        .join(Mention, Mention.id == Reply.mention_id)
        .where(Reply.state == QUEUED, Reply.not_before <= now, may_post(Reply.account_id))
        .order_by(Reply.not_before, Reply.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    # Queued again after another sender's try is not as we saw it: it may have to wait now.
    queued = update(Reply).where(Reply.id == row.id, Reply.state == QUEUED, Reply.tries == row.tries)
    reason = _not_permitted(connection, row.staff_id)
    if reason:
        if claim(connection, queued.values(state=HELD, reason=reason)):
            record(connection, "reply_held", now, conversation_id=row.conversation_id, reply=row.id, reason=reason)
        return int(row.id)
    number = row.tries + 1
    if not claim(connection, queued.values(state=SENDING, tries=number, reason=None)):
        return int(row.id)
    connection.execute(insert(Attempt).values(reply_id=row.id, number=number, started_at=now))
    return Claimed(
        row.id, row.account_id, row.text, row.parent_remote_id, row.submit_key, row.accepted_at, row.visibility, number
    )


def _not_permitted(connection: Connection, staff_id: int) -> str | None:
    """Why its author may not speak for the company at this moment, whatever was true when they pressed send."""
    author = connection.execute(select(Staff.name, Staff.active, Staff.role).where(Staff.id == staff_id)).one()
    if author.active and author.role in MAY_ANSWER:
        return None
    return f"{author.name} may no longer answer for the company."
