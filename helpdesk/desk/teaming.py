"""Which teams somebody is in, and which of them they lead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _
from helpdesk.records.events import record
from helpdesk.records.staff import ADMIN, MANAGER, Staff, Team, TeamMember


def set_teams(
    connection: Connection,
    staff_id: int,
    teams: Iterable[str],
    now: datetime,
    *,
    leads: Iterable[str] = (),
    acting: int | None = None,
) -> bool:
    """Puts somebody into just these teams, as lead of those in `leads`; whether that changed anything.

    What they have of a team that they leave stays theirs: the customer waits for them. `teams` and `leads` are keys.
    For managers and admins. Raises Refused for somebody without a seat, an unknown team, and a lead from outside.
    """
    permitted(connection, acting, MANAGER, ADMIN)
    held = select(Staff.id).where(Staff.id == staff_id, Staff.active).with_for_update()
    if connection.execute(held).one_or_none() is None:
        raise Refused(_("This person has no seat at the desk."))
    wanted, leading = set(teams), set(leads)
    known = {row.key: row.id for row in connection.execute(select(Team.key, Team.id))}
    if unknown := sorted(wanted - known.keys()):
        raise Refused(_("There is no team %(team)s.", team=repr(unknown[0])), status=UNPROCESSABLE)
    if outside := sorted(leading - wanted):
        raise Refused(_("Who leads the team %(team)s has to be in it.", team=repr(outside[0])), status=UNPROCESSABLE)
    mine = select(Team.key, TeamMember.leads).join(Team, Team.id == TeamMember.team_id)
    before = {row.key: row.leads for row in connection.execute(mine.where(TeamMember.staff_id == staff_id))}
    after = {key: key in leading for key in wanted}
    if before == after:
        return False
    _write(connection, staff_id, known, before, after)
    record(
        connection, "teams_changed", now, staff_id=acting, member=staff_id, before=sorted(before), after=sorted(after),
        leads=sorted(leading),
    )  # fmt: skip
    return True


def lead(
    connection: Connection, staff_id: int, team: str, now: datetime, *, leads: bool = True, acting: int | None = None
) -> None:
    """Makes a member of a team its lead, one of several perhaps, or no longer. Raises Refused for who isn't in it."""
    mine = select(Team.key, TeamMember.leads).join(Team, Team.id == TeamMember.team_id)
    before = {row.key: row.leads for row in connection.execute(mine.where(TeamMember.staff_id == staff_id))}
    if team not in before:
        raise Refused(_("They are not in a team %(team)s.", team=repr(team)), status=UNPROCESSABLE)
    leading = {key for key, already in before.items() if already} - {team}
    set_teams(connection, staff_id, before, now, leads=leading | ({team} if leads else set()), acting=acting)


def _write(
    connection: Connection, staff_id: int, ids: dict[str, int], before: dict[str, bool], after: dict[str, bool]
) -> None:
    of = TeamMember.staff_id == staff_id
    left = [ids[key] for key in before.keys() - after.keys()]
    connection.execute(delete(TeamMember).where(of, TeamMember.team_id.in_(left)))
    for key in sorted(after):
        if key not in before:
            connection.execute(insert(TeamMember).values(team_id=ids[key], staff_id=staff_id, leads=after[key]))
        elif before[key] != after[key]:
            connection.execute(update(TeamMember).where(of, TeamMember.team_id == ids[key]).values(leads=after[key]))
