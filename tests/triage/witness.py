"""Who follows the ledger of a simulated desk, and checks each assignment against who could have had it at that moment.

It knows the desk by its events alone, reads only what is new, and compares what it knows with the open conversations.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from heapq import heappop, heappush
from typing import Any

from sqlalchemy import Row, select

from helpdesk.policy.passed_over import OTHERS_FIRST
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored, stored
from helpdesk.triage.returning import SOON
from tests.triage.crew import Worker
from tests.triage.day import Day

HAD_IT = "they have had this conversation"


class Wrong(AssertionError):
    """A sentence about what must not be, and when it was."""


@dataclass
class Case:
    """A conversation as its events tell of it."""

    id: int
    team: int
    topic: str
    due: int
    newest: tuple[int, int]  # of its posts: when it was published, and its number
    owner: int | None = None
    status: str = OPEN


class Witness:
    """What the events have told so far, and how things stand at the moment that is looked at."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.cases: dict[int, Case] = {}
        self.open: dict[int, Case] = {}
        self.queues: dict[int, list[tuple[int, int]]] = defaultdict(list)  # heaps; what has left them is skipped
        self.holds: Counter[int] = Counter()
        self.most_held = 0
        self.given: Counter[tuple[int, date]] = Counter()
        self.turns: dict[int, int] = {}  # when each was given one last
        self.seen: Counter[str] = Counter()
        self._event, self._mention = 0, 0
        self._lang: dict[int, str | None] = {}
        self._look(day.begins)

    def _look(self, now: datetime) -> None:
        """Who is on duty at this moment, and until when."""
        workers = self.day.workers.values()
        self.now = now
        self.on: dict[int, list[Worker]] = {team: [] for team in self.day.office.teams.values()}
        for worker in workers:
            if worker.switch and worker.working(now):
                for team in worker.teams:
                    self.on[team].append(worker)
        self.changes = {each.id: stored(at) if (at := each.changes(now)) else None for each in workers}
        self.today = {each.id: each.today(now) for each in workers}

    def follow(self, now: datetime) -> None:
        """Reads what has happened since it was asked last, and checks each step and how things stand now."""
        self._look(now)
        with self.day.office.database.reading() as connection:
            mentions = select(Mention.id, Mention.lang).where(Mention.id > self._mention).order_by(Mention.id)
            for mention, lang in connection.execute(mentions):
                self._mention, self._lang[mention] = mention, lang
            told = select(Event.id, Event.kind, Event.conversation_id, Event.data).where(Event.id > self._event)
            events = connection.execute(told.order_by(Event.id)).all()
            waiting = connection.execute(
                select(
                    *(Conversation.id, Conversation.staff_id, Conversation.team_id),
                    as_stored(Conversation.due_at).label("due"),
                ).where(Conversation.status == OPEN)
            ).all()
        for event in events:
            self._event = event.id
            if event.conversation_id is not None:
                self._happened(event.kind, event.conversation_id, event.data)
        self._compare(waiting)
        self._standing()

    def _happened(self, kind: str, number: int, data: dict[str, Any]) -> None:
        match kind:
            case "opened":
                case = Case(number, data["team"], data["topic"], data["due"], _post(data))
                self.cases[number] = self.open[number] = case
                self._new(case, data["staff"], data)
            case "followed_up":
                self.cases[number].newest = max(self.cases[number].newest, _post(data))
            case "reopened":
                case = self.open[number] = self.cases[number]
                case.due, case.newest = data["due"], max(case.newest, _post(data))
                self._comes_back(case, data["staff"], data)
            case "due_moved":
                self._moves(self.cases[number], data["to"])
            case "handed_out":
                self._handed_out(self.cases[number], data["to"], data)
            case "returned":
                case = self.cases[number]
                self._must(case.owner == data["previous"], f"conversation {number} was returned by who had it")
                self._becomes(case, OPEN, None)
            case "closed":
                self.open.pop(number, None)
                self._becomes(self.cases[number], CLOSED, self.cases[number].owner)
            case _:
                return
        self.seen[kind] += 1

    def _comes_back(self, case: Case, to: int | None, data: dict[str, Any]) -> None:
        if data["why"] != HAD_IT:
            case.owner = None
            self._new(case, to, data)
            return
        self._must(to == case.owner, f"conversation {case.id} comes back to who had it")
        free = to is not None and self.day.workers[to] in self.free(case.team)
        self._must(free, f"agent {to} is on duty and below both ceilings when conversation {case.id} comes back")
        self._becomes(case, OPEN, to)

    def _new(self, case: Case, to: int | None, data: dict[str, Any]) -> None:
        """One that was opened, or opened again and not given to who had it."""
        if to is not None:
            self._must(self.oldest(case.team) is None, f"conversation {case.id} doesn't go before its team's queue")
            self._given(case, to)
        elif data["why"] != OTHERS_FIRST:
            self._must(not self.free(case.team), f"nobody was free for conversation {case.id}, which was left waiting")
        self._becomes(case, OPEN, to)

    def _handed_out(self, case: Case, to: int, data: dict[str, Any]) -> None:
        oldest = self.oldest(case.team)
        self._must(
            oldest is case,
            f"the oldest deadline goes first: {oldest and oldest.id}, but {case.id} was handed out",
        )
        self._given(case, to)
        self._becomes(case, OPEN, to)

    def _moves(self, case: Case, due: int) -> None:
        """An older post of the customer was found: they wait for longer than it seemed."""
        self._must(due < case.due, f"conversation {case.id} is due sooner than it was")
        case.due = due
        if case.owner is None:
            heappush(self.queues[case.team], (due, case.id))

    def _becomes(self, case: Case, status: str, owner: int | None) -> None:
        if case.status == OPEN and case.owner is not None:
            self.holds[case.owner] -= 1
        case.status, case.owner = status, owner
        if status == OPEN and owner is not None:
            self.holds[owner] += 1
            self.most_held = max(self.most_held, self.holds[owner])
        elif status == OPEN:
            heappush(self.queues[case.team], (case.due, case.id))

    def oldest(self, team: int) -> Case | None:
        """Which conversation of a team's queue is due first."""
        queue = self.queues[team]
        while queue:
            due, number = queue[0]
            case = self.cases[number]
            if case.status == OPEN and case.owner is None and case.due == due:
                return case
            heappop(queue)
        return None

    def free(self, team: int) -> list[Worker]:
        """Who of a team can take one more."""
        return [worker for worker in self.on[team] if self._below_ceilings(worker)]

    def _below_ceilings(self, worker: Worker) -> bool:
        at_once = self.holds[worker.id] < worker.ceiling
        return at_once and (
            worker.daily_ceiling is None or self.given[worker.id, self.today[worker.id]] < worker.daily_ceiling
        )

    def _given(self, case: Case, to: int) -> None:
        """Nobody who could have taken it suits better, has less to do, or has waited longer for their turn."""
        free, chosen = self.free(case.team), self.day.workers[to]
        self._must(chosen in free, f"agent {to} is on duty and below both ceilings when given conversation {case.id}")
        lang, ends = self._lang[case.newest[1]], self.changes
        rules: tuple[Callable[[Worker], bool], ...] = (
            lambda worker: lang in worker.languages,
            lambda worker: (end := ends[worker.id]) is None or end >= case.due,
            lambda worker: case.topic in worker.topics,
        )
        for suits in rules:
            good = [worker for worker in free if suits(worker)]
            if good:
                self._must(chosen in good, f"nobody suits conversation {case.id} better than agent {to}")
                free = good
        least = min(self.holds[worker.id] for worker in free)
        self._must(self.holds[to] == least, f"agent {to} has the least to do of those who suit conversation {case.id}")
        turn = min(self.turns.get(worker.id, 0) for worker in free if self.holds[worker.id] == least)
        self._must(self.turns.get(to, 0) == turn, f"it is agent {to}'s turn when conversation {case.id} is given")
        self.turns[to] = stored(self.now)
        self.given[to, self.today[to]] += 1

    def _compare(self, waiting: list[Row[Any]] | Any) -> None:
        """The open conversations are those of which the ledger tells, with the same people and deadlines."""
        self._must(len(waiting) == len(self.open), f"{len(self.open)} are open by the ledger, not {len(waiting)}")
        for row in waiting:
            case = self.open.get(row.id)
            told = case and (case.owner, case.team, case.due)
            kept = (row.staff_id, row.team_id, row.due)
            self._must(told == kept, f"the ledger tells of conversation {row.id}: {told}, not {kept}")

    def _standing(self) -> None:
        """Nobody off duty holds what is due before they are back, nobody more than they take, and nobody idles."""
        soon = stored(self.now + SOON)
        stays = dict.fromkeys(self.day.workers, soon)
        for worker in self.day.workers.values():
            if not worker.working(self.now):
                stays[worker.id] = max(soon, self.changes[worker.id] or 0)
            most = f"agent {worker.id} holds {self.holds[worker.id]}, and takes {worker.ceiling} at once"
            self._must(self.holds[worker.id] <= worker.ceiling, most)
        on = {worker.id for team in self.on.values() for worker in team}
        for case in self.open.values():
            if case.owner is not None and case.owner not in on:
                due = f"agent {case.owner} is off duty and doesn't hold conversation {case.id}, which is due"
                self._must(case.due > stays[case.owner], due)
        for team in self.on:
            self._must(
                self.oldest(team) is None or not self.free(team), f"nobody of team {team} is free while its queue waits"
            )

    def _must(self, holds: object, sentence: str) -> None:
        if not holds:
            raise Wrong(f"{self.now:%A %d %B %H:%M} UTC, this is not so: {sentence}.")


def _post(data: dict[str, Any]) -> tuple[int, int]:
    return data["published"], data["mention"]
