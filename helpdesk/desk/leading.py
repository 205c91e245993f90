"""Who leads a team: whoever is told when a clock ran out and its colleagues could not help."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records.events import record
from helpdesk.records.staff import Team, TeamMember


def lead(connection: Connection, staff_id: int, team_key: str, at: datetime, *, leads: bool = True) -> None:
    """Makes a member of a team its lead, one of several perhaps, or no longer. Raises Refused for who isn't in it."""
    team = select(Team.id).where(Team.key == team_key).scalar_subquery()
    member = update(TeamMember).where(TeamMember.staff_id == staff_id, TeamMember.team_id == team)
    if not connection.execute(member.values(leads=leads)).rowcount:
        raise Refused(_("They are not in a team %(team_key)s.", team_key=repr(team_key)), status=UNPROCESSABLE)
    record(connection, "lead_changed", at, of=staff_id, team=team_key, leads=leads)
