"""What became of an attempt, written down: the reply, its attempt, the event, and what it means for the customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from helpdesk.language import N_
from helpdesk.networks.protocol import Posted
from helpdesk.outbox.claiming import Due
from helpdesk.outbox.telling import tell_author
from helpdesk.records.conversations import Conversation, Standing
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.parts import end_following, release_next
from helpdesk.records.replies import FAILED, QUEUED, SENDING, SENT, UNKNOWN, Attempt, Reply
from helpdesk.sla.answered import answered

NOT_SENT = N_("An answer was not sent. %(reason)s")


def sent(connection: Connection, reply_id: int, posted: Posted, now: datetime) -> None:
    """The reply was seen on the network: the customer has an answer since the network's own time of it."""
    conversation = select(Reply.conversation_id).where(Reply.id == reply_id)
    doubtful = (Reply.state == QUEUED) & Reply.in_doubt  # an earlier try had arrived after all
    unsettled = update(Reply).where(Reply.id == reply_id, Reply.state.in_((SENDING, UNKNOWN)) | doubtful)
    found = {"remote_id": posted.remote_id, "url": posted.url, "sent_at": posted.published_at}
    before = _locked(connection, connection.execute(conversation).scalar_one())
    if not claim(connection, unsettled.values(state=SENT, reason=None, **found)):
        return
    _end_attempt(connection, reply_id, now, "sent")
    answered(connection, before, reply_id, answered_at=posted.published_at, seen_at=now)
    release_next(connection, reply_id, posted.remote_id, now)


def failed(connection: Connection, reply_id: int, reason: str, now: datetime) -> None:
    """The reply is surely not on the network."""
    if _settle(connection, reply_id, now, FAILED, "reply_failed", reason):
        tell_author(connection, reply_id, NOT_SENT, reason, now)
    end_following(connection, reply_id, FAILED, "reply_failed", now)


def later(
    connection: Connection, reply_id: int, reason: str, at: datetime, now: datetime, *, in_doubt: bool = False
) -> None:
    """The reply is tried again at `at`: it surely is not on the network yet, or, `in_doubt`, a repeat is harmless."""
    if _move(connection, reply_id, QUEUED, reason, not_before=at, **({"in_doubt": True} if in_doubt else {})):
        _end_attempt(connection, reply_id, now, "later", reason)


def gives_up(connection: Connection, due: Due, reason: str, now: datetime, quiet: timedelta) -> None:
    """A queued reply that can't be posted, ever; one that may have arrived earlier is looked for instead."""
    queued = update(Reply).where(Reply.id == due.id, Reply.state == QUEUED, Reply.tries == due.tries)
    state, kind = (UNKNOWN, "reply_unknown") if due.in_doubt else (FAILED, "reply_failed")
    if claim(connection, queued.values(state=state, reason=reason, not_before=now + quiet)):
        record(connection, kind, now, conversation_id=due.conversation_id, reply=due.id, reason=reason)
        if not due.in_doubt:
            tell_author(connection, due.id, NOT_SENT, reason, now)
            end_following(connection, due.id, FAILED, "reply_failed", now)


def unknown(
    connection: Connection, reply_id: int, reason: str, look_at: datetime, now: datetime, remote_id: str | None = None
) -> None:
    """The reply may be on the network: nobody posts it again before it was looked for, from `look_at` on."""
    _settle(connection, reply_id, now, UNKNOWN, "reply_unknown", reason, not_before=look_at, remote_id=remote_id)


def _settle(
    connection: Connection, reply_id: int, now: datetime, state: str, kind: str, reason: str, **values: object
) -> bool:
    if not _move(connection, reply_id, state, reason, **values):
        return False
    _end_attempt(connection, reply_id, now, state, reason)
    conversation = select(Reply.conversation_id).where(Reply.id == reply_id)
    record(
        connection, kind, now, conversation_id=connection.execute(conversation).scalar_one(),
        reply=reply_id, reason=reason,
    )  # fmt: skip
    return True


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
