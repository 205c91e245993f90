"""A customer changed a post, or took it back: the row follows the network, and the promise with it.

Both who listens (intake) and who looks before an answer is sent (the outbox) come through here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, or_, select, update

from helpdesk.records.conversations import CLOSED, OPEN, Conversation, Standing, change
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.sla.clocks import cancel
from helpdesk.storable import LONGEST, storable


def edited(connection: Connection, mention_id: int, text: str, edited_at: datetime | None, now: datetime) -> bool:
    """The author wrote other words: the row gets them, an event keeps the old ones. False when nothing is new."""
    text = storable(text[:LONGEST])
    row = connection.execute(select(Mention.text, Mention.conversation_id).where(Mention.id == mention_id)).one()
    same = update(Mention).where(Mention.id == mention_id, Mention.text == row.text)
    if row.text == text or not claim(
        connection, same.values(text=text, edited_at=edited_at, changed_at=now, deleted_at=None)
    ):
        return False
    record(connection, "mention_edited", now, conversation_id=row.conversation_id, mention=mention_id, before=row.text)
    if row.conversation_id is not None:
        change(connection, _locked(connection, row.conversation_id))
    return True


def taken_back(connection: Connection, mention_id: int, now: datetime) -> bool:
    """The author deleted it: the row is marked, and nobody waits any more if nothing else was unanswered.

    False when that was known already.
    """
    there = update(Mention).where(Mention.id == mention_id, Mention.deleted_at.is_(None))
    if not claim(connection, there.values(deleted_at=now)):
        return False
    number = connection.execute(select(Mention.conversation_id).where(Mention.id == mention_id)).scalar_one()
    record(connection, "mention_deleted", now, conversation_id=number, mention=mention_id)
    if number is None:
        return True
    before = _locked(connection, number)
    if before.status != OPEN or _somebody_waits(connection, number):
        change(connection, before)
        return True
    cancel(connection, number, at=now)
    change(connection, before, status=CLOSED, closed_at=now, waiting_since=None, due_at=None)
    record(connection, "closed", now, conversation_id=number, reason="taken_back")
    return True


def _somebody_waits(connection: Connection, conversation_id: int) -> bool:
    """Whether a post that is still there is unanswered: it came since the customer waits, or is the newest."""
    unanswered = or_(Mention.published_at >= Conversation.waiting_since, Mention.id == Conversation.last_mention_id)
    waiting = exists().where(
        Conversation.id == conversation_id,
        Mention.conversation_id == Conversation.id,
        Mention.deleted_at.is_(None),
        unanswered,
    )
    return bool(connection.execute(select(waiting)).scalar())


def _locked(connection: Connection, conversation_id: int) -> Standing:
    row = connection.execute(
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
        .where(Conversation.id == conversation_id)
        .with_for_update()
    ).one()
    return Standing(*row)
