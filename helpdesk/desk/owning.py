"""Whose conversation it is: take it, give it to somebody, put it back into the team's queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import standing
from helpdesk.records.conversations import Standing, change
from helpdesk.records.events import record
from helpdesk.records.staff import MAY_ANSWER, Staff, Team


def take(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> None:
    """Makes an ownerless conversation one's own. Raises Refused when a colleague has it."""
    before = standing(connection, conversation_id, acting=acting)
    if before.staff_id == acting:
        return
    if before.staff_id is not None:
        raise Refused(f"{_name(connection, before.staff_id)} has this conversation. Ask, or assign it to yourself.")
    _give(connection, before, acting, "taken", acting, at)


def assign(connection: Connection, conversation_id: int, to: int, *, acting: int, at: datetime) -> None:
    """Gives the conversation to a colleague who can answer; away or not, since a person decided it."""
    before = standing(connection, conversation_id, acting=acting)
    can_answer = select(Staff.id).where(Staff.id == to, Staff.active, Staff.role.in_(MAY_ANSWER))
    if connection.execute(can_answer).scalar() is None:
        raise Refused("Nobody with that name can answer customers here.", status=UNPROCESSABLE)
    if before.staff_id != to:
        _give(connection, before, to, "assigned", acting, at)


def put_back(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> None:
    """Returns the conversation to its team's queue."""
    before = standing(connection, conversation_id, acting=acting)
    if before.staff_id is not None:
        _give(connection, before, None, "put_back", acting, at)


def give_to_team(connection: Connection, conversation_id: int, team_id: int, *, acting: int, at: datetime) -> None:
    """Moves the conversation to another team's queue; it has no owner there yet."""
    before = standing(connection, conversation_id, acting=acting)
    if connection.execute(select(Team.id).where(Team.id == team_id)).scalar() is None:
        raise Refused("There is no such team.", status=UNPROCESSABLE)
    change(connection, before, staff_id=None, team_id=team_id)
    record(connection, "moved", at, conversation_id=conversation_id, staff_id=acting, team=team_id)


def _give(connection: Connection, before: Standing, to: int | None, kind: str, acting: int, at: datetime) -> None:
    change(connection, before, staff_id=to)
    if to is not None:
        connection.execute(update(Staff).where(Staff.id == to).values(last_assigned_at=at))
    record(connection, kind, at, conversation_id=before.id, staff_id=acting, to=to, previous=before.staff_id)


def _name(connection: Connection, staff_id: int) -> str:
    return connection.execute(select(Staff.name).where(Staff.id == staff_id)).scalar_one()
