"""Who gets a conversation, and why the others do not. Pure.

Of the team's people who can take one more (on duty, below their ceilings), each of these keeps those it is true of,
and all when it is true of nobody:

1. they speak the customer's language;
2. their shift doesn't end before the answer is due;
3. they have answered this customer before;
4. the topic is one of those they know best.

Of those who are left, whoever holds the fewest open conversations goes first, then whoever was given none yet or was
given one longest ago, then the lower number. `choose` decides one case; `RoutingTable` decides the same for a whole
batch, in logarithmic time each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heapify, heappop, heapreplace
from typing import Final, Generic, NamedTuple, TypeVar

from helpdesk.policy.passed_over import (
    DAILY,
    FULL,
    LANGUAGE,
    LEAVES,
    LOAD,
    MOST_NAMED,
    OWN,
    STRANGER,
    TOPIC,
    TURN,
    Passed,
)

TeamKey = TypeVar("TeamKey", bound=Hashable)

NEVER: Final = datetime.min.replace(tzinfo=UTC)

Turn = tuple[int, tuple[int, datetime, int], int]
"""Sorts by whose turn it is: open conversations; when last given one (never, before the batch, in it); number."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the team; `open` counts the open conversations they hold now.

    `out` says why nothing comes to them at all (`passed_over.AWAY` or `OFF_SHIFT`). `left_today` is how many they may
    still be given today, `until` when their shift ends, in the same unit as `Wish.due`; None: no limit, no end.
    """

    staff_id: int
    open: int
    out: str | None = None
    last_assigned_at: datetime | None = None
    ceiling: int | None = None
    left_today: int | None = None
    until: int | None = None
    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def barred(self) -> Passed | None:
        """Why they can't be given one more; None when they can."""
        if self.out is not None:
            return self.staff_id, self.out, 0
        if self.ceiling is not None and self.open >= self.ceiling:
            return self.staff_id, FULL, self.open
        if self.left_today is not None and self.left_today <= 0:
            return self.staff_id, DAILY, 0
        return None


class Wish(NamedTuple):
    """What one conversation would like: its language, topic and due time, who knows its customer, who gave it back."""

    language: str | None = None
    topic: str | None = None
    due: int | None = None
    knows: int | None = None
    without: int | None = None


ANYBODY: Final = Wish()


class Choice(NamedTuple):
    """Who gets it; nobody: it stays in the team's queue.

    `kept` are those of the four rules that decided, by their codes. `passed` are some of those who do not get it and
    why, `more` how many there are beside them.
    """

    staff_id: int | None
    kept: tuple[str, ...] = ()
    passed: Sequence[Passed] = ()
    more: int = 0


def choose(candidates: Sequence[Candidate], wish: Wish = ANYBODY) -> Choice:
    """The choice among the members of one team, with everybody who was passed over, in the order of `candidates`."""
    barred = {each.staff_id: why for each in candidates if (why := each.barred())}
    if wish.without is not None:
        barred.setdefault(wish.without, (wish.without, OWN, 0))
    left = [each for each in candidates if each.staff_id not in barred]
    kept, dropped = [], dict[int, str]()
    for code in (LANGUAGE, LEAVES, STRANGER, TOPIC):
        good = [each for each in left if _suits(each, code, wish)]
        if good and len(good) < len(left):
            kept.append(code)
            dropped |= {each.staff_id: code for each in left if each not in good}
            left = good
    chosen = min(left, key=_turn, default=None)
    passed = [
        barred.get(each.staff_id) or _beaten(each.staff_id, each.open, chosen.open if chosen else 0, dropped)
        for each in candidates
        if each is not chosen
    ]
    return Choice(chosen.staff_id if chosen else None, tuple(kept), passed)


def _suits(candidate: Candidate, code: str, wish: Wish) -> bool:
    if code == LANGUAGE:
        return wish.language in candidate.languages
    if code == LEAVES:
        return wish.due is None or candidate.until is None or candidate.until >= wish.due
    if code == STRANGER:
        return wish.knows == candidate.staff_id
    return wish.topic in candidate.topics


def _beaten(number: int, holds: int, least: int, dropped: Mapping[int, str]) -> Passed:
    if number in dropped:
        return number, dropped[number], 0
    return (number, LOAD, holds) if holds > least else (number, TURN, holds)


def _turn(candidate: Candidate) -> Turn:
    last = candidate.last_assigned_at
    return candidate.open, (0, NEVER, 0) if last is None else (1, last, 0), candidate.staff_id


@dataclass(slots=True)
class _Team:
    """One team while a batch is sorted. `heaps` are made when first asked for."""

    members: list[Candidate]  # whoever can take one goes first, those with the least to do before the others
    numbers: frozenset[int]
    ends: list[int]
    languages: frozenset[str]
    topics: frozenset[str]
    heaps: dict[tuple[str | None, int, str | None], list[Turn]] = field(default_factory=dict)


class RoutingTable(Generic[TeamKey]):
    """The same choices for a whole batch: knows what each person holds, and counts what it gives them.

    Built from the members of each team; someone in several teams carries one load in all of them. What is given
    here is given later than any `last_assigned_at`.
    """

    def __init__(self, candidates_by_team: Mapping[TeamKey, Sequence[Candidate]]) -> None:
        everybody = {each.staff_id: each for team in candidates_by_team.values() for each in team}
        self._people = everybody
        self._barred = {number: why for number, each in everybody.items() if (why := each.barred())}
        self._turns = {number: _turn(each) for number, each in everybody.items() if number not in self._barred}
        self._given = 0
        self._left = {number: each.left_today for number, each in everybody.items() if each.left_today is not None}
        self._teams = {team: self._team(members) for team, members in candidates_by_team.items()}

    def _team(self, members: Sequence[Candidate]) -> _Team:
        here = [each for each in members if each.staff_id not in self._barred]
        return _Team(
            sorted(members, key=lambda each: (each.staff_id in self._barred, each.out is not None, _turn(each))),
            frozenset(each.staff_id for each in members),
            sorted({each.until for each in here if each.until is not None}),
            frozenset().union(*(each.languages for each in here)),
            frozenset().union(*(each.topics for each in here)),
        )

    def free(self, team: TeamKey) -> bool:
        """Whether anybody of the team can take one more. Raises KeyError for a team it was not built with."""
        return bool(self._heap(self._teams[team], None, 0, None))

    def give(self, team: TeamKey, wish: Wish = ANYBODY) -> Choice:
        """Gives one conversation to the member whose turn it is. Raises KeyError for an unknown team."""
        place = self._teams[team]
        turn, language, late, topic, known = self._turn(place, wish)
        if turn is None:
            return Choice(None, (), *self._passed(place, wish, None, 0, None, 0, None, known=False))
        number = turn[-1]
        kept = [code for code, on in ((LANGUAGE, language), (LEAVES, late), (STRANGER, known), (TOPIC, topic)) if on]
        passed = self._passed(place, wish, number, turn[0], language, late, topic, known=known)
        self._given += 1
        self._holds(number, (turn[0] + 1, (2, NEVER, self._given), number))
        if number in self._left:
            self._left[number] -= 1
            if not self._left[number]:
                self._bar(number, DAILY, 0)
        return Choice(number, tuple(kept), *passed)

    def hold(self, staff_id: int) -> None:
        """Counts one more open conversation that came to this person in another way, such as one that was put off."""
        turn = self._turns.get(staff_id)
        if turn:
            self._holds(staff_id, (turn[0] + 1, turn[1], staff_id))

    def can_take(self, staff_id: int) -> bool:
        """Whether this person is on duty and below their ceilings."""
        return staff_id in self._turns

    def barred(self, staff_id: int) -> Passed | None:
        """Why this person can't take one more; None when they can, or aren't known."""
        return self._barred.get(staff_id)

    def _holds(self, number: int, turn: Turn) -> None:
        self._turns[number] = turn
        ceiling = self._people[number].ceiling
        if ceiling is not None and turn[0] >= ceiling:
            self._bar(number, FULL, turn[0])

    def _bar(self, number: int, code: str, count: int) -> None:
        self._turns.pop(number, None)
        self._barred.setdefault(number, (number, code, count))

    def _turn(self, team: _Team, wish: Wish) -> tuple[Turn | None, str | None, int, str | None, bool]:
        """Whose turn it is, and what was asked of them: language, end of the shift, topic, knowing the customer."""
        for language in (wish.language, None) if wish.language in team.languages else (None,):
            late = bisect_left(team.ends, wish.due) if team.ends and wish.due is not None else 0
            for end in (late, 0) if late else (0,):
                heap = self._heap(team, language, end, None)
                if not heap:
                    continue
                if wish.knows is not None and self._in(team, wish.knows, language, end) and wish.knows != wish.without:
                    return self._turns[wish.knows], language, end, None, True
                for topic in (wish.topic, None) if wish.topic in team.topics else (None,):
                    turn = self._first(self._heap(team, language, end, topic), wish.without)
                    if turn is not None:
                        return turn, language, end, topic, False
        return None, None, 0, None, False

    def _in(self, team: _Team, number: int, language: str | None, end: int) -> bool:
        if number not in self._turns or number not in team.numbers:
            return False
        return _asked(self._people[number], team, language, end, None)

    def _heap(self, team: _Team, language: str | None, end: int, topic: str | None) -> list[Turn]:
        """Those who suit, with whoever's turn it is first; empty when none of them can take one more."""
        heap, turns = team.heaps.get((language, end, topic)), self._turns
        if heap is None:
            suit = (each.staff_id for each in team.members if _asked(each, team, language, end, topic))
            heap = team.heaps[language, end, topic] = [turns[number] for number in suit if number in turns]
            heapify(heap)
        while heap:
            turn = turns.get(heap[0][-1])
            if turn is None:
                heappop(heap)
            elif turn != heap[0]:
                heapreplace(heap, turn)  # they were given more since
            else:
                break
        return heap

    def _first(self, heap: Sequence[Turn], without: int | None) -> Turn | None:
        if without is None:
            return heap[0] if heap else None
        others = {turn[-1] for turn in heap} - {without}
        return min((self._turns[number] for number in others if number in self._turns), default=None)

    def _passed(
        self, team: _Team, wish: Wish, chosen: int | None, least: int, language: str | None, late: int,
        topic: str | None, *, known: bool,
    ) -> tuple[list[Passed], int]:  # fmt: skip
        """Some of those who don't get it, the likeliest first, and how many more there are."""
        passed: list[Passed] = []
        ask = language is not None or late or topic is not None or known
        for each in team.members:
            number = each.staff_id
            if number == chosen:
                continue
            if len(passed) == MOST_NAMED:
                break
            if number in self._barred:
                passed.append(self._barred[number])
            elif number == wish.without:
                passed.append((number, OWN, 0))
            elif ask and (code := _unasked(each, team, language, late, topic, known=known)):
                passed.append((number, code, 0))
            else:
                holds = self._turns[number][0]
                passed.append((number, LOAD if holds > least else TURN, holds))
        return passed, len(team.members) - (chosen is not None) - len(passed)


def _asked(person: Candidate, team: _Team, language: str | None, end: int, topic: str | None) -> bool:
    return (
        (language is None or language in person.languages)
        and (not end or person.until is None or person.until > team.ends[end - 1])
        and (topic is None or topic in person.topics)
    )


def _unasked(
    person: Candidate, team: _Team, language: str | None, end: int, topic: str | None, *, known: bool
) -> str | None:
    """The first of the rules that somebody does not fulfil; None when they fulfil all."""
    if language is not None and language not in person.languages:
        return LANGUAGE
    if not _asked(person, team, None, end, None):
        return LEAVES
    if known:
        return STRANGER
    return None if topic is None or topic in person.topics else TOPIC
