"""The watch: each clock that runs out is told once, exact to the second, and none falsely."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.records.clocks import Clock
from helpdesk.records.events import Event
from helpdesk.sla.watch import watch
from tests.cast import Office
from tests.triage.test_sorter import Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    opened = Desk(office)
    opened.written("refund please")
    opened.sort()
    return opened


def breaches(desk: Desk) -> list[dict[str, object]]:
    with desk.office.database.reading() as connection:
        return list(connection.execute(select(Event.data).where(Event.kind == "breached")).scalars())


def look(desk: Desk) -> None:
    while watch(desk.office.database, desk.office.clock):
        pass


def test_a_clock_is_in_time_up_to_and_with_its_last_moment(desk: Desk) -> None:
    desk.office.clock.forward(minutes=30)
    look(desk)
    assert breaches(desk) == []
    desk.office.clock.forward(seconds=1)
    look(desk)
    assert len(breaches(desk)) == 1


def test_a_breach_is_told_once_however_often_the_watch_looks(desk: Desk) -> None:
    desk.office.clock.forward(minutes=31)
    for _ in range(3):
        look(desk)
    assert len(breaches(desk)) == 1


def test_a_breach_during_downtime_is_told_afterwards_with_its_true_time(desk: Desk) -> None:
    due = desk.office.clock.now() + timedelta(minutes=30)
    desk.office.clock.forward(hours=9)
    look(desk)
    (told,) = breaches(desk)
    assert told["due"] == due.isoformat()
    with desk.office.database.reading() as connection:
        clock = connection.execute(select(Clock)).one()
    assert (clock.due_at, clock.breach_seen_at) == (due, desk.office.clock.now())


def test_a_breach_before_we_received_the_post_says_so(office: Office) -> None:
    desk = Desk(office)
    desk.written("refund please", at=office.clock.now() - timedelta(hours=2))
    desk.sort()
    look(desk)
    assert breaches(desk)[0]["by_listener_lag"] is True


def test_a_thousand_breaches_are_all_told(desk: Desk) -> None:
    for number in range(1_000):
        desk.written("refund", author=f"customer{number}")
    desk.sort()
    desk.office.clock.forward(hours=1)
    look(desk)
    assert len(breaches(desk)) == 1_001
