"""To whom a conversation can be given: who of its team answers customers, and the other teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, bindparam, literal_column, select

from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.sla.duty import shifts_in_force

MOST = 50  # people in a menu; whoever has the fewest open conversations stands first

_TEAM, _BESIDES = bindparam("team", type_=BigInteger), bindparam("besides", type_=BigInteger)
_OF_TEAM = (
    select(Staff.id, Staff.name, Staff.on_duty, Staff.holding, Staff.email)
    .join(TeamMember, TeamMember.staff_id == Staff.id)
    .where(TeamMember.team_id == _TEAM, Staff.active, Staff.role.in_(MAY_ANSWER), Staff.id != _BESIDES)
    .order_by(Staff.on_duty.desc(), Staff.holding, Staff.name)
    .limit(literal_column(str(MOST)))
)
_OTHER_TEAMS = select(Team.id, Team.name).where(Team.id != _TEAM).order_by(Team.name)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team. `holding` is how many open conversations they have."""

    id: int
    name: str
    on_duty: bool
    holding: int


def colleagues(connection: Connection, team_id: int, now: datetime, *, besides: int | None) -> list[Colleague]:
    """Who of the team can take a conversation, on duty first; `besides` is who has it already."""
    found = connection.execute(_OF_TEAM, {"team": team_id, "besides": besides or 0})
    shifts = shifts_in_force(connection)
    here = [
        Colleague(row.id, row.name, row.on_duty and shifts.stint(row.email, now).working, row.holding) for row in found
    ]
    return sorted(here, key=lambda each: not each.on_duty)


def other_teams(connection: Connection, team_id: int) -> list[tuple[int, str]]:
    """The other teams, by name."""
    return [(number, name) for number, name in connection.execute(_OTHER_TEAMS, {"team": team_id})]
