"""Who gets the conversations of one batch: the team's people as they stand, kept in balance while it is sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select, update

from helpdesk.policy.duties import language
from helpdesk.policy.passed_over import AWAY, OFF_SHIFT, OTHERS_FIRST, reason, waits
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.moment import UtcDateTime, stored
from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.sla.shifts import NOTHING_SAID, Shifts
from helpdesk.triage.routing import Candidate, Choice, RoutingTable, Wish

HOLD_MORE = (
    update(Staff)
    .where(Staff.id == bindparam("of"))
    .values(
        holding=Staff.holding + bindparam("more"),
        last_assigned_at=func.coalesce(bindparam("at", type_=UtcDateTime), Staff.last_assigned_at),
        given=case((Staff.given_on == bindparam("day"), Staff.given), else_=0) + bindparam("picked"),
        given_on=bindparam("day"),
    )
)
TEAMS = select(Team.id, Team.key)
MEMBERS = select(TeamMember.team_id, TeamMember.staff_id)
PEOPLE = select(
    *(Staff.id, Staff.email, Staff.holding, Staff.on_duty, Staff.last_assigned_at, Staff.given_on, Staff.given),
    *(Staff.own_topics, Staff.own_daily_ceiling),
).where(Staff.active, Staff.role.in_(MAY_ANSWER))
KNOWN = select(Author.id, Author.known_by).where(among(Author.id, "ids"), Author.known_by.is_not(None))


class Assigning:
    """The staff as they stand at `now`, and what the batch gives them."""

    def __init__(self, connection: Connection, shifts: Shifts, now: datetime) -> None:
        self._connection, self._shifts, self._now = connection, shifts, now
        self._teams = {key: team for team, key in connection.execute(TEAMS)}
        people, self._days = dict[int, Candidate](), dict[int, int]()
        self._ends: dict[datetime, int] = {}
        for row in connection.execute(PEOPLE):
            people[row[0]] = self._candidate(*row)
        members: dict[int, list[Candidate]] = {team: [] for team in self._teams.values()}
        for team, staff_id in connection.execute(MEMBERS):
            if staff_id in people:
                members[team].append(people[staff_id])
        self._speaks = any(person.languages for person in people.values())
        self._table = RoutingTable(members)
        self._known: dict[int, int] = {}
        self._queued = set[int]()
        self._given: Counter[int] = Counter()
        self._picked: Counter[int] = Counter()

    def _candidate(
        self, number: int, email: str, holding: int, on_duty: bool, last_assigned_at: datetime | None, given_on: int,
        given: int, own_topics: str, own_daily_ceiling: int | None,
    ) -> Candidate:  # fmt: skip
        shifts = self._shifts
        left, daily = None, shifts.daily_ceiling(email, own_daily_ceiling)
        if daily is not None:  # for nobody else the day is worked out
            self._days[number] = today = shifts.day(email, self._now)
            left = daily - (given if given_on == today else 0)
        working, until = shifts.stint(email, self._now)
        return Candidate(
            *(number, holding, None if on_duty and working else OFF_SHIFT if on_duty else AWAY, last_assigned_at),
            *(shifts.ceiling(email), left, self._stored(until) if until and working else None),
            *(
                shifts.languages(email),
                shifts.topics(email, frozenset(own_topics.split()) if own_topics else NOTHING_SAID),
            ),
        )

    def _stored(self, until: datetime) -> int:
        """The end of a shift as the records hold moments; many people have the same."""
        known = self._ends.get(until)
        if known is None:
            known = self._ends[until] = stored(until)
        return known

    def meet(self, authors: Iterable[int]) -> None:
        """Looks up who has answered these customers before."""
        self._known |= {author: by for author, by in self._connection.execute(KNOWN, {"ids": list(authors)}) if by}

    def team(self, key: str) -> int:
        """The id of a team of the policy. Raises KeyError for a team that the desk doesn't have."""
        return self._teams[key]

    def free_teams(self) -> list[int]:
        """The teams of which somebody can take one more."""
        return [team for team in self._teams.values() if self._table.free(team)]

    def is_free(self, team: int) -> bool:
        """Whether anybody of this team can take one more."""
        return self._table.free(team)

    def queue_first(self, teams: set[int]) -> None:
        """What is new waits behind the queue of these teams: more stands there than could be handed out at once."""
        self._queued = teams

    def pick(
        self, team: int, *, author: int, topic: str, due: int | None, lang: str | None = None,
        without: int | None = None, before: int | None = None,
    ) -> tuple[int | None, dict[str, Any]]:  # fmt: skip
        """The next owner from this team, who holds one more from now on, and what the event says of the choice.

        Nobody when nobody can take it. `without` gave it back, `before` had it and can't take it again.
        """
        if team in self._queued:
            return None, {"why": OTHERS_FIRST}
        spoken = language(lang) if self._speaks else None
        choice = self._table.give(team, Wish(spoken, topic, due, self._known.get(author), without))
        if choice.staff_id is not None:
            self._picked[choice.staff_id] += 1
            self._given[choice.staff_id] += 1
        return choice.staff_id, self._told(choice, before)

    def _told(self, choice: Choice, before: int | None) -> dict[str, Any]:
        passed, had = choice.passed, None if before is None else self._table.barred(before)
        if had is not None and had not in passed:
            passed = [had, *passed]
        why = waits(passed) if choice.staff_id is None else reason(choice.kept)
        told = {"why": why, "passed": passed, "revision": self._shifts.revision}
        return told | {"passed_more": choice.more} if choice.more else told

    def give_back(self, staff_id: int) -> bool:
        """Gives a conversation to who had it before, if they can take one more."""
        if not self._table.can_take(staff_id):
            return False
        self.hold(staff_id)
        return True

    def hold(self, staff_id: int) -> None:
        """Counts one more open conversation for its owner, to whom it returns."""
        self._table.hold(staff_id)
        self._given[staff_id] += 1

    def write(self, connection: Connection, now: datetime) -> None:
        """Adds to what each person holds. In the order of their ids, so that two writers can't block each other."""
        given = [
            {
                "of": number, "more": count, "picked": self._picked[number], "day": self._days.get(number, 0),
                "at": now if self._picked[number] else None,
            }
            for number, count in sorted(self._given.items())
        ]  # fmt: skip
        if given:
            connection.execute(HOLD_MORE, given)
