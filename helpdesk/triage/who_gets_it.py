"""How many conversations each person was given, and how many they would be given by each of two policies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from helpdesk.language import N_
from helpdesk.policy.revisions import Policy
from helpdesk.records.among import among
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.sla.shifts import Shifts
from helpdesk.triage.replay import Arrival, Person, Replay

ASSUMED: Final = N_(
    "Both policies are played on the same posts: everybody is there as their shift says (without one, always), a "
    "conversation weighs on whoever got it first until it was really answered or closed, and nobody takes one by hand."
)

OPENED = select(Event.conversation_id, Event.data["staff"].as_integer()).where(
    Event.kind == "opened", among(Event.conversation_id, "ids")
)
FIRST_HANDED_OUT = select(func.min(Event.id)).where(
    Event.kind == "handed_out", among(Event.conversation_id, "ids")
).group_by(Event.conversation_id)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """One person's; without a person: those that nobody was given by the desk."""

    staff_id: int | None
    name: str
    really: int
    before: int
    after: int


class WhoGetsIt:
    """Follows the conversations of a dry run, in the order in which they were opened."""

    def __init__(self, connection: Connection, policies: Sequence[Policy], since: datetime) -> None:
        self._names, people = _people(connection)
        self._replays = [Replay(Shifts(policy), people, since) for policy in policies]
        self._really: Counter[int | None] = Counter()
        self._all = 0

    def opened(self, connection: Connection, rows: Sequence[Row[Any]], arrivals: Sequence[Sequence[Arrival]]) -> None:
        """Conversations that were opened, and how they arrive by each of the policies."""
        self._all += len(rows)
        self._really.update(_first_owners(connection, rows))
        for replay, here in zip(self._replays, arrivals, strict=True):
            for arrival in here:
                replay.arrive(arrival)

    def shares(self, now: datetime) -> list[Share]:
        """As it would be now: those whose number would change the most first, and what went to nobody last."""
        for replay in self._replays:
            replay.until(stored(now))
        before, after = (replay.got for replay in self._replays)
        given = {number for number in (*self._really, *before, *after) if number is not None}
        shares = [
            Share(number, self._names.get(number, "?"), self._really[number], before[number], after[number])
            for number in given
        ]
        left = (self._all - sum(counted[number] for number in given) for counted in (self._really, before, after))
        shares.sort(key=lambda share: (-abs(share.after - share.before), share.name, share.staff_id))
        nobody = Share(None, "", *left)
        return [*shares, nobody] if nobody.really or nobody.before or nobody.after else shares


def _people(connection: Connection) -> tuple[dict[int, str], list[Person]]:
    teams: dict[int, list[str]] = defaultdict(list)
    members = select(TeamMember.staff_id, Team.key).join(Team, Team.id == TeamMember.team_id).order_by(Team.key)
    for number, key in connection.execute(members):
        teams[number].append(key)
    names, people = dict[int, str](), list[Person]()
    for each in connection.execute(select(Staff).order_by(Staff.id)):
        names[each.id] = each.name
        if each.active and each.role in MAY_ANSWER and teams[each.id]:
            own = frozenset(each.own_topics.split())
            people.append(Person(each.id, each.email, tuple(teams[each.id]), own, each.own_daily_ceiling))
    return names, people


def _first_owners(connection: Connection, rows: Sequence[Row[Any]]) -> list[int | None]:
    """Whom the desk gave each of them first."""
    if not rows:
        return []
    owners: dict[int | None, int | None] = dict(
        connection.execute(OPENED, {"ids": [row.conversation_id for row in rows]}).all()
    )
    waited = [number for number, owner in owners.items() if owner is None]
    if waited:
        first = FIRST_HANDED_OUT.subquery()
        given = select(Event.conversation_id, Event.data["to"].as_integer()).where(Event.id.in_(select(first)))
        owners |= dict(connection.execute(given, {"ids": waited}).all())
    return list(owners.values())
