"""Who would have got each conversation of some weeks, played once more by one policy's shifts, ceilings and skills.

Everybody is there as their shift says, those without one always. A conversation weighs on whoever got it until it was
really answered or closed; nobody takes one or hands it over by hand, and whoever got it first keeps it. Whom a
customer knows plays no part. Else the rules are those of `routing`, and who comes free gets the oldest deadline.
People who are alike in all that is asked of them are one group, so that a choice looks at groups and not at people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from typing import Final, NamedTuple

from helpdesk.policy.duties import language
from helpdesk.records.moment import read_back, stored
from helpdesk.sla.shifts import Shifts

QUARTER: Final = 900_000_000  # microseconds: a day begins on a quarter of an hour everywhere
FAR: Final = 2**63


class Person(NamedTuple):
    """Somebody who may answer: their teams, by key, and what they said of themselves when they joined."""

    id: int
    email: str
    teams: tuple[str, ...]
    topics: frozenset[str] = frozenset()
    daily_ceiling: int | None = None


class Arrival(NamedTuple):
    """A conversation that was opened. `ended` is when it was really answered or closed; None: it was not."""

    at: int
    team: str
    topic: str
    lang: str | None
    due: int | None
    ended: int | None


Turn = tuple[int, int, int]
"""Sorts by whose turn it is: open conversations, when given one last, number."""


@dataclass(slots=True)
class _Group:
    """People of the same teams, shift, languages and topics; `turns` is a heap, in which old entries are skipped."""

    email: str
    teams: tuple[str, ...]
    languages: frozenset[str]
    topics: frozenset[str]
    working: bool = False
    until: int | None = None
    turns: list[Turn] = field(default_factory=list)


class Replay:
    """Played by giving it the arrivals in order; `got` says how many each person was given."""

    def __init__(self, shifts: Shifts, people: Iterable[Person], since: datetime) -> None:
        self.got: Counter[int] = Counter()
        self._shifts, self._people = shifts, {person.id: person for person in people}
        self._turn: dict[int, Turn | None] = {}  # None: takes no more
        self._holds: Counter[int] = Counter()
        self._last: dict[int, int] = {}
        self._today: dict[int, tuple[int, int]] = {}  # the day, and how many they were given on it
        self._queues: dict[str, list[tuple[int, int, Arrival]]] = defaultdict(list)
        self._events: list[tuple[int, int, int, _Group | None]] = []  # when, order, whom it frees, or whose shift
        self._number = 0
        self._groups, self._of = defaultdict[str, list[_Group]](list), dict[int, _Group]()
        for group in self._grouped():
            for team in group.teams:
                self._groups[team].append(group)
            self._shift(group, stored(since))
        for number in self._people:
            self._stands(number)

    def _grouped(self) -> Iterable[_Group]:
        groups: dict[object, _Group] = {}
        for person in self._people.values():
            duty = self._shifts.duties.get(person.email)
            topics, languages = self._shifts.topics(person.email, person.topics), self._shifts.languages(person.email)
            hours = (duty.shift, duty.exceptions) if duty else None
            group = groups.setdefault(
                (person.teams, topics, languages, hours), _Group(person.email, person.teams, languages, topics)
            )
            self._of[person.id] = group
        return groups.values()

    def until(self, moment: int) -> None:
        """Lets everything happen until then: what ends, shifts that begin and end, another day."""
        while self._events and self._events[0][0] <= moment:
            at, _, number, group = heappop(self._events)
            if group is not None:
                self._shift(group, at)
            elif number < 0:
                self._another_day(-number, at)
            else:
                self._holds[number] -= 1
                self._comes_free(number, at)

    def arrive(self, arrival: Arrival) -> None:
        """A conversation goes to somebody, or into the queue. None may come before the one before it."""
        self.until(arrival.at)
        chosen = self._choose(arrival)
        if chosen is None:
            self._number += 1
            due = FAR if arrival.due is None else arrival.due
            heappush(self._queues[arrival.team], (due, self._number, arrival))
        else:
            self._give(chosen, arrival, arrival.at)

    def _later(self, at: int, number: int, group: _Group | None = None) -> None:
        self._number += 1
        heappush(self._events, (at, self._number, number, group))

    def _shift(self, group: _Group, at: int) -> None:
        working, until = self._shifts.stint(group.email, read_back(at))
        group.working, group.until = working, stored(until) if until else None
        if group.until is not None:
            self._later(group.until, 0, group)
        self._hand_out(group, at)

    def _choose(self, arrival: Arrival) -> int | None:
        """Whose turn it is: the four rules of `routing`, but for whom the customer knows."""
        left = [group for group in self._groups[arrival.team] if group.working and self._first(group)]
        if not left:
            return None
        spoken, due = language(arrival.lang), arrival.due
        if spoken is not None:
            left = [group for group in left if spoken in group.languages] or left
        if due is not None:
            left = [group for group in left if group.until is None or group.until >= due] or left
        left = [group for group in left if arrival.topic in group.topics] or left
        return min(group.turns[0] for group in left)[-1]

    def _first(self, group: _Group) -> bool:
        """Whether anybody of the group can take one; whose turn it is stands first then."""
        turns = group.turns
        while turns and self._turn[turns[0][-1]] != turns[0]:
            heappop(turns)
        return bool(turns)

    def _give(self, number: int, arrival: Arrival, at: int) -> None:
        self.got[number] += 1
        self._holds[number] += 1
        self._number += 1
        self._last[number] = self._number
        daily = self._daily(number)
        if daily is not None:
            day, given = self._given_today(number, at)
            self._today[number] = day, given + 1
            if given + 1 >= daily:
                self._later(at - at % QUARTER + QUARTER, -number)
        self._stands(number)
        if arrival.ended is not None:
            self._later(max(arrival.ended, at), number)

    def _daily(self, number: int) -> int | None:
        person = self._people[number]
        return self._shifts.daily_ceiling(person.email, person.daily_ceiling)

    def _given_today(self, number: int, at: int) -> tuple[int, int]:
        day = self._shifts.day(self._people[number].email, read_back(at))
        known = self._today.get(number)
        return known if known and known[0] == day else (day, 0)

    def _stands(self, number: int) -> None:
        """Notes whose turn it is now, after this person has one more or one less."""
        ceiling, holds = self._shifts.ceiling(self._people[number].email), self._holds[number]
        daily = self._daily(number)
        full = ceiling is not None and holds >= ceiling
        if full or (daily is not None and self._today.get(number, (0, 0))[1] >= daily):
            self._turn[number] = None
            return
        turn = self._turn[number] = (holds, self._last.get(number, -1), number)
        heappush(self._of[number].turns, turn)

    def _comes_free(self, number: int, at: int) -> None:
        self._stands(number)
        self._hand_out(self._of[number], at)

    def _another_day(self, number: int, at: int) -> None:
        day, given = self._given_today(number, at)
        if given:
            self._later(at + QUARTER, -number)
            return
        self._today[number] = day, 0
        self._comes_free(number, at)

    def _hand_out(self, group: _Group, at: int) -> None:
        """The oldest deadlines of their queues; what was really answered meanwhile went to nobody."""
        for team in group.teams if group.working else ():
            queue = self._queues[team]
            while queue:
                arrival = queue[0][-1]
                if arrival.ended is None or arrival.ended > at:
                    chosen = self._choose(arrival)
                    if chosen is None:
                        break
                    self._give(chosen, arrival, at)
                heappop(queue)
