"""An answer in several parts: each is a reply that waits for the one before it, so each is posted at most once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, case, select, update

from helpdesk.records.events import record
from helpdesk.records.replies import CHAINED, QUEUED, UNKNOWN, Reply

BEFORE_IT = "The part before it did not get out."


def release_next(connection: Connection, reply_id: int, parent_remote_id: str, now: datetime) -> None:
    """The reply is on the network: the part after it, if there is one, is queued to stand under `parent_remote_id`.

    One that may be there already (`outbox.restored`) is looked for instead.
    """
    following = update(Reply).where(Reply.follows_id == reply_id, Reply.state == CHAINED)
    state = case((Reply.in_doubt, UNKNOWN), else_=QUEUED)
    connection.execute(following.values(state=state, parent_remote_id=parent_remote_id, not_before=now))


def end_following(connection: Connection, reply_id: int, state: str, kind: str, now: datetime) -> None:
    """The reply did not get out, so no part after it does: each gets this state, and an event of this kind."""
    before: int | None = reply_id
    while before is not None:
        after = connection.execute(
            select(Reply.id, Reply.conversation_id).where(Reply.follows_id == before, Reply.state == CHAINED)
        ).one_or_none()
        if after is not None:
            connection.execute(update(Reply).where(Reply.id == after.id).values(state=state, reason=BEFORE_IT))
            record(
                connection, kind, now, conversation_id=after.conversation_id, reply=after.id, reason=BEFORE_IT
            )  # fmt: skip
        before = after.id if after is not None else None
