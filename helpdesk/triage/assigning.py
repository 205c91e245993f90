"""Who gets the conversations of one batch: the least-loaded on duty, kept in balance while the batch is sorted."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from helpdesk.records.moment import UtcDateTime
from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.triage.routing import Candidate, RoutingTable

HOLD_MORE = (
    update(Staff)
    .where(Staff.id == bindparam("of"))
    .values(
        holding=Staff.holding + bindparam("more"),
        last_assigned_at=func.coalesce(bindparam("at", type_=UtcDateTime), Staff.last_assigned_at),
    )
)


class Assigning:
    """The staff as they stand at the start of a batch, and what the batch gives them."""

    def __init__(self, connection: Connection) -> None:
        self._teams = {key: team for team, key in connection.execute(select(Team.id, Team.key))}
        rows = connection.execute(
            select(Staff.id, Staff.holding, Staff.on_duty, Staff.last_assigned_at).where(
                Staff.active, Staff.role.in_(MAY_ANSWER)
            )
        )
        people = {
            row.id: Candidate(row.id, row.holding, row.on_duty, last_assigned_at=row.last_assigned_at) for row in rows
        }
        members: dict[int, list[Candidate]] = {team: [] for team in self._teams.values()}
        for team, staff_id in connection.execute(select(TeamMember.team_id, TeamMember.staff_id)):
            if staff_id in people:
                members[team].append(people[staff_id])
        self._people = people
        self._table = RoutingTable(members)
        self._given: Counter[int] = Counter()
        self._picked: set[int] = set()

    def team(self, key: str) -> int:
        """The id of a team of the policy. Raises KeyError for a team that the desk doesn't have."""
        return self._teams[key]

    def works_here(self, staff_id: int) -> bool:
        """Whether this person can still answer, on duty or not."""
        return staff_id in self._people

    def pick(self, team: int) -> tuple[int | None, str]:
        """The next owner from this team, who holds one more from now on, and why; nobody when nobody is on duty."""
        staff_id = self._table.assign(team)
        if staff_id is None:
            return None, "nobody of the team is on duty"
        self._picked.add(staff_id)
        self._given[staff_id] += 1
        return staff_id, "the fewest open conversations of those on duty"

    def hold(self, staff_id: int) -> None:
        """Counts one more open conversation for its owner, to whom it returns."""
        self._table.hold(staff_id)
        self._given[staff_id] += 1

    def write(self, connection: Connection, now: datetime) -> None:
        """Adds to what each person holds. In the order of their ids, so that two writers can't block each other."""
        given = [
            {"of": staff_id, "more": count, "at": now if staff_id in self._picked else None}
            for staff_id, count in sorted(self._given.items())
        ]
        if given:
            connection.execute(HOLD_MORE, given)
