"""What became of an attempt, written down: the reply, its attempt, the event, and what it means for the customer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.networks.protocol import Posted
from helpdesk.records.conversations import Conversation, Standing
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.replies import FAILED, QUEUED, SENDING, SENT, UNKNOWN, Attempt, Reply
from helpdesk.sla.answered import answered


def sent(connection: Connection, reply_id: int, posted: Posted, now: datetime) -> None:
    """The reply was seen on the network: the customer has an answer since the network's own time of it."""
    conversation = select(Reply.conversation_id).where(Reply.id == reply_id)
    unsettled = update(Reply).where(Reply.id == reply_id, Reply.state.in_((SENDING, UNKNOWN)))
    found = {"remote_id": posted.remote_id, "url": posted.url, "sent_at": posted.published_at}
    before = _locked(connection, connection.execute(conversation).scalar_one())
    if not claim(connection, unsettled.values(state=SENT, reason=None, **found)):
        return
    _end_attempt(connection, reply_id, now, "sent")
    answered(connection, before, reply_id, answered_at=posted.published_at, seen_at=now)


def failed(connection: Connection, reply_id: int, reason: str, now: datetime) -> None:
    """The reply is surely not on the network."""
    _settle(connection, reply_id, now, FAILED, "reply_failed", reason)


def later(connection: Connection, reply_id: int, reason: str, at: datetime, now: datetime) -> None:
    """The reply is surely not on the network yet, and is tried again at `at`."""
    if _move(connection, reply_id, QUEUED, reason, not_before=at):
        _end_attempt(connection, reply_id, now, "later", reason)


def unknown(
    connection: Connection, reply_id: int, reason: str, look_at: datetime, now: datetime, remote_id: str | None = None
) -> None:
    """The reply may be on the network: nobody posts it again before it was looked for, from `look_at` on."""
    _settle(connection, reply_id, now, UNKNOWN, "reply_unknown", reason, not_before=look_at, remote_id=remote_id)


def _settle(
    connection: Connection, reply_id: int, now: datetime, state: str, kind: str, reason: str, **values: object
) -> None:
    if _move(connection, reply_id, state, reason, **values):
        _end_attempt(connection, reply_id, now, state, reason)
        conversation = select(Reply.conversation_id).where(Reply.id == reply_id)
        record(
            connection, kind, now, conversation_id=connection.execute(conversation).scalar_one(),
            reply=reply_id, reason=reason,
        )  # fmt: skip


def _move(connection: Connection, reply_id: int, state: str, reason: str, **values: object) -> bool:
    sending = update(Reply).where(Reply.id == reply_id, Reply.state == SENDING)
    return claim(connection, sending.values(state=state, reason=reason, **values))


def _end_attempt(connection: Connection, reply_id: int, now: datetime, outcome: str, detail: str | None = None) -> None:
    running = update(Attempt).where(Attempt.reply_id == reply_id, Attempt.ended_at.is_(None))
    connection.execute(running.values(ended_at=now, outcome=outcome, detail=detail))


def _locked(connection: Connection, conversation_id: int) -> Standing:
    row = connection.execute(
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
        .where(Conversation.id == conversation_id)
        .with_for_update()
    ).one()
    return Standing(*row)
