"""Whom an alarm is for: the owner, a colleague on duty, the lead of the team, the managers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from helpdesk.records.alarms import managers
from helpdesk.records.staff import MAY_ANSWER, Staff, TeamMember
from helpdesk.sla.duty import shifts_in_force

OWNER: Final = "owner"


@dataclass(slots=True)
class Colleague:
    """Somebody of a team who can answer; `holding` grows while a batch gives them more."""

    id: int
    on_duty: bool
    holding: int
    ceiling: int | None = None

    @property
    def free(self) -> bool:
        """Whether they can be given one more."""
        return self.on_duty and (self.ceiling is None or self.holding < self.ceiling)


class Recipients:
    """The staff as they stand at the start of a batch."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        shifts = shifts_in_force(connection)
        self._managers = managers(connection)
        people: dict[int, Colleague] = {}
        self._teams: defaultdict[int, list[Colleague]] = defaultdict(list)
        self._leads: dict[int, list[int]] = {}
        rows = connection.execute(
            select(TeamMember.team_id, TeamMember.leads, Staff.id, Staff.on_duty, Staff.holding, Staff.email)
            .join(Staff, Staff.id == TeamMember.staff_id)
            .where(Staff.active, Staff.role.in_(MAY_ANSWER))
        )
        for team, leads, staff_id, on_duty, holding, email in rows:
            if staff_id not in people:
                duty, working = shifts.duties.get(email), on_duty and shifts.stint(email, now).working
                people[staff_id] = Colleague(staff_id, working, holding, duty.ceiling if duty else None)
            person = people[staff_id]
            self._teams[team].append(person)
            if leads:
                self._leads.setdefault(team, []).append(staff_id)

    def of(self, tell: str, team: int, owner: int | None) -> list[int]:
        """The people for this step; none means the whole team."""
        match tell:
            case "owner":
                return [owner] if owner is not None else []
            case "colleague":
                found = self.colleague(team, owner)
                return [found.id] if found else []
            case "lead":
                return self._leads.get(team) or self._managers
        return self._managers

    def colleague(self, team: int, owner: int | None) -> Colleague | None:
        """Who of the team is on duty and below their ceiling, with the least to do, besides the owner."""
        free = [person for person in self._teams[team] if person.free and person.id != owner]
        return min(free, key=lambda person: (person.holding, person.id), default=None)
