"""Writes what a batch of clocks tells staff: one alarm for each step and person, and who gets what nobody answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, case, select, update

from helpdesk.policy.alarms import Alarms
from helpdesk.records.alarms import COLUMNS, WAITS, Alarm
from helpdesk.records.bulk import insert_new_rows
from helpdesk.records.conversations import OPEN, Conversation, Standing, change
from helpdesk.records.events import record
from helpdesk.records.moment import stored
from helpdesk.records.staff import Staff
from helpdesk.sla import alarm_words
from helpdesk.sla.being_answered import being_answered
from helpdesk.sla.recipients import OWNER, Recipients
from helpdesk.sla.steps import BREACH

Told = tuple[Any, int]  # a clock (a row of the watch) and the step that is told of it


def tell(connection: Connection, told: Iterable[Told], alarms: Alarms, now: datetime) -> None:
    """Writes the alarms of a batch; an escalation that reassigns gives the conversation away first.

    Call it in the transaction that takes the clocks' steps, their conversations locked if any step reassigns.
    """
    recipients, rows, at = Recipients(connection, now), [], stored(now)
    for clock, step in told:
        kind, tell_whom, reassign = _meaning(step, alarms)
        given_to = _reassign(connection, clock, recipients, now) if reassign else None
        people: list[int | None] = [*recipients.of(tell_whom, clock.team_id, clock.staff_id)]
        if given_to is not None:
            people = [given_to[0]]
        data = {"clock": clock.kind, "step": step, "due": stored(clock.due_at), "given_to": given_to and given_to[1]}
        body, urgent = orjson.dumps(data).decode(), clock.priority == "urgent" and step >= BREACH
        for person in people or [None]:
            team = clock.team_id if person is None else None
            # A breach that was withdrawn leaves its alarm behind: the next one is of another due time.
            key = f"clock {clock.id} step {step} due {stored(clock.due_at)} for {person or 'team'}"
            rows.append((key, at, kind, clock.conversation_id, person, team, int(urgent), body, WAITS, WAITS))
    insert_new_rows(connection, Alarm, COLUMNS, rows)


def _meaning(step: int, alarms: Alarms) -> tuple[str, str, bool]:
    """What kind of alarm a step is, whom it is for, and whether it gives the conversation to them."""
    if step < BREACH:
        return alarm_words.WARNING, OWNER, False
    if step == BREACH:
        return alarm_words.BREACH, OWNER, False
    link = alarms.chain[step - BREACH - 1]
    return alarm_words.ESCALATION, link.tell, link.reassign


def _reassign(connection: Connection, clock: Any, recipients: Recipients, now: datetime) -> tuple[int, str] | None:
    """Gives an open conversation to the colleague with the least to do; None when there is nobody to give it to.

    What somebody is answering stays with them: its customer has an answer soon, and would get a second one.
    """
    found = recipients.colleague(clock.team_id, clock.staff_id)
    standing = connection.execute(
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id).where(
            Conversation.id == clock.conversation_id, Conversation.status == OPEN, ~being_answered()
        ),
        {"now": now},
    ).one_or_none()
    if found is None or standing is None:
        return None
    change(connection, Standing(*standing), staff_id=found.id)
    found.takes()
    given = case((Staff.given_on == found.today, Staff.given), else_=0) + 1
    more = update(Staff).where(Staff.id == found.id)
    name = connection.execute(
        more.values(last_assigned_at=now, given=given, given_on=found.today).returning(Staff.name)
    ).scalar_one()
    record(
        connection, "escalated", now, conversation_id=clock.conversation_id, to=found.id, previous=standing.staff_id,
        clock=clock.kind, revision=recipients.revision,
    )  # fmt: skip
    return found.id, name
