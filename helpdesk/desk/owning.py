"""Whose conversation it is: take it, give it to somebody, put it back into the team's queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.desk.changing import changed
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import standing
from helpdesk.language import gettext as _
from helpdesk.records.conversations import Standing
from helpdesk.records.staff import MAY_ANSWER, Staff, Team


def take(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> int | None:
    """Makes an ownerless conversation one's own; gives the event's number. Raises Refused when a colleague has it."""
    before = standing(connection, conversation_id, acting=acting)
    if before.staff_id == acting:
        return None
    if before.staff_id is not None:
        raise Refused(
            _("%(who)s has this conversation. Ask, or assign it to yourself.", who=_name(connection, before.staff_id))
        )
    return _give(connection, before, acting, "taken", acting, at)


def assign(connection: Connection, conversation_id: int, to: int, *, acting: int, at: datetime) -> int | None:
    """Gives the conversation to a colleague who can answer; away or not, since a person decided it."""
    before = standing(connection, conversation_id, acting=acting)
    can_answer = select(Staff.id).where(Staff.id == to, Staff.active, Staff.role.in_(MAY_ANSWER))
    if connection.execute(can_answer).scalar() is None:
        raise Refused(_("Nobody with that name can answer customers here."), status=UNPROCESSABLE)
    return None if before.staff_id == to else _give(connection, before, to, "assigned", acting, at)


def put_back(
    connection: Connection, conversation_id: int, *, acting: int, at: datetime, handed_over: bool = False
) -> int | None:
    """Returns the conversation to its team's queue. `handed_over`: since its owner goes, so that it rests no moment."""
    before = standing(connection, conversation_id, acting=acting)
    more = {"handed_over": True} if handed_over else {}
    return None if before.staff_id is None else _give(connection, before, None, "put_back", acting, at, **more)


def give_to_team(connection: Connection, conversation_id: int, team_id: int, *, acting: int, at: datetime) -> int:
    """Moves the conversation to another team's queue; it has no owner there yet."""
    before = standing(connection, conversation_id, acting=acting)
    if connection.execute(select(Team.id).where(Team.id == team_id)).scalar() is None:
        raise Refused(_("There is no such team."), status=UNPROCESSABLE)
    told = {"team": team_id, "previous": before.staff_id}
    return changed(connection, before, "moved", told, acting=acting, at=at, staff_id=None, team_id=team_id)


def _give(
    connection: Connection, before: Standing, to: int | None, kind: str, acting: int, at: datetime, **more: bool
) -> int:
    if to is not None:
        connection.execute(update(Staff).where(Staff.id == to).values(last_assigned_at=at))
    told = {"to": to, "previous": before.staff_id, **more}
    return changed(connection, before, kind, told, acting=acting, at=at, staff_id=to)


def _name(connection: Connection, staff_id: int) -> str:
    return connection.execute(select(Staff.name).where(Staff.id == staff_id)).scalar_one()
