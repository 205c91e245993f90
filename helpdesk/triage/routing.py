"""Who gets a conversation: whoever of the team on duty has the fewest open ones.

Of those who hold as many, whoever knows the customer goes first, then whoever was given none yet or was given one
longest ago, then the lower number. `choose` decides one case and says why; `RoutingTable` decides the same for a whole
batch, in logarithmic time each.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Final, Generic, TypeVar

TeamKey = TypeVar("TeamKey", bound=Hashable)

NEVER: Final = datetime.min.replace(tzinfo=UTC)

Turn = tuple[int, tuple[int, datetime, int], int]
"""Sorts by whose turn it is: open conversations; when last given one (never, before the batch, in it); number."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the team; `open` counts the open conversations they hold now."""

    staff_id: int
    open: int
    on_duty: bool
    knows_customer: bool = False
    last_assigned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets it (nobody: it stays in the team's queue), why, and why each of the others does not."""

    staff_id: int | None
    reason: str
    passed_over: tuple[tuple[int, str], ...] = ()


def choose(candidates: Sequence[Candidate], now: datetime) -> Choice:
    """The choice among the members of one team. Raises ValueError for a naive `now`."""
    if now.tzinfo is None:
        raise ValueError("routing needs a moment with a time zone")
    on_duty = [candidate for candidate in candidates if candidate.on_duty]
    if not on_duty:
        reason = "nobody of the team is on duty" if candidates else "the team has no members"
        return Choice(None, reason, tuple((candidate.staff_id, "not on duty") for candidate in candidates))
    chosen = min(on_duty, key=_rank)
    others = [candidate for candidate in candidates if candidate is not chosen]
    return Choice(
        chosen.staff_id,
        _reason(chosen, on_duty, now),
        tuple((other.staff_id, _why_not(other, chosen, now)) for other in others),
    )


def _turn(candidate: Candidate) -> Turn:
    last = candidate.last_assigned_at
    return candidate.open, (0, NEVER, 0) if last is None else (1, last, 0), candidate.staff_id


def _rank(candidate: Candidate) -> tuple[int, bool, Turn]:
    return candidate.open, not candidate.knows_customer, _turn(candidate)


def _reason(chosen: Candidate, on_duty: Sequence[Candidate], now: datetime) -> str:
    if len(on_duty) == 1:
        return "the only one of the team on duty"
    equals = sum(candidate.open == chosen.open for candidate in on_duty)
    fewest = f"holds {_conversations(chosen.open)}, the fewest of {len(on_duty)} on duty"
    if equals == 1:
        return fewest
    as_many = f"{fewest}; {equals - 1} of them {'holds' if equals == 2 else 'hold'} as many"
    if chosen.knows_customer:
        return f"{as_many}; knows the customer"
    return f"{as_many}; {_last_given(chosen, now)}"


def _why_not(other: Candidate, chosen: Candidate, now: datetime) -> str:
    if not other.on_duty:
        return "not on duty"
    if other.open > chosen.open:
        return f"holds {_conversations(other.open)}"
    if chosen.knows_customer and not other.knows_customer:
        return "holds as many, but doesn't know the customer"
    if chosen.last_assigned_at == other.last_assigned_at:
        return "holds as many, and the lower number goes first"
    return f"holds as many, but {_last_given(other, now)}"


def _conversations(count: int) -> str:
    return f"{count} open conversation{'' if count == 1 else 's'}"


def _last_given(candidate: Candidate, now: datetime) -> str:
    if candidate.last_assigned_at is None:
        return "was given none yet"
    minutes = max(now - candidate.last_assigned_at, timedelta()) // timedelta(minutes=1)
    return f"was last given one {minutes} minute{'' if minutes == 1 else 's'} ago"


class RoutingTable(Generic[TeamKey]):
    """The same choices for a whole batch: knows what each person holds, and counts what it gives them.

    Built from the members of each team; someone in several teams carries one load in all of them. What is given
    here is given later than any `last_assigned_at`. Whether someone knows the customer is said with each assignment.
    """

    def __init__(self, candidates_by_team: Mapping[TeamKey, Sequence[Candidate]]) -> None:
        self._turns: dict[int, Turn] = {}
        self._teams_of: dict[int, list[TeamKey]] = {}
        self._on_duty: dict[TeamKey, set[int]] = {}
        self._heaps: dict[TeamKey, list[Turn]] = {}
        self._given = 0
        for team, candidates in candidates_by_team.items():
            on_duty = [candidate for candidate in candidates if candidate.on_duty]
            self._on_duty[team] = {candidate.staff_id for candidate in on_duty}
            for candidate in on_duty:
                self._turns[candidate.staff_id] = _turn(candidate)
                self._teams_of.setdefault(candidate.staff_id, []).append(team)
        for team, staff in self._on_duty.items():
            self._heaps[team] = [self._turns[staff_id] for staff_id in staff]
            heapify(self._heaps[team])

    def assign(self, team: TeamKey, knows: Collection[int] = ()) -> int | None:
        """Gives one conversation to the member whose turn it is; None if nobody is on duty.

        `knows` are the numbers of those who know the customer. Raises KeyError for a team it was not built with.
        """
        heap = self._heaps[team]
        while heap and heap[0] != self._turns[heap[0][-1]]:
            heappop(heap)  # an old turn of someone who was given more since
        if not heap:
            return None
        turn = heap[0]
        if knows:
            known = [self._turns[staff_id] for staff_id in knows if staff_id in self._on_duty[team]]
            turn = min((other for other in known if other[0] == turn[0]), default=turn)
        self._given += 1
        self._next_turn((turn[0] + 1, (2, NEVER, self._given), turn[-1]))
        return turn[-1]

    def hold(self, staff_id: int) -> None:
        """Counts one more open conversation that came to this person in another way, such as a customer's return."""
        turn = self._turns.get(staff_id)
        if turn:
            self._next_turn((turn[0] + 1, turn[1], staff_id))

    def _next_turn(self, turn: Turn) -> None:
        self._turns[turn[-1]] = turn
        for team in self._teams_of[turn[-1]]:
            heappush(self._heaps[team], turn)
