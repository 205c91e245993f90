"""A post of Carl's is found that is older than the one his clock began with: he has waited since then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.desk.snoozing import snooze
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.clocks import FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.sla.history import KINDS, courses
from helpdesk.sla.receipt import receipt
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.sla.running import OFFICE, Running

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def hour(hours: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hours)


@pytest.fixture
def desk(office: Office) -> Running:
    running = Running(office, OFFICE)
    running.at(hour(10))
    running.works()
    return running


def found_late(desk: Running, conversation: int, published: datetime, text: str = "Hello? I want it back") -> None:
    """The network shows a post of Carl's only now; it answers what he wrote before."""
    with desk.database.writing() as connection:
        newest = select(Conversation.last_mention_id).where(Conversation.id == conversation).scalar_subquery()
        parent = connection.execute(select(Mention.remote_id).where(Mention.id == newest)).scalar_one()
        carl = Author("carl", "carl", "Carl Customer", 7)
        post = Post(f"late-{published:%H%M%S}", carl, text, published, parent, None, "en", "public")
        take_in(connection, Listening(desk.office.account, "practice", "our-own-id"), [post], desk.clock.now())
    sorter = Sorter(desk.database, desk.clock)
    while sorter.sort_batch():
        pass


def rebuilt(desk: Running, conversation: int) -> list[tuple[Any, ...]]:
    told = [(event.kind, event.data) for event in desk.events(*KINDS) if event.conversation_id == conversation]
    return [(each.kind, each.started_at, each.due_at, each.state) for each in courses(told)]


def as_kept(desk: Running) -> list[tuple[Any, ...]]:
    return [(each.kind, stored(each.started_at), stored(each.due_at), each.state) for each in desk.clocks()]


def test_the_promise_counts_from_the_oldest_post(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=5)
    found_late(desk, conversation, hour(9.75))
    (first,) = desk.clocks(FIRST_RESPONSE)
    assert (first.started_at, first.due_at, first.target_minutes) == (hour(9.75), hour(10.25), 30)
    (end,) = desk.clocks(RESOLUTION)
    assert (end.started_at, end.due_at) == (hour(9.75), hour(9.75, day=1))
    head = desk.conversation(conversation)
    assert (head.waiting_since, head.due_at) == (hour(9.75), hour(10.25))
    assert rebuilt(desk, conversation) == as_kept(desk)


def test_the_move_is_told_from_to_and_why(desk: Running) -> None:
    conversation = desk.carl_writes()
    found_late(desk, conversation, hour(9.75))
    moved = desk.events("due_moved")[0]
    assert (moved.conversation_id, moved.data["clock"]) == (conversation, FIRST_RESPONSE)
    assert (moved.data["from"], moved.data["to"]) == (stored(hour(10.5)), stored(hour(10.25)))
    assert moved.data["why"] == "an earlier post of the customer was found"


def test_closed_hours_count_no_more_than_before(desk: Running) -> None:
    conversation = desk.carl_writes()
    found_late(desk, conversation, hour(3))
    assert desk.clocks(FIRST_RESPONSE)[0].due_at == hour(9.5)
    assert rebuilt(desk, conversation) == as_kept(desk)


def test_what_is_late_already_is_told_at_once(desk: Running) -> None:
    conversation = desk.carl_writes()
    found_late(desk, conversation, hour(9))
    desk.works()
    assert [event.data["clock"] for event in desk.events("breached")] == [FIRST_RESPONSE]
    assert desk.conversation(conversation).due_at == hour(9.5)


def test_the_receipt_adds_up(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=5)
    found_late(desk, conversation, hour(9.75))
    with desk.database.reading() as connection:
        shown = receipt(connection, conversation, desk.clocks(FIRST_RESPONSE)[0].id, desk.clock.now())
    assert shown is not None
    assert (shown.counted, shown.left) == (timedelta(minutes=20), timedelta(minutes=10))
    assert [(move.before, move.after) for move in shown.moves] == [(hour(10.5), hour(10.25))]


def test_of_several_the_oldest_counts_whatever_their_order(desk: Running) -> None:
    conversation = desk.carl_writes()
    found_late(desk, conversation, hour(9.875))
    found_late(desk, conversation, hour(9.75))
    found_late(desk, conversation, hour(9.8))
    assert desk.clocks(FIRST_RESPONSE)[0].due_at == hour(10.25)
    assert rebuilt(desk, conversation) == as_kept(desk)


def test_a_newer_post_moves_nothing(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=5)
    found_late(desk, conversation, hour(10) + timedelta(minutes=2))
    assert desk.events("due_moved") == []
    assert desk.clocks(FIRST_RESPONSE)[0].due_at == hour(10.5)


def test_a_mere_thank_you_moves_nothing(desk: Running) -> None:
    conversation = desk.carl_writes()
    found_late(desk, conversation, hour(9.75), "thank you")
    assert desk.clocks(FIRST_RESPONSE)[0].due_at == hour(10.5)


def test_the_wait_after_our_answer_begins_after_it(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.at(hour(10.25))
    desk.ada_answers(conversation)
    desk.at(hour(11))
    desk.carl_writes("And my parcel?", again=conversation)
    found_late(desk, conversation, hour(10.125), "Are you there?")
    assert desk.clocks(NEXT_RESPONSE)[0].due_at == hour(11.75)
    found_late(desk, conversation, hour(10.75), "What about the parcel?")
    (following,) = desk.clocks(NEXT_RESPONSE)
    assert (following.started_at, following.due_at) == (hour(10.75), hour(11.5))
    assert rebuilt(desk, conversation) == as_kept(desk)


def test_the_end_rested_only_until_the_older_post(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.at(hour(10.25))
    desk.ada_answers(conversation)
    desk.at(hour(11))
    desk.carl_writes("And my parcel?", again=conversation)
    (end,) = desk.clocks(RESOLUTION)
    found_late(desk, conversation, hour(10.75), "What about the parcel?")
    (moved,) = desk.clocks(RESOLUTION)
    assert (moved.started_at, moved.due_at) == (end.started_at, end.due_at - timedelta(minutes=15))
    with desk.database.reading() as connection:
        shown = receipt(connection, conversation, moved.id, hour(11))
    assert shown is not None
    assert (shown.counted, shown.paused) == (timedelta(minutes=30), timedelta(minutes=30))
    assert rebuilt(desk, conversation) == as_kept(desk)


def test_what_was_put_off_comes_back_with_the_older_due_time(desk: Running) -> None:
    conversation = desk.carl_writes()
    with desk.database.writing() as connection:
        snooze(connection, conversation, hour(12), acting=desk.office.ada, at=desk.clock.now())
    found_late(desk, conversation, hour(9.75))
    head = desk.conversation(conversation)
    assert (head.status, head.waiting_since, head.due_at) == (OPEN, hour(9.75), hour(10.25))
