"""An older post of a customer who waits already is found late: they have waited since then, and their clocks say so.

Networks show posts late and out of order. What was left of each promise when the clock began is counted from the older
post on, so the due time moves back, maybe into the past: that is the truth, and the alarm follows from it. Each move is
an event. The post that we received first stays the one that started the clock: the desk's own time counts from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from helpdesk.language import N_
from helpdesk.records.among import among
from helpdesk.records.clocks import IS_LIVE, IS_RUNNING, Clock, earliest_due
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import record
from helpdesk.records.moment import read_back, stored
from helpdesk.records.replies import IS_ANSWER, Reply
from helpdesk.sla.hours import Hours
from helpdesk.sla.promises import Promises
from helpdesk.sla.steps import BREACH, moment

WHY = N_("an earlier post of the customer was found")

_ANSWERED_AT = (
    select(func.max(Reply.sent_at))
    .where(Reply.conversation_id == Conversation.id, IS_ANSWER)
    .scalar_subquery()
    .label("answered_at")
)
_WAITING = select(Conversation.id, Conversation.waiting_since, _ANSWERED_AT).where(among(Conversation.id, "ids"))
_RUNNING = (
    select(
        *(Clock.id, Clock.conversation_id, Clock.kind, Clock.due_at, Clock.target_minutes, Clock.calendar),
        *(Clock.calendar_revision, Clock.started_at, Clock.step, Clock.alarm_at),
    )
    .where(among(Clock.conversation_id, "ids"), IS_LIVE, IS_RUNNING)
    .order_by(Clock.id)
)


def begin_earlier(connection: Connection, promises: Promises, since: Mapping[int, int], at: datetime) -> None:
    """Lets the wait of these conversations begin with a post that was published at `since` (microseconds).

    One from before our last answer changes nothing: the wait that goes on began after it.
    """
    waits = {
        row.id: (row.waiting_since, read_back(since[row.id]))
        for row in connection.execute(_WAITING, {"ids": list(since)})
        if row.answered_at is None or stored(row.answered_at) < since[row.id]
    }
    hours = Hours(connection, promises.policy, promises.due_times)
    for clock in connection.execute(_RUNNING, {"ids": list(waits)}).all():
        was, begins = waits[clock.conversation_id]
        time = hours.of(clock.calendar, clock.calendar_revision)
        due_at = time.add(begins, time.between(was, clock.due_at))
        if due_at is None or clock.due_at <= was:
            continue  # what had run out before the customer wrote again stays late
        values = {"due_at": due_at, "started_at": min(clock.started_at, begins)}
        if clock.alarm_at is not None and clock.step <= BREACH:
            values["alarm_at"] = moment(
                promises.policy.alarms, clock.step, time=time, due_at=due_at, target_minutes=clock.target_minutes,
                since=begins,
            )  # fmt: skip
        connection.execute(update(Clock).where(Clock.id == clock.id).values(**values))
        record(
            connection, "due_moved", at, conversation_id=clock.conversation_id, clock=clock.kind, since=stored(begins),
            **{"from": stored(clock.due_at), "to": stored(due_at)}, why=WHY, calendar=clock.calendar,
            revision=clock.calendar_revision, began=stored(begins),
        )  # fmt: skip
    for number, (_, begins) in waits.items():
        changed = {"waiting_since": begins, "due_at": earliest_due(connection, number)}
        more = update(Conversation).where(Conversation.id == number)
        connection.execute(more.values(**changed, version=Conversation.version + 1))
