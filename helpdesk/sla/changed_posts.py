"""A customer changed a post, or took it back: the row follows the network, and the promise with it.

Both who listens (intake) and who looks before an answer is sent (the outbox) come through here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, exists, or_, select, update

from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING, Conversation, Standing, change
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.sla.clocks import cancel, start
from helpdesk.sla.taken_for_thanks import taken_for_thanks
from helpdesk.sla.thanks import is_only_thanks
from helpdesk.storable import LONGEST, storable

SURE_AFTER: Final = timedelta(minutes=1)


def edited(connection: Connection, mention_id: int, text: str, edited_at: datetime | None, now: datetime) -> bool:
    """The author wrote other words: the row gets them, an event keeps the old ones. False when nothing is new.

    A thank-you for which nobody waited may have become a question: then they wait since they changed it.
    """
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
        if not is_only_thanks(text):
            _waits_after_all(connection, row.conversation_id, mention_id, edited_at or now, now)
    return True


def _waits_after_all(
    connection: Connection, conversation_id: int, mention_id: int, since: datetime, now: datetime
) -> None:
    before = _locked(connection, conversation_id)
    if before.status != WAITING or not taken_for_thanks(connection, conversation_id, mention_id):
        return
    since = min(since, now)  # by the network's clock
    due_at = start(connection, conversation_id, mention_id, started_at=since, at=now)
    change(connection, before, status=OPEN, waiting_since=since, due_at=due_at)
    record(connection, "reopened", now, conversation_id=conversation_id, edited=mention_id)


def missing(connection: Connection, mention_id: int, now: datetime) -> bool:
    """The network does not have it: the row is marked at once, and nobody waits any more when it is missing again.

    Servers lag behind each other and err: one look alone must not end a promise. False when nothing is new.
    """
    row = connection.execute(
        select(Mention.deleted_at, Mention.conversation_id).where(Mention.id == mention_id)
    ).one()  # fmt: skip
    if row.deleted_at is not None:
        sure = row.conversation_id is not None and now - row.deleted_at >= SURE_AFTER
        return sure and _nobody_waits_for_it(connection, row.conversation_id, now)
    there = update(Mention).where(Mention.id == mention_id, Mention.deleted_at.is_(None))
    if not claim(connection, there.values(deleted_at=now)):
        return False
    _tell(connection, "mention_deleted", mention_id, row.conversation_id, now)
    return True


def there_again(connection: Connection, mention_id: int, now: datetime) -> bool:
    """The network shows a post that it seemed not to have. False when it was never missing."""
    gone = update(Mention).where(Mention.id == mention_id, Mention.deleted_at.is_not(None))
    if not claim(connection, gone.values(deleted_at=None)):
        return False
    number = connection.execute(select(Mention.conversation_id).where(Mention.id == mention_id)).scalar_one()
    _tell(connection, "mention_shown_again", mention_id, number, now)
    return True


def _tell(connection: Connection, kind: str, mention_id: int, conversation_id: int | None, now: datetime) -> None:
    record(connection, kind, now, conversation_id=conversation_id, mention=mention_id)
    if conversation_id is not None:
        change(connection, _locked(connection, conversation_id))


def _nobody_waits_for_it(connection: Connection, conversation_id: int, now: datetime) -> bool:
    before = _locked(connection, conversation_id)
    if not _waited(connection, before) or _somebody_waits(connection, conversation_id):
        return False
    cancel(connection, conversation_id, at=now)
    change(connection, before, status=CLOSED, closed_at=now, waiting_since=None, due_at=None)
    record(connection, "closed", now, conversation_id=conversation_id, reason="taken_back")
    return True


def _waited(connection: Connection, before: Standing) -> bool:
    """Whether the customer waited for us, also where that was put off: its clock goes on."""
    since = select(Conversation.waiting_since).where(Conversation.id == before.id)
    put_off = before.status == SNOOZED and connection.execute(since).scalar() is not None
    return before.status == OPEN or put_off


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
