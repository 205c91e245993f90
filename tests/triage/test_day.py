"""A simulated day: nobody off duty holds anything due, ceilings hold, oldest deadline first, and the load is fair."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.policy.passed_over import OTHERS_FIRST
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import read_back
from helpdesk.triage.returning import SOON
from tests.cast import Office
from tests.triage.day import Day, Worker


class Witness:
    """Follows the ledger, and checks each assignment against who could have had it at that moment."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.holds: Counter[int] = Counter()
        self.given: Counter[tuple[int, date]] = Counter()
        self.owner: dict[int, int | None] = {}
        self.last = 0
        self.assigned: Counter[str] = Counter()

    def follow(self, now: datetime) -> None:
        with self.day.office.database.reading() as connection:
            events = connection.execute(
                select(Event.id, Event.kind, Event.conversation_id, Event.data)
                .where(Event.id > self.last)
                .order_by(Event.id)
            ).all()
            standing = {
                row.id: row
                for row in connection.execute(
                    select(
                        *(Conversation.id, Conversation.topic, Conversation.team_id, Conversation.due_at),
                        Mention.lang,
                    ).join(Mention, Mention.id == Conversation.last_mention_id)
                )
            }
        for event in events:
            self.last = event.id
            if event.conversation_id in standing:
                self._event(event.kind, standing[event.conversation_id], event.data, now)

    def _event(self, kind: str, conversation: Any, data: dict[str, Any], now: datetime) -> None:
        match kind:
            case "opened" | "handed_out":
                to = data["staff"] if kind == "opened" else data["to"]
                due = read_back(data["due"]) if kind == "opened" else conversation.due_at
                self._assigned(kind, conversation, data, to, due, now)
                self._becomes(conversation.id, to)
                if to is not None:
                    self.given[to, self.day.workers[to].today(now)] += 1
            case "returned":
                self._becomes(conversation.id, None)
            case "closed":
                self._becomes(conversation.id, None)

    def _becomes(self, conversation: int, owner: int | None) -> None:
        before = self.owner.get(conversation)
        self.holds.subtract([before] if before is not None else [])
        self.holds.update([owner] if owner is not None else [])
        self.owner[conversation] = owner

    def free(self, team: int, now: datetime) -> list[Worker]:
        """Who of a team can take one more."""
        return [
            worker
            for worker in self.day.workers.values()
            if team in worker.teams and worker.switch and worker.working(now) and self._below_ceilings(worker, now)
        ]

    def _below_ceilings(self, worker: Worker, now: datetime) -> bool:
        ceiling, daily = worker.duty.ceiling, worker.duty.daily_ceiling
        at_once = ceiling is None or self.holds[worker.id] < ceiling
        return at_once and (daily is None or self.given[worker.id, worker.today(now)] < daily)

    def _assigned(
        self, kind: str, conversation: Any, data: dict[str, Any], to: int | None, due: datetime, now: datetime
    ) -> None:
        free = self.free(conversation.team_id, now)
        if to is None:
            assert not free or data["why"] == OTHERS_FIRST, (data, now)
            return
        chosen = self.day.workers[to]
        assert chosen in free, "on duty, and below both ceilings"
        self.assigned[kind] += 1
        for suits in (
            lambda worker: conversation.lang in worker.duty.languages,
            lambda worker: (ends := worker.changes(now)) is None or ends >= due,
            lambda worker: conversation.topic in worker.duty.topics,
        ):
            good = [worker for worker in free if suits(worker)]
            if good:
                assert chosen in good, "somebody else suits better"
                free = good
        assert self.holds[to] == min(self.holds[worker.id] for worker in free), "somebody has less to do"


@pytest.mark.parametrize("seed", [1])
def test_a_day_of_a_desk_that_never_sleeps(office: Office, seed: int) -> None:
    day = Day(office, seed, mentions=600, staff=24)
    witness = Witness(day)
    for _ in day.ticks():
        now = day.tick()
        witness.follow(now)
        check(day, witness, now)
    assert witness.assigned["opened"] > 150
    assert witness.assigned["handed_out"] > 50
    with office.database.reading() as connection:
        kinds = Counter(connection.execute(select(Event.kind)).scalars())
    assert kinds["returned"] > 20


def check(day: Day, witness: Witness, now: datetime) -> None:
    """What holds after every round."""
    with day.office.database.reading() as connection:
        waiting = connection.execute(
            select(Conversation.id, Conversation.staff_id, Conversation.team_id, Conversation.due_at)
            .where(Conversation.status == OPEN)
            .order_by(Conversation.due_at)
        ).all()
    held = Counter(row.staff_id for row in waiting if row.staff_id is not None)
    assert +witness.holds == held, "the ledger says who holds what"
    for row in waiting:
        if row.staff_id is not None:
            worker = day.workers[row.staff_id]
            on_duty = worker.switch and worker.working(now)
            assert on_duty or row.due_at > (now + SOON), "nobody off duty holds anything due"
            if not worker.working(now):
                back = worker.changes(now)
                assert back is None or row.due_at > back, "nobody holds what is due before they are back"
    for worker in day.workers.values():
        assert worker.duty.ceiling is None or held[worker.id] <= worker.duty.ceiling
    for team in day.office.teams.values():
        queue = [row for row in waiting if row.staff_id is None and row.team_id == team]
        assert not queue or not witness.free(team, now), "whoever is free got the oldest of the queue"
