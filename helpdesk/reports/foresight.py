"""What the next hours will ask of each team, against what its people on duty can do: trouble before it happens.

A team is short by what falls due up to an hour less the answers that its people can write until then. How many that
are is measured, not guessed: what a person answered in the busier quarter of the hours in which they answered at all,
during the last two weeks. Somebody in two teams counts half in each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, func, select

from helpdesk.records.moment import MICROSECOND, stored
from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.reports.conditions import RESPONSES, answered
from helpdesk.reports.reading_waits import read_waits, since
from helpdesk.reports.waits import going_on
from helpdesk.sla.duty import shifts_in_force

HOURS = 8  # that one looks ahead
HOUR = timedelta(hours=1)
HOUR_STORED = HOUR // MICROSECOND
MEASURED = timedelta(days=14)
ENOUGH_HOURS = 4  # with answers in them, before they say how fast somebody is
BUSIER = 0.75


@dataclass(frozen=True, slots=True)
class Ahead:
    """One team's next hours. `due[n]` falls due up to `ends[n]`, the first with all that is late already.

    `able[n]` are the answers that its people can write in that hour; None while nobody's pace is measured.
    """

    team_id: int
    team: str
    on_duty: int
    ends: tuple[datetime, ...]
    due: tuple[int, ...]
    able: tuple[float, ...] | None

    @property
    def short(self) -> tuple[datetime, int] | None:
        """When the team is short most, and by how many whole answers; None when it is not, or nobody knows."""
        if self.able is None:
            return None
        worst, missing, ahead = self.ends[0], 0.0, 0.0
        for end, due, able in zip(self.ends, self.due, self.able, strict=True):
            ahead += due - able
            if ahead > missing:
                worst, missing = end, ahead
        return (worst, int(missing)) if missing >= 1 else None


def busier(counts: Sequence[int]) -> float | None:
    """The answers of an hour in the busier quarter of these; None when they are too few to say."""
    if len(counts) < ENOUGH_HOURS:
        return None
    return float(sorted(counts)[min(len(counts) - 1, int(BUSIER * len(counts)))])


def hours_from(now: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The ends of the hours to look at: the next full one by the office's clock, then one each hour."""
    local = now.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return tuple(now - past + HOUR * number for number in range(1, HOURS + 1))


def foresight(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Ahead]:
    """Each team that has something to do or somebody on duty, in the order of their names."""
    ends = hours_from(now, zone)
    due = _due(connection, ends)
    hands = _hands(connection, now, ends)
    names = dict(connection.execute(select(Team.id, Team.name)).all())
    found = []
    for team in sorted(due.keys() | hands.keys(), key=lambda number: names.get(number, "")):
        able, people = hands.get(team, ((0.0,) * HOURS, 0))
        found.append(Ahead(team, names.get(team, ""), people, ends, due.get(team, (0,) * HOURS), able))
    return found


def _due(connection: Connection, ends: Sequence[datetime]) -> dict[int, tuple[int, ...]]:
    """By team: how many of those who wait for an answer fall due in each hour."""
    waits = going_on(lambda of: of.kind.in_(RESPONSES) & (of.due <= stored(ends[-1])), "team", "due").subquery("w").c
    up_to = [func.sum(case((waits.due <= stored(end), 1), else_=0)) for end in ends]
    rows = connection.execute(select(waits.team, *up_to).group_by(waits.team))
    return {row[0]: tuple(int(later) - int(sooner) for sooner, later in pairwise((0, *row[1:]))) for row in rows}


Hands = tuple[tuple[float, ...] | None, int]


def _hands(connection: Connection, now: datetime, ends: Sequence[datetime]) -> dict[int, Hands]:
    """By team: the answers its people can write in each hour, and how many of them are on duty now."""
    shifts = shifts_in_force(connection)
    teams: dict[int, list[int]] = defaultdict(list)
    emails: dict[int, str] = {}
    members = (
        select(Staff.id, Staff.email, TeamMember.team_id)
        .join(TeamMember, TeamMember.staff_id == Staff.id)
        .where(Staff.active, Staff.on_duty, Staff.role.in_(MAY_ANSWER))
    )
    for person, email, team in connection.execute(members):
        teams[person].append(team)
        emails[person] = email
    paces = _paces(connection, now, list(emails))
    usual = median(paces.values()) if paces else None
    spans = list(zip((now, *ends[:-1]), ends, strict=True))
    able: dict[int, list[float]] = {}
    here: dict[int, int] = defaultdict(int)
    for person, belongs_to in teams.items():
        here_now = shifts.stint(emails[person], now).working
        at_work = [shifts.stint(emails[person], start + (end - start) / 2).working for start, end in spans]
        pace = (paces.get(person) or usual or 0.0) / len(belongs_to)
        for team in belongs_to:
            hours = able.setdefault(team, [0.0] * HOURS)
            here[team] += here_now
            for place, (start, end) in enumerate(spans):
                hours[place] += pace * ((end - start) / HOUR) if at_work[place] else 0.0
    return {team: (None if usual is None else tuple(hours), here[team]) for team, hours in able.items()}


def _paces(connection: Connection, now: datetime, people: list[int]) -> Mapping[int, float]:
    """Answers in a busy hour, by person; those whose pace isn't known are left out."""
    start = stored(now - MEASURED)

    def theirs(of: Any) -> Any:
        return of.kind.in_(RESPONSES) & of.staff.in_(people) & answered(of) & (of.published > start)

    answers = read_waits(connection, theirs, ("staff", "ended"), stored(now), within=since(start))
    hours = Counter(zip(answers.staff.values.tolist(), (answers.ended.values // HOUR_STORED).tolist(), strict=True))
    by_person: dict[int, list[int]] = defaultdict(list)
    for (person, _), count in hours.items():
        by_person[person].append(count)
    paces = {person: busier(counts) for person, counts in by_person.items()}
    return {person: pace for person, pace in paces.items() if pace is not None}
