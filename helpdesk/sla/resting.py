"""The clock of the end rests while we wait for the customer, and goes on with what was left when they write again.

A pause moves the due time by its open time and no more: what is left is kept in open time, and counted on from the
moment at which somebody waits again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.records.among import among
from helpdesk.records.clocks import IS_LIVE, IS_PAUSED, IS_RUNNING, PAUSED, RESOLUTION, RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import record
from helpdesk.records.moment import read_back, stored
from helpdesk.sla.breach import tell_before_it_ends
from helpdesk.sla.hours import Hours
from helpdesk.sla.open_time import MICROSECOND
from helpdesk.sla.promises import Promises
from helpdesk.sla.steps import BREACH, moment

RESTING = (
    select(
        *(Clock.id, Clock.conversation_id, Clock.left, Clock.paused_at, Clock.due_at, Clock.target_minutes, Clock.step),
        *(Clock.alarm_at, Clock.breach_seen_at, Conversation.topic),
    )
    .join(Conversation, Conversation.id == Clock.conversation_id)
    .where(among(Clock.conversation_id, "ids"), IS_LIVE, IS_PAUSED)
    .order_by(Clock.id)
)


def pause(connection: Connection, promises: Promises, conversation_id: int, *, since: datetime, at: datetime) -> None:
    """Rests the clock of the end, since the customer has an answer; what is left of it is kept."""
    tell_before_it_ends(connection, conversation_id, ends_at=since, now=at, answers_only=False)
    clock = connection.execute(
        select(Clock.id, Clock.due_at, Clock.calendar, Clock.calendar_revision, Clock.breach_seen_at).where(
            Clock.conversation_id == conversation_id, IS_LIVE, IS_RUNNING, Clock.kind == RESOLUTION
        )
    ).one_or_none()
    if clock is None:
        return
    hours = Hours(connection, promises.policy, promises.due_times)
    left = hours.of(clock.calendar, clock.calendar_revision).between(since, clock.due_at) // MICROSECOND
    changes: dict[str, object] = {"state": PAUSED, "paused_at": since, "left": left}
    if clock.breach_seen_at is not None and since <= clock.due_at:
        changes |= {"breach_seen_at": None, "step": BREACH, "alarm_at": clock.due_at}
        record(connection, "breach_withdrawn", at, conversation_id=conversation_id, clock=RESOLUTION)
    connection.execute(update(Clock).where(Clock.id == clock.id).values(**changes))
    record(
        connection,
        "clock_paused",
        at,
        conversation_id=conversation_id,
        clock=RESOLUTION,
        paused=stored(since),
        left=left,
    )


def resume(connection: Connection, promises: Promises, since: Mapping[int, int], at: datetime) -> dict[int, int]:
    """Lets the resting clocks of these conversations go on, each since when (microseconds) its customer waits again.

    Gives the new due times, by conversation. A clock that had run out before it rested stays late.
    """
    policy, due = promises.policy, {}
    for clock in connection.execute(RESTING, {"ids": list(since)}).all():
        begins = max(read_back(since[clock.conversation_id]), clock.paused_at)
        calendar = policy.hours(policy.topic(clock.topic) or policy.catch_all)
        time = promises.due_times.time(calendar)
        due_at = clock.due_at
        if clock.left:
            due_at = read_back(promises.due_times.due(calendar, stored(begins), clock.left))
        alarm_at = clock.alarm_at
        if clock.alarm_at is not None and clock.breach_seen_at is None:
            alarm_at = moment(
                policy.alarms, clock.step, time=time, due_at=due_at, target_minutes=clock.target_minutes, since=begins
            )
        counted = {"calendar": calendar, "calendar_revision": policy.revision, "due_at": due_at, "alarm_at": alarm_at}
        running = {"state": RUNNING, "paused_at": None, "left": None}
        connection.execute(update(Clock).where(Clock.id == clock.id).values(**running, **counted))
        record(
            connection, "clock_resumed", at, conversation_id=clock.conversation_id, clock=RESOLUTION,
            resumed=stored(begins), due=stored(due_at), calendar=calendar, revision=policy.revision,
        )  # fmt: skip
        due[clock.conversation_id] = stored(due_at)
    return due
