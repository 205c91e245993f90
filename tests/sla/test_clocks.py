"""The clocks of a conversation: what starts, rests, goes on and ends them, and when they are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.records.clocks import CANCELLED, FIRST_RESPONSE, MET, NEXT_RESPONSE, PAUSED, RESOLUTION, RUNNING
from helpdesk.records.conversations import CLOSED, OPEN, WAITING
from tests.cast import Office
from tests.sla.running import OFFICE, Running

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # winter in London: its time is UTC


def hour(hours: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hours)


@pytest.fixture
def desk(office: Office) -> Running:
    running = Running(office, OFFICE)
    running.at(hour(12.25))
    return running


def states(desk: Running) -> list[tuple[str, str]]:
    return [(clock.kind, clock.state) for clock in desk.clocks()]


def test_a_post_before_lunch_is_due_after_it(desk: Running) -> None:
    conversation = desk.carl_writes()
    first, end = desk.clocks()
    assert (first.kind, first.due_at) == (FIRST_RESPONSE, hour(13.75))
    assert (end.kind, end.due_at) == (RESOLUTION, hour(12.25, day=1))
    assert desk.conversation(conversation).due_at == first.due_at
    assert {(clock.policy_revision, clock.calendar, clock.calendar_revision) for clock in (first, end)} == {
        (2, "office", 2)
    }


def test_the_end_rests_while_we_wait_and_goes_on_with_what_was_left(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.at(hour(14.5))
    desk.ada_answers(conversation)  # after a quarter of an hour and one hour of open time
    assert states(desk) == [(FIRST_RESPONSE, MET), (RESOLUTION, PAUSED)]
    assert desk.clocks(RESOLUTION)[0].left == 6.75 * 3_600_000_000
    now = desk.conversation(conversation)
    assert (now.status, now.due_at) == (WAITING, None)
    desk.at(hour(9, day=2))
    desk.carl_writes("And where is it?", again=conversation)
    following, end = desk.clocks(NEXT_RESPONSE, RESOLUTION)[::-1]
    assert (following.kind, following.state, following.due_at) == (NEXT_RESPONSE, RUNNING, hour(9.75, day=2))
    assert (end.state, end.due_at, end.left, end.paused_at) == (RUNNING, hour(16.75, day=2), None, None)


def test_the_night_in_which_nobody_waits_costs_nothing_twice(desk: Running) -> None:
    conversation = desk.carl_writes()
    due = desk.clocks(RESOLUTION)[0].due_at
    desk.at(hour(18.5))
    desk.ada_answers(conversation)
    desk.at(hour(8, day=1))
    desk.carl_writes("hello?", again=conversation)
    assert desk.clocks(RESOLUTION)[0].due_at == due, "paused while closed: nothing moves"


def test_done_is_the_end_and_it_was_reached_when_we_last_answered(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.at(hour(13.6))
    desk.ada_answers(conversation)
    desk.at(hour(9, day=10))
    desk.ada_closes(conversation)
    end = desk.clocks(RESOLUTION)[0]
    assert (end.state, end.ended_at) == (MET, hour(13.6))
    desk.works()
    assert desk.events("breached") == []


def test_no_reply_needed_ends_all_clocks_and_promises_nothing(desk: Running) -> None:
    desk.ada_closes(desk.carl_writes(), "no_reply_needed")
    assert {state for _, state in states(desk)} == {CANCELLED}


def test_a_customer_who_comes_back_begins_a_new_cycle_and_the_first_stays_as_it_was(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.at(hour(14))
    desk.ada_answers(conversation)
    desk.ada_closes(conversation)
    before = desk.clocks()
    desk.at(hour(10, day=3))
    desk.carl_writes("It broke again", again=conversation)
    assert desk.clocks()[: len(before)] == before
    assert states(desk)[len(before) :] == [(NEXT_RESPONSE, RUNNING), (RESOLUTION, RUNNING)]
    assert desk.clocks()[-1].started_at == hour(10, day=3)


@pytest.mark.parametrize("closed", [False, True])
def test_a_thank_you_starts_no_clock(desk: Running, closed: bool) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    if closed:
        desk.ada_closes(conversation)
    before = states(desk)
    desk.carl_writes("@brightbyte Perfect, thank you so much!", again=conversation)
    assert states(desk) == before
    now = desk.conversation(conversation)
    assert (now.status, now.due_at) == (CLOSED if closed else WAITING, None)


def test_ada_overrules_and_carl_has_waited_since_he_wrote(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    desk.at(hour(14))
    desk.carl_writes("thanks", again=conversation)
    desk.at(hour(14.25))
    desk.ada_reopens(conversation)
    following = desk.clocks(NEXT_RESPONSE)[0]
    assert (following.started_at, following.due_at) == (hour(14), hour(14.75))
    now = desk.conversation(conversation)
    assert (now.status, now.waiting_since) == (OPEN, hour(14))


def test_thanks_between_two_answers_keep_no_clock_running(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.carl_writes("thanks", again=conversation)  # before we said anything: he waits for his first post
    assert desk.conversation(conversation).status == OPEN
    desk.ada_answers(conversation)
    assert desk.conversation(conversation).status == WAITING


def test_a_thank_you_that_opens_a_conversation_is_a_post_like_any_other(desk: Running) -> None:
    assert desk.conversation(desk.carl_writes("@brightbyte thanks!")).status == OPEN


def test_an_end_that_ran_out_before_it_rested_stays_late(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.at(hour(17, day=3))
    desk.ada_answers(conversation)
    desk.carl_writes("and now?", again=conversation)
    end = desk.clocks(RESOLUTION)[0]
    assert (end.due_at, end.breach_seen_at) == (hour(12.25, day=1), hour(17, day=3))
    desk.works()
    assert [event.data["clock"] for event in desk.events("breached")].count(RESOLUTION) == 1
