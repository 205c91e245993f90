"""Starting and ending the clocks of one conversation, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from helpdesk.policy.revisions import in_force
from helpdesk.records.clocks import CANCELLED, FIRST_RESPONSE, MET, NEXT_RESPONSE, RUNNING, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import record
from helpdesk.records.moment import read_back, stored
from helpdesk.records.replies import SENT, Reply
from helpdesk.sla.breach import tell_before_it_ends
from helpdesk.sla.promises import Promises


def start(connection: Connection, conversation_id: int, mention_id: int, *, started_at: datetime) -> datetime:
    """Starts the promise of an answer, the first or the next one, by the policy in force; gives its due time."""
    answered = exists().where(Reply.conversation_id == conversation_id, Reply.state == SENT)
    kind = NEXT_RESPONSE if connection.execute(select(answered)).scalar() else FIRST_RESPONSE
    policy = in_force(connection)
    conversation = connection.execute(
        select(Conversation.topic, Conversation.priority).where(Conversation.id == conversation_id)
    ).one()
    topic = policy.topic(conversation.topic) or policy.catch_all
    promise = Promises(policy).promise(topic, conversation.priority, kind, stored(started_at))
    assert promise is not None  # noqa: S101 - every priority has a target for answers
    due_at = read_back(promise.due_at)
    connection.execute(
        insert(Clock).values(
            conversation_id=conversation_id,
            mention_id=mention_id,
            kind=kind,
            state=RUNNING,
            target_minutes=promise.minutes,
            policy_revision=policy.revision,
            started_at=started_at,
            due_at=due_at,
        )
    )
    return due_at


def meet(connection: Connection, conversation_id: int, *, answered_at: datetime, seen_at: datetime) -> list[str]:
    """Ends the running clocks: the customer has an answer since `answered_at`. Gives the kinds that ended.

    A breach that was told while the answer was already on the network (found out later) is withdrawn, with an event.
    """
    tell_before_it_ends(connection, conversation_id, ends_at=answered_at, now=seen_at)
    running = connection.execute(
        select(Clock.id, Clock.kind, Clock.due_at, Clock.breach_seen_at).where(
            Clock.conversation_id == conversation_id, Clock.state == RUNNING
        )
    ).all()
    for clock in running:
        false_alarm = clock.breach_seen_at is not None and answered_at <= clock.due_at
        changes = {"state": MET, "ended_at": answered_at} | ({"breach_seen_at": None} if false_alarm else {})
        connection.execute(update(Clock).where(Clock.id == clock.id).values(**changes))
        if false_alarm:
            record(connection, "breach_withdrawn", seen_at, conversation_id=conversation_id, clock=clock.kind)
    return [clock.kind for clock in running]


def revive(connection: Connection, conversation_id: int, *, cancelled_at: datetime) -> None:
    """Lets the clocks run on that were cancelled at this very moment: the cancelling was a mistake."""
    connection.execute(
        update(Clock)
        .where(Clock.conversation_id == conversation_id, Clock.state == CANCELLED, Clock.ended_at == cancelled_at)
        .values(state=RUNNING, ended_at=None)
    )


def cancel(connection: Connection, conversation_id: int, *, at: datetime) -> None:
    """Ends the running clocks without an answer: nobody waits any more."""
    tell_before_it_ends(connection, conversation_id, ends_at=at, now=at)
    connection.execute(
        update(Clock)
        .where(Clock.conversation_id == conversation_id, Clock.state == RUNNING)
        .values(state=CANCELLED, ended_at=at)
    )
