"""Starting and ending the clocks of one conversation, in the caller's transaction.

The answer's clock (first or next response) runs while the customer waits. The clock of the end (resolution) begins with
it, rests while we wait for the customer, and goes on when they write again; a conversation that was closed and comes
back gets a new one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from helpdesk.policy.revisions import in_force
from helpdesk.records.clocks import (
    CANCELLED,
    FIRST_RESPONSE,
    IS_LIVE,
    IS_OVER,
    IS_RUNNING,
    MET,
    NEXT_RESPONSE,
    PAUSED,
    RESOLUTION,
    RUNNING,
    Clock,
    earliest_due,
)
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event, record
from helpdesk.records.moment import read_back, stored
from helpdesk.records.replies import IS_ANSWER, Reply
from helpdesk.sla.breach import tell_before_it_ends
from helpdesk.sla.promises import Promises
from helpdesk.sla.resting import pause, resume


def start(
    connection: Connection, conversation_id: int, mention_id: int, *, started_at: datetime, at: datetime
) -> datetime:
    """Starts what is promised from now on by the policy in force: an answer, and an end.

    Gives when the conversation is due. `started_at` is since when the customer waits, `at` the present.
    """
    promises = Promises(in_force(connection))
    answered = exists().where(Reply.conversation_id == conversation_id, IS_ANSWER)
    kind = NEXT_RESPONSE if connection.execute(select(answered)).scalar() else FIRST_RESPONSE
    _start(connection, promises, conversation_id, mention_id, kind, started_at, at)
    if not resume(connection, promises, {conversation_id: stored(started_at)}, at):
        live = select(Clock.id).where(Clock.conversation_id == conversation_id, IS_LIVE, Clock.kind == RESOLUTION)
        if connection.execute(live).first() is None:
            _start(connection, promises, conversation_id, mention_id, RESOLUTION, started_at, at)
    due_at = earliest_due(connection, conversation_id)
    assert due_at is not None  # noqa: S101 - the answer's clock was just started
    return due_at


def _start(
    connection: Connection, promises: Promises, conversation_id: int, mention_id: int, kind: str,
    started_at: datetime, at: datetime,
) -> None:  # fmt: skip
    policy = promises.policy
    conversation = connection.execute(
        select(Conversation.topic, Conversation.priority).where(Conversation.id == conversation_id)
    ).one()
    topic = policy.topic(conversation.topic) or policy.catch_all
    promise = promises.promise(topic, conversation.priority, kind, stored(started_at))
    if promise is None:
        return
    connection.execute(
        insert(Clock).values(
            conversation_id=conversation_id,
            mention_id=mention_id,
            kind=kind,
            state=RUNNING,
            target_minutes=promise.minutes,
            policy_revision=policy.revision,
            calendar=promise.calendar,
            calendar_revision=policy.revision,
            started_at=started_at,
            due_at=read_back(promise.due_at),
            step=promise.step,
            alarm_at=read_back(promise.alarm_at),
        )
    )
    record(
        connection, "clock_started", at, conversation_id=conversation_id, clock=kind, mention=mention_id,
        started=stored(started_at), **promise.told(policy.revision),
    )  # fmt: skip


def meet(connection: Connection, conversation_id: int, *, answered_at: datetime, seen_at: datetime) -> list[str]:
    """Ends the running clocks of answers: the customer has one since `answered_at`. Gives the kinds that ended.

    A breach that was told while the answer was already on the network (found out later) is withdrawn, with an event.
    """
    tell_before_it_ends(connection, conversation_id, ends_at=answered_at, now=seen_at)
    running = connection.execute(
        select(Clock.id, Clock.kind, Clock.due_at, Clock.breach_seen_at).where(
            Clock.conversation_id == conversation_id, IS_LIVE, IS_RUNNING, Clock.kind != RESOLUTION
        )
    ).all()
    for clock in running:
        false_alarm = clock.breach_seen_at is not None and answered_at <= clock.due_at
        changes = {"state": MET, "ended_at": answered_at} | ({"breach_seen_at": None} if false_alarm else {})
        connection.execute(update(Clock).where(Clock.id == clock.id).values(**changes))
        if false_alarm:
            record(connection, "breach_withdrawn", seen_at, conversation_id=conversation_id, clock=clock.kind)
    return [clock.kind for clock in running]


def hold(connection: Connection, conversation_id: int, *, held_at: datetime) -> list[str]:
    """Notes in the running clocks of answers when the customer was first told to wait. Gives the kinds of these clocks.

    They run on: it is no answer. Networks may show two holding answers out of order; the earlier one counts.
    """
    waiting = (Clock.conversation_id == conversation_id, IS_LIVE, IS_RUNNING, Clock.kind != RESOLUTION)
    running = connection.execute(select(Clock.id, Clock.kind, Clock.held_at).where(*waiting)).all()
    for clock in running:
        if clock.held_at is None or held_at < clock.held_at:
            connection.execute(update(Clock).where(Clock.id == clock.id).values(held_at=held_at))
    return [clock.kind for clock in running]


def cancel(
    connection: Connection, conversation_id: int, *, at: datetime, resolved: bool = False, answers_only: bool = False
) -> None:
    """Ends all clocks, or those of answers: nobody waits any more. The end is reached when it is `resolved`.

    A clock that rested ends when its rest began: what we had to do was done then.
    """
    tell_before_it_ends(connection, conversation_id, ends_at=at, now=at, answers_only=answers_only)
    live = select(Clock.id, Clock.kind, Clock.state, Clock.paused_at, Clock.left).where(
        Clock.conversation_id == conversation_id, IS_LIVE
    )
    for clock in connection.execute(live.where(Clock.kind != RESOLUTION) if answers_only else live).all():
        state = MET if resolved and clock.kind == RESOLUTION else CANCELLED
        ended_at = clock.paused_at or at
        connection.execute(
            update(Clock).where(Clock.id == clock.id).values(state=state, ended_at=ended_at, paused_at=None, left=None)
        )
        record(
            connection, "clock_ended", at, conversation_id=conversation_id, clock=clock.kind, state=state,
            ended=stored(ended_at), number=clock.id, was=clock.state, left=clock.left,
        )  # fmt: skip


def revive(connection: Connection, conversation_id: int, *, cancelled_at: datetime) -> None:
    """Lets the clocks run on, or rest on, that ended at this very moment: the closing was a mistake."""
    told = select(Event.data).where(
        Event.conversation_id == conversation_id, Event.kind == "clock_ended", Event.at == cancelled_at
    )
    for ended in connection.execute(told.order_by(Event.id)).scalars().all():
        paused_at = read_back(ended["ended"]) if ended["was"] == PAUSED else None
        values = {"state": ended["was"], "ended_at": None, "paused_at": paused_at, "left": ended["left"]}
        connection.execute(update(Clock).where(Clock.id == ended["number"], IS_OVER).values(**values))
        record(
            connection, "clock_revived", cancelled_at, conversation_id=conversation_id, clock=ended["clock"],
            state=ended["was"], left=ended["left"],
        )  # fmt: skip


def rest(connection: Connection, conversation_id: int, *, at: datetime) -> None:
    """Nobody waits after all, and we wait for the customer again: the answer's clock ends, that of the end rests."""
    cancel(connection, conversation_id, at=at, answers_only=True)
    pause(connection, Promises(in_force(connection)), conversation_id, since=at, at=at)
