"""P10: the events alone give the clocks as they stand, whatever customers, staff and managers did."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import CLOSED, OPEN, WAITING
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.sla.history import courses
from helpdesk.sla.receipt import clocks_of, receipt
from tests.cast import Office
from tests.sla.hours import weekly
from tests.sla.running import OFFICE, Running

HOURS = ((), (OFFICE,), (weekly("Australia/Lord_Howe", "22:00-06:00"),), (weekly("Europe/London", "09:00-20:00"),))


def _anything(desk: Running, dice: random.Random, conversations: list[int]) -> None:
    """Somebody does something."""
    chosen = dice.choice(conversations) if conversations else 0
    status = desk.conversation(chosen).status if chosen else ""
    match dice.randrange(8):
        case 0:
            conversations.append(desk.carl_writes(handle=f"customer{len(conversations) + 1}"))
        case 1 | 2 if chosen:
            text = dice.choice(("thanks", "And now? It is broken"))
            desk.carl_writes(text, again=chosen, handle=f"customer{chosen}")
        case 3 | 4 if status == OPEN:
            desk.ada_answers(chosen)
        case 5 if status in (OPEN, WAITING):
            _perhaps_not(desk, dice, desk.ada_closes(chosen, dice.choice(("spam", "no_reply_needed"))))
        case 6 if status in (WAITING, CLOSED):
            _perhaps_not(desk, dice, desk.ada_reopens(chosen))
        case 7 if dice.random() < 0.4:
            desk.publishes(*dice.choice(HOURS))
    desk.clock.forward(minutes=dice.choice((0, 1, 20, 90, 700)), seconds=dice.randrange(60))
    if dice.random() < 0.5:
        desk.works()


def _perhaps_not(desk: Running, dice: random.Random, event: int | None) -> None:
    """One in three changes is taken back."""
    desk.clock.forward(seconds=dice.randrange(1, 9))
    if dice.random() < 0.34:
        desk.ada_takes_back(event)


@pytest.mark.parametrize("seed", range(4))
def test_p10_the_clocks_come_out_of_the_events_alone_and_each_receipt_adds_up(office: Office, seed: int) -> None:
    dice, conversations = random.Random(seed), list[int]()  # noqa: S311 - not for secrets
    desk = Running(office, *dice.choice(HOURS[1:]))
    for _ in range(40):
        _anything(desk, dice, conversations)
    desk.works()
    with desk.database.reading() as connection:
        told: dict[int, list[Any]] = defaultdict(list)
        for event in connection.execute(select(Event).order_by(Event.id)):
            told[event.conversation_id].append((event.kind, event.data))
        rows = connection.execute(select(Clock)).all()
        kept = sorted(
            (row.conversation_id, row.kind, stored(row.started_at), row.target_minutes, row.state,
             row.ended_at and stored(row.ended_at), row.left, stored(row.due_at))
            for row in rows
        )  # fmt: skip
        replayed = sorted(
            (number, each.kind, each.started_at, each.minutes, each.state, each.ended_at, each.left, each.due_at)
            for number in conversations
            for each in courses(told[number])
        )
        assert replayed == kept
        assert len(kept) > 10
        for number in conversations:
            for line in clocks_of(connection, number):
                found = receipt(connection, number, line.id, desk.clock.now())
                assert found is not None
                _adds_up(found)


def _adds_up(found: Any) -> None:
    """What was counted until the due time is the target, to the second; and all stretches are all the time."""
    assert found.counted + found.paused + found.closed == found.until - found.clock.started_at.replace(microsecond=0)
    after = sum(
        (line.end - max(line.start, found.clock.due_at) for line in found.lines
         if line.kind == "counted" and line.end > found.clock.due_at),
        timedelta(0),
    )  # fmt: skip
    if found.until >= found.clock.due_at and found.clock.state != "paused":
        assert abs(found.counted - after - found.target) <= timedelta(seconds=2)
