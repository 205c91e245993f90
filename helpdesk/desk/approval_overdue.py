"""An answer that waits for approval while its customer waits: before the time runs out, more people are told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, select, update

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database, claim
from helpdesk.records.events import record
from helpdesk.records.replies import PENDING, Reply
from helpdesk.records.staff import MAY_ANSWER, Staff, TeamMember
from helpdesk.sla.duty import on_duty


def tells_at(accepted_at: datetime, due_at: datetime) -> datetime:
    """When more people are told: half of the time that was left has passed; at once when none was. Pure."""
    return accepted_at + max(due_at - accepted_at, due_at - due_at) / 2


def tell_overdue(database: Database, clock: Clock) -> bool:
    """Tells of those whose time has come, once each; never has more to do at once. A step of the worker."""
    now = clock.now()
    waiting = (
        select(Reply.id, Reply.conversation_id, Reply.staff_id, Reply.accepted_at, Conversation.due_at,
               Conversation.team_id, Staff.name)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .join(Staff, Staff.id == Reply.staff_id)
        .where(Reply.state == PENDING, Reply.approval_told_at.is_(None), Conversation.due_at.is_not(None))
        .order_by(Reply.id)
    )  # fmt: skip
    with database.reading() as connection:
        found = [
            each
            for each in connection.execute(waiting)
            if each.due_at and tells_at(each.accepted_at, each.due_at) <= now
        ]
    for each in found:
        with database.writing() as connection:
            _tell(connection, each, now)
    return False


def _tell(
    connection: Connection, reply: Row[int, int, int, datetime, datetime | None, int, str], now: datetime
) -> None:
    untold = update(Reply).where(Reply.id == reply.id, Reply.state == PENDING, Reply.approval_told_at.is_(None))
    if not claim(connection, untold.values(approval_told_at=now)):
        return  # decided, or told by another worker, meanwhile
    people = {*_approvers(connection, reply.team_id, now), *managers(connection)} - {reply.staff_id}
    raise_alarm(
        connection, "approval", f"reply {reply.id} waits", now, staff=people, conversation_id=reply.conversation_id,
        urgent=True, 
        **said(N_("An answer by %(who)s waits for approval, and the customer's time is running out."), who=reply.name),
    )  # fmt: skip
    record(connection, "approval_overdue", now, conversation_id=reply.conversation_id, reply=reply.id)


def _approvers(connection: Connection, team_id: int, now: datetime) -> list[int]:
    """Who of the team is on duty and may approve."""
    free = (Staff.active, Staff.supervised == 0, Staff.role.in_(MAY_ANSWER))
    members = select(Staff.id).join(TeamMember, TeamMember.staff_id == Staff.id)
    found = list(connection.execute(members.where(TeamMember.team_id == team_id, *free)).scalars())
    working = on_duty(connection, now, found)
    return [each for each in found if each in working]
