"""Ending a conversation, and taking it up again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import refuse_while_on_its_way, standing
from helpdesk.records.conversations import CLOSED, OPEN, Conversation, change
from helpdesk.records.events import record
from helpdesk.records.replies import SENT, Reply
from helpdesk.sla.clocks import cancel, start

DONE = "done"
REASONS = {DONE: "answered, nothing left to do", "no_reply_needed": "no reply needed", "spam": "spam"}
NOBODY_ANSWERED = "Nobody has answered this customer. Answer, or close it as “no reply needed” or “spam”."


def close(connection: Connection, conversation_id: int, reason: str, *, acting: int, at: datetime) -> None:
    """Closes the conversation for one of `REASONS`. A customer who writes again opens it again."""
    before = standing(connection, conversation_id, acting=acting)
    if reason not in REASONS:
        raise Refused("Say why: done, no reply needed, or spam.", status=UNPROCESSABLE)
    if before.status == CLOSED:
        return
    refuse_while_on_its_way(connection, conversation_id)
    if reason == DONE and not _answered(connection, conversation_id):
        raise Refused(NOBODY_ANSWERED, status=UNPROCESSABLE)
    change(connection, before, status=CLOSED, closed_at=at, waiting_since=None, due_at=None)
    cancel(connection, conversation_id, at=at)
    record(connection, "closed", at, conversation_id=conversation_id, staff_id=acting, reason=reason)


def reopen(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> None:
    """Opens a closed or waiting conversation again; a clock starts now, since the customer waits anew."""
    before = standing(connection, conversation_id, acting=acting)
    if before.status == OPEN:
        return
    newest = select(Conversation.last_mention_id).where(Conversation.id == conversation_id)
    due_at = start(connection, conversation_id, connection.execute(newest).scalar_one(), started_at=at)
    change(connection, before, status=OPEN, closed_at=None, waiting_since=at, due_at=due_at)
    record(connection, "reopened", at, conversation_id=conversation_id, staff_id=acting)


def _answered(connection: Connection, conversation_id: int) -> bool:
    """Whether we said anything at all: else a late customer could be tidied away, and the report would look better."""
    said = exists().where(Reply.conversation_id == conversation_id, Reply.state == SENT)
    return bool(connection.execute(select(said)).scalar())
