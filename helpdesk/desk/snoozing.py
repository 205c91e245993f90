"""Putting a conversation off until later, and waking it.

No promise is hidden by it: the clock of a customer who waits goes on, and the conversation comes back in time before
that answer is due. A customer who writes again wakes it, too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from helpdesk.clock import Clock
from helpdesk.desk.changing import changed
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import refuse_while_on_its_way, standing
from helpdesk.language import gettext as _
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING, Conversation, Standing, change
from helpdesk.records.database import Database
from helpdesk.records.events import record
from helpdesk.records.moment import stored

LONGEST = timedelta(days=365)
BEFORE_DUE = timedelta(minutes=15)  # an answer that is due wakes its conversation this long before
BATCH = 100


def wakes_at(until: datetime, due_at: datetime | None, at: datetime) -> datetime:
    """When a conversation put off `until` comes back. Pure.

    A while before its answer is due, if that is sooner; when it is due, if that while has begun. What is late already
    may rest: that promise is broken and told.
    """
    if due_at is None or due_at <= at:
        return until
    return min(until, due_at - BEFORE_DUE if due_at - BEFORE_DUE > at else due_at)


def snooze(connection: Connection, conversation_id: int, until: datetime, *, acting: int, at: datetime) -> int | None:
    """Puts the conversation off; gives the event's number, None when it was put off until then already."""
    before = standing(connection, conversation_id, acting=acting)
    if not at < until <= at + LONGEST:
        raise Refused(_("Put it off until a time to come, within a year."), status=UNPROCESSABLE)
    if before.status == CLOSED:
        raise Refused(_("It is closed: open it again first."))
    refuse_while_on_its_way(connection, conversation_id)
    columns = select(Conversation.due_at, Conversation.snoozed_until).where(Conversation.id == conversation_id)
    due_at, was_until = connection.execute(columns).one()
    back = wakes_at(until, due_at, at)
    if before.status == SNOOZED and was_until == back:
        return None
    told = {"until": stored(back), "for_due": back < until}
    return changed(connection, before, "snoozed", told, acting=acting, at=at, status=SNOOZED, snoozed_until=back)


def unsnooze(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> int | None:
    """Takes it up again before its time."""
    before = standing(connection, conversation_id, acting=acting)
    if before.status != SNOOZED:
        return None
    status = _status(connection, conversation_id)
    return changed(connection, before, "unsnoozed", {}, acting=acting, at=at, status=status, snoozed_until=None)


def wake(database: Database, clock: Clock) -> bool:
    """Wakes the conversations whose time has come; true when there may be more. A step of the worker."""
    now = clock.now()
    due = (
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
        .where(Conversation.status == SNOOZED, Conversation.snoozed_until <= now)
        .order_by(Conversation.snoozed_until)
        .limit(BATCH)
    )  # fmt: skip
    with database.reading() as connection:
        if connection.execute(due.limit(1)).first() is None:
            return False
    with database.writing() as connection:
        found = connection.execute(due.with_for_update(skip_locked=True)).all()
        for row in found:
            status = _status(connection, row.id)
            change(connection, Standing(*row), status=status, snoozed_until=None)
            record(connection, "woken", now, conversation_id=row.id)
    return len(found) == BATCH


def _status(connection: Connection, conversation_id: int) -> str:
    """What it is when it is not put off: somebody waits for us, or we wait for them."""
    waits = select(Conversation.waiting_since).where(Conversation.id == conversation_id)
    return WAITING if connection.execute(waits).scalar() is None else OPEN
