"""The watch: finds the clocks whose next alarm is due and says so, once each.

The clock's step, the event and what staff are told are one transaction, so a crash tells it again or not at all, and
never twice. Of two workers one waits for the other and then finds the step taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, select

from helpdesk.clock import Clock as TimeOfDay
from helpdesk.policy.alarms import Alarms
from helpdesk.policy.revisions import in_force
from helpdesk.records.bulk import insert_rows, update_rows
from helpdesk.records.clocks import IS_RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import UtcDateTime, stored
from helpdesk.sla.alarming import tell
from helpdesk.sla.breach import told
from helpdesk.sla.due import DueTimes
from helpdesk.sla.hours import Hours
from helpdesk.sla.steps import BREACH, Advance, advance

BATCH = 1_000

_NOW = bindparam("now", type_=UtcDateTime)
# In order: or PostgreSQL expects to come across one soon, and reads the whole table when there is none.
_ANY = select(Clock.id).where(IS_RUNNING, Clock.alarm_at < _NOW).order_by(Clock.alarm_at).limit(1)
_SOME = (
    select(
        *(Clock.id, Clock.conversation_id, Clock.kind, Clock.due_at, Clock.step, Clock.alarm_at, Clock.target_minutes),
        *(Clock.calendar, Clock.calendar_revision, Clock.breach_seen_at, Mention.received_at),
        *(Conversation.staff_id, Conversation.team_id, Conversation.priority),
    )
    .join(Conversation, Conversation.id == Clock.conversation_id)
    .join(Mention, Mention.id == Clock.mention_id)
    .where(IS_RUNNING, Clock.alarm_at < _NOW)
    .order_by(Clock.alarm_at)
    .limit(BATCH)
)
_DUE = _SOME.with_for_update(of=Clock)
# Whoever changes both locks the conversation first; an escalation may give it away.
_CONVERSATIONS = (
    select(Conversation.id)
    .where(Conversation.id.in_(_SOME.with_only_columns(Clock.conversation_id)))
    .order_by(Conversation.id)
    .with_for_update()
)

Due = Row[*tuple[Any, ...]]


def watch(database: Database, clock: TimeOfDay) -> bool:
    """Tells the next alarms; true when there may be more."""
    now = clock.now()
    with database.reading() as connection:
        if connection.execute(_ANY, {"now": now}).first() is None:
            return False
    with database.writing() as connection:
        policy = in_force(connection)
        if any(step.reassign for step in policy.alarms.chain):
            connection.execute(_CONVERSATIONS, {"now": now}).all()
        found = connection.execute(_DUE, {"now": now}).all()
        hours = Hours(connection, policy, DueTimes(policy.calendars))
        _settle(connection, [(each, _advanced(each, policy.alarms, hours, now)) for each in found], policy.alarms, now)
    return len(found) == BATCH


def _advanced(clock: Due, alarms: Alarms, hours: Hours, now: datetime) -> Advance:
    return advance(
        alarms, clock.step, clock.alarm_at, now, time=hours.of(clock.calendar, clock.calendar_revision),
        due_at=clock.due_at, target_minutes=clock.target_minutes,
    )  # fmt: skip


def _settle(connection: Connection, clocks: Sequence[tuple[Due, Advance]], alarms: Alarms, now: datetime) -> None:
    """Writes how far each clock has come, and an event for each that ran out."""
    at = stored(now)
    rows, events = [], []
    for clock, (steps, step, alarm_at) in clocks:
        seen = clock.breach_seen_at
        if BREACH in steps and seen is None:
            seen = now
            events.append((at, "breached", clock.conversation_id, orjson.dumps(told(clock)).decode()))
        rows.append((step, alarm_at and stored(alarm_at), seen and stored(seen), clock.id))
    update_rows(connection, Clock, ("step", "alarm_at", "breach_seen_at"), rows)
    insert_rows(connection, Event, ("at", "kind", "conversation_id", "data"), events)
    tell(connection, [(clock, step) for clock, (steps, _, _) in clocks for step in steps], alarms, now)
