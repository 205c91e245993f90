"""Ending a conversation, and taking it up again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select

from helpdesk.desk.changing import changed
from helpdesk.desk.merging import where_to
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.snoozing import unsnooze
from helpdesk.desk.standing import refuse_while_on_its_way, standing
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, Conversation
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import IS_ANSWER, Reply
from helpdesk.sla.clocks import cancel, start
from helpdesk.sla.taken_for_thanks import taken_for_thanks

DONE = "done"
REASONS = {
    DONE: N_("answered, nothing left to do"), "no_reply_needed": N_("no reply needed"), "spam": N_("spam"),
}  # fmt: skip
NOBODY_ANSWERED = N_("Nobody has answered this customer. Answer, or close it as “no reply needed” or “spam”.")


def close(connection: Connection, conversation_id: int, reason: str, *, acting: int, at: datetime) -> int | None:
    """Closes the conversation for one of `REASONS`; a customer who writes again opens it again.

    Gives the event's number, None when it was closed already.
    """
    before = standing(connection, conversation_id, acting=acting)
    if reason not in REASONS:
        raise Refused(_("Say why: done, no reply needed, or spam."), status=UNPROCESSABLE)
    if before.status == CLOSED:
        return None
    refuse_while_on_its_way(connection, conversation_id)
    if reason == DONE and not _answered(connection, conversation_id):
        raise Refused(_(NOBODY_ANSWERED), status=UNPROCESSABLE)
    ended = {"status": CLOSED, "closed_at": at, "waiting_since": None, "due_at": None}
    event = changed(connection, before, "closed", {"reason": reason}, acting=acting, at=at, **ended)
    cancel(connection, conversation_id, at=at, resolved=reason == DONE)
    return event


def reopen(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> int | None:
    """Opens a conversation again; a clock starts now, since the customer waits anew. Gives the event's number.

    When their newest post was taken for a mere thank-you, they have waited since then. One that was put off is taken
    up as it was.
    """
    before = standing(connection, conversation_id, acting=acting)
    if before.status == OPEN:
        return None
    if before.status == SNOOZED:
        return unsnooze(connection, conversation_id, acting=acting, at=at)
    newest = connection.execute(
        select(Mention.id, Mention.published_at)
        .join(Conversation, Conversation.last_mention_id == Mention.id)
        .where(Conversation.id == conversation_id)
    ).one()
    overruled = taken_for_thanks(connection, conversation_id, newest.id)
    since = newest.published_at if overruled else at
    due_at = start(connection, conversation_id, newest.id, started_at=since, at=at)
    values = {"status": OPEN, "closed_at": None, "waiting_since": since, "due_at": due_at}
    merged = where_to(connection, before)
    if merged is not None:
        record(connection, "parted", at, conversation_id=merged, staff_id=acting, other=conversation_id)
    return changed(connection, before, "reopened", {"overruled": overruled}, acting=acting, at=at, **values)


def _answered(connection: Connection, conversation_id: int) -> bool:
    """Whether we said more than “wait”: else a late customer could be tidied away, and reports would look better."""
    said = exists().where(Reply.conversation_id == conversation_id, IS_ANSWER)
    return bool(connection.execute(select(said)).scalar())
