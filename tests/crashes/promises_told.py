"""In time: clocks that run where somebody waits, and each breach told once [I8]."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from helpdesk.records.alarms import Alarm
from helpdesk.records.clocks import RUNNING, Clock
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.sla.steps import BREACH


def always(connection: Connection) -> list[str]:
    """Clocks that run for nobody, waits without a clock, and breaches told twice, or not at all, or falsely."""
    clocks = connection.execute(select(Clock)).all()
    running: dict[int, list[datetime]] = defaultdict(list)
    for clock in clocks:
        if clock.state == RUNNING:
            running[clock.conversation_id].append(clock.due_at)
    wrong = _alarms(connection, clocks)
    for conversation in connection.execute(select(Conversation)):
        due = running.get(conversation.id, [])
        if len(due) != (conversation.status == OPEN):
            wrong.append(f"conversation {conversation.id} is {conversation.status} and has {len(due)} running clocks")
        if conversation.due_at != (min(due) if due else None):
            wrong.append(f"conversation {conversation.id} is due at {conversation.due_at}, its clocks at {due}")
    told = _told(connection)
    for clock in clocks:
        if clock.calendar is None and clock.due_at - clock.started_at != timedelta(minutes=clock.target_minutes):
            wrong.append(f"clock {clock.id} does not run for its target")
        times = told[clock.conversation_id, clock.kind, clock.due_at]
        if times != (clock.breach_seen_at is not None):
            wrong.append(f"the breach of clock {clock.id} was told {times} times, seen {clock.breach_seen_at}")
        if clock.breach_seen_at is not None and clock.ended_at is not None and clock.ended_at <= clock.due_at:
            wrong.append(f"clock {clock.id} was met in time and called late")
    return wrong


def _alarms(connection: Connection, clocks: Sequence[Any]) -> list[str]:
    """Each step that a clock has gone past is told once, if it is told at all; a breach that the watch saw always."""
    told = Counter(key.rpartition(" for ")[0] for key in connection.execute(select(Alarm.key)).scalars())
    wrong = [f"{what} was told {times} times" for what, times in told.items() if times > 1]
    for clock in clocks:
        past = clock.step > BREACH
        if past != bool(told[f"clock {clock.id} step {BREACH} due {stored(clock.due_at)}"]):
            wrong.append(f"clock {clock.id} stands at step {clock.step}, its breach was told: {not past}")
    return wrong


def settled(connection: Connection, now: datetime) -> list[str]:
    """Clocks that ran out and of which nobody was told."""
    return [
        f"clock {clock.id} ran out at {clock.due_at}, and nobody was told"
        for clock in connection.execute(select(Clock).where(Clock.breach_seen_at.is_(None)))
        if clock.due_at < (clock.ended_at or now)
    ]


def _told(connection: Connection) -> Counter[Any]:
    """How often each breach was told and not withdrawn. An event names its clock by conversation, kind and due time."""
    told: Counter[Any] = Counter()
    some = select(Event).where(Event.kind.in_(("breached", "breach_withdrawn"))).order_by(Event.id)
    for event in connection.execute(some):
        if event.kind == "breached":
            last = (event.conversation_id, event.data["clock"], datetime.fromisoformat(event.data["due"]))
            told[last] += 1
        else:
            newest = max(key for key in told if key[:2] == (event.conversation_id, event.data["clock"]))
            told[newest] -= 1
    return told
