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
    """Somebody of a team who can answer. While a batch gives them more, `holding` grows and `left_today` shrinks.

    `today` is the day on which a daily ceiling counts; 0 without one.
    """

    id: int
    on_duty: bool
    holding: int
    ceiling: int | None
    today: int
    left_today: int | None

    @property
    def free(self) -> bool:
        """Whether they can be given one more."""
        below = self.ceiling is None or self.holding < self.ceiling
        return self.on_duty and below and (self.left_today is None or self.left_today > 0)

    def takes(self) -> None:
        """Counts one more."""
        self.holding += 1
        if self.left_today is not None:
            self.left_today -= 1


class Recipients:
    """The staff as they stand at the start of a batch."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        shifts = shifts_in_force(connection)
        self.revision = shifts.revision
        self._managers = managers(connection)
        people: dict[int, Colleague] = {}
        self._teams: defaultdict[int, list[Colleague]] = defaultdict(list)
        self._leads: dict[int, list[int]] = {}
        rows = connection.execute(
            select(
                *(TeamMember.team_id, TeamMember.leads, Staff.id, Staff.on_duty, Staff.holding, Staff.email),
                *(Staff.given_on, Staff.given, Staff.own_daily_ceiling),
            )
            .join(Staff, Staff.id == TeamMember.staff_id)
            .where(Staff.active, Staff.role.in_(MAY_ANSWER))
        )
        for team, leads, staff_id, on_duty, holding, email, given_on, given, own in rows:
            if staff_id not in people:
                working, daily = on_duty and shifts.stint(email, now).working, shifts.daily_ceiling(email, own)
                today = 0 if daily is None else shifts.day(email, now)
                left = None if daily is None else daily - (given if given_on == today else 0)
                people[staff_id] = Colleague(staff_id, working, holding, shifts.ceiling(email), today, left)
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
        """Who of the team is on duty and below their ceilings, with the least to do, besides the owner."""
        free = [person for person in self._teams[team] if person.free and person.id != owner]
        return min(free, key=lambda person: (person.holding, person.id), default=None)
