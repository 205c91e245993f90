"""Watches the teams: the managers are told once that customers wait and nobody is on duty, and once when somebody is.

A queue at night is no alarm when its customers need no answer before the next shift begins.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.database import Database, claim
from helpdesk.records.events import record
from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.records.turns import take_turn
from helpdesk.records.unstaffed import Unstaffed
from helpdesk.sla.duty import ON_DUTY, shifts_in_force, state

ALONE, STAFFED = "team_unstaffed", "team_staffed"


def watch_teams(database: Database, clock: Clock) -> bool:
    """Finds the teams that are left alone, and those that are not any more. Always false: it finds all at once."""
    now = clock.now()
    with database.reading() as connection:
        lasting = select(Unstaffed.team_id, Unstaffed.id).where(Unstaffed.ended_at.is_(None))
        going_on = dict(connection.execute(lasting).all())
        alone = _alone(connection, now)
        told = {team: back for team, back in alone.items() if team not in going_on and _waits(connection, team, back)}
    for team in told:
        _tell(database, team, now)
    for team, number in going_on.items():
        if team not in alone:
            _end(database, team, number, now)
    return False


def _alone(connection: Connection, now: datetime) -> dict[int, datetime | None]:
    """The teams of which nobody is on duty, and when somebody's shift begins; None: nobody knows."""
    shifts = shifts_in_force(connection)
    alone: dict[int, datetime | None] = dict.fromkeys(connection.execute(select(Team.id)).scalars())
    members = connection.execute(
        select(TeamMember.team_id, Staff.email, Staff.on_duty)
        .join(Staff, Staff.id == TeamMember.staff_id)
        .where(Staff.active, Staff.on_duty, Staff.role.in_(MAY_ANSWER))
    )
    for team, email, on_duty in members:
        if team not in alone:
            continue
        if state(shifts, email, now, active=True, on_duty=on_duty) == ON_DUTY:
            del alone[team]
            continue
        begins, soonest = shifts.stint(email, now).until, alone[team]
        if begins is not None and (soonest is None or begins < soonest):
            alone[team] = begins
    return alone


def _waits(connection: Connection, team: int, back: datetime | None) -> bool:
    """Whether a customer waits in the team's queue who needs an answer before somebody is back."""
    queue = select(func.min(Conversation.due_at)).where(
        Conversation.team_id == team, Conversation.status == OPEN, Conversation.staff_id.is_(None)
    )
    due = connection.execute(queue).scalar()
    return due is not None and (back is None or due <= back)


def _tell(database: Database, team: int, now: datetime) -> None:
    with database.writing() as connection:
        take_turn(connection, "unstaffed")
        going_on = select(Unstaffed.id).where(Unstaffed.team_id == team, Unstaffed.ended_at.is_(None))
        if connection.execute(going_on).first() is not None:
            return  # another worker told it meanwhile
        made = connection.execute(insert(Unstaffed).values(team_id=team, told_at=now)).inserted_primary_key
        assert made is not None  # noqa: S101 - an insert of one row gives its key
        words = said(
            N_("Customers wait in the queue of %(team)s, and nobody of it is on duty."), team=_name(connection, team)
        )
        raise_alarm(connection, ALONE, f"unstaffed {made[0]}", now, staff=managers(connection), **words)
        record(connection, ALONE, now, of_team=team)


def _end(database: Database, team: int, number: int, now: datetime) -> None:
    with database.writing() as connection:
        going_on = update(Unstaffed).where(Unstaffed.id == number, Unstaffed.ended_at.is_(None))
        if claim(connection, going_on.values(ended_at=now)):
            words = said(N_("Somebody of %(team)s is on duty again."), team=_name(connection, team))
            raise_alarm(connection, STAFFED, f"unstaffed {number} over", now, staff=managers(connection), **words)
            record(connection, STAFFED, now, of_team=team)


def _name(connection: Connection, team: int) -> str:
    return connection.execute(select(Team.name).where(Team.id == team)).scalar_one()
