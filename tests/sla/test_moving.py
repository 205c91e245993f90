"""Another policy while clocks run: targets stay, due times move forward of that moment only, and each move is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from helpdesk.policy.calendars import EXCEPTION, SpecialDay
from helpdesk.records.clocks import FIRST_RESPONSE, RESOLUTION
from helpdesk.records.moment import stored
from helpdesk.sla import moving
from tests.cast import Office
from tests.sla.hours import weekly
from tests.sla.running import OFFICE, Running

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
LONGER = weekly("Europe/London", "09:00-20:00", days=range(5))


def hour(hours: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hours)


@pytest.fixture
def desk(office: Office) -> Running:
    running = Running(office, OFFICE)
    running.at(hour(17.75))
    running.works()
    return running


def first(desk: Running) -> datetime:
    found: datetime = desk.clocks(FIRST_RESPONSE)[0].due_at
    return found


def test_longer_hours_bring_the_due_time_forward_from_now_on(desk: Running) -> None:
    conversation = desk.carl_writes()
    assert first(desk) == hour(9.25, day=1)
    desk.at(hour(17.875))
    desk.publishes(LONGER)
    desk.works()
    assert first(desk) == hour(18.25)
    assert desk.conversation(conversation).due_at == hour(18.25)
    moved = desk.events("due_moved")[0]
    assert (moved.data["from"], moved.data["to"]) == (stored(hour(9.25, day=1)), stored(hour(18.25)))
    assert (moved.data["why"], moved.data["revision"]) == ("the opening hours changed", 3)


def test_the_target_stays_and_what_has_passed_is_not_counted_again(desk: Running) -> None:
    desk.carl_writes()
    desk.at(hour(19))  # a quarter of an hour counted, one hour closed
    desk.publishes(LONGER)
    desk.works()
    clock = desk.clocks(FIRST_RESPONSE)[0]
    assert (clock.target_minutes, clock.due_at) == (30, hour(19.25))
    assert (clock.policy_revision, clock.calendar_revision) == (2, 3)


def test_a_sudden_holiday_moves_what_is_still_to_come(desk: Running) -> None:
    desk.carl_writes()
    closed = SpecialDay(date(2026, 3, 3), (), EXCEPTION, "Power cut")
    desk.publishes(replace(OFFICE, special=(closed,)))
    desk.works()
    assert first(desk) == hour(9.25, day=2)


def test_a_breach_stays_a_breach(desk: Running) -> None:
    desk.carl_writes()
    desk.at(hour(9.5, day=1))
    desk.publishes(replace(OFFICE, special=(SpecialDay(date(2026, 3, 3), (), EXCEPTION),)))
    desk.works()
    assert first(desk) == hour(9.25, day=1)
    assert [event.data["clock"] for event in desk.events("breached")] == [FIRST_RESPONSE]


def test_a_policy_with_the_same_hours_moves_nothing(desk: Running) -> None:
    desk.carl_writes()
    desk.publishes(OFFICE)
    desk.works()
    assert desk.events("due_moved") == []


def test_opening_round_the_clock_and_back_are_moves_like_any_other(desk: Running) -> None:
    desk.carl_writes()
    desk.publishes()
    desk.works()
    assert first(desk) == hour(18.25)
    desk.publishes(OFFICE)
    desk.works()
    assert first(desk) == hour(9.25, day=1)


def test_two_revisions_before_anybody_looked_are_followed_one_after_the_other(desk: Running) -> None:
    desk.carl_writes()
    desk.publishes(LONGER)
    desk.at(hour(18.1))
    desk.publishes(OFFICE)
    desk.works()
    end = desk.clocks(RESOLUTION)[0]
    assert first(desk) == hour(9.15, day=1)
    assert end.calendar_revision == 4


def test_a_clock_that_rests_goes_on_by_the_new_hours(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    desk.publishes(LONGER)
    desk.works()
    assert desk.events("due_moved") == []
    desk.carl_writes("and?", again=conversation)
    assert desk.clocks(RESOLUTION)[0].due_at == hour(14.75, day=1)


def test_it_goes_through_many_clocks_in_batches_and_each_once(desk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "BATCH", 3)
    for number in range(7):
        desk.carl_writes(handle=f"customer{number}")
    desk.publishes(LONGER)
    desk.works()
    desk.clock.forward(minutes=2)
    desk.works()
    assert len(desk.events("due_moved")) == 14
    assert {clock.due_at for clock in desk.clocks(FIRST_RESPONSE)} == {hour(18.25)}


def test_a_clock_that_began_under_the_old_revision_while_the_new_one_came_is_not_forgotten(desk: Running) -> None:
    desk.carl_writes()
    desk.publishes(LONGER)
    desk.works()
    with desk.database.writing() as connection:  # as another process would have begun it, a moment too late
        connection.exec_driver_sql("UPDATE clocks SET calendar_revision = 2, due_at = due_at + 54000000000")
    desk.clock.forward(minutes=2)
    desk.works()
    assert len(desk.events("due_moved")) == 4
