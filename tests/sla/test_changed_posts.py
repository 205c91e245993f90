"""What Carl takes back starts no clock and keeps none running, and an answer goes to what is still there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.desk.snoozing import snooze
from helpdesk.records.clocks import CANCELLED, MET, RUNNING
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from helpdesk.sla.changed_posts import SURE_AFTER, edited, missing
from tests.cast import Office
from tests.sla.running import Running


@pytest.fixture
def desk(office: Office) -> Running:
    return Running(office)


def posts(desk: Running) -> list[int]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(Mention.id).order_by(Mention.id)).scalars())


def carl_takes_back(desk: Running, post: int) -> None:
    with desk.database.writing() as connection:
        for looked_at in (desk.clock.now() - SURE_AFTER, desk.clock.now()):
            missing(connection, post, looked_at)


def ada_puts_off(desk: Running, conversation: int) -> None:
    with desk.database.writing() as connection:
        snooze(connection, conversation, desk.clock.now() + timedelta(hours=3), acting=desk.office.ada,
               at=desk.clock.now())  # fmt: skip


def test_a_clock_ends_when_the_post_that_was_put_off_is_taken_back(desk: Running) -> None:
    conversation = desk.carl_writes()
    ada_puts_off(desk, conversation)
    carl_takes_back(desk, *posts(desk))
    head = desk.conversation(conversation)
    assert (head.status, head.due_at, head.waiting_since) == (CLOSED, None, None)
    assert {clock.state for clock in desk.clocks()} == {CANCELLED}
    desk.clock.forward(hours=12)
    desk.works()
    assert desk.events("breached") == []


def test_what_is_put_off_while_carl_waits_for_nothing_stays_so(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    ada_puts_off(desk, conversation)
    carl_takes_back(desk, *posts(desk))
    assert desk.conversation(conversation).status == SNOOZED


def test_an_answer_goes_to_the_post_that_is_still_there_and_nobody_waits_for_the_other(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=1)
    desk.carl_writes("And where is my parcel?", again=conversation)
    first, second = posts(desk)
    carl_takes_back(desk, second)
    desk.clock.forward(minutes=60)
    desk.ada_answers(conversation)
    with desk.database.reading() as connection:
        assert connection.execute(select(Reply.mention_id)).scalar_one() == first
    assert (desk.conversation(conversation).status, desk.conversation(conversation).due_at) == (WAITING, None)
    assert [(clock.kind, clock.state) for clock in desk.clocks() if clock.kind != "resolution"] == [
        ("first_response", MET)
    ]


def test_a_post_that_only_seemed_gone_keeps_its_clock_when_the_one_before_it_is_answered(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=1)
    desk.carl_writes("And where is my parcel?", again=conversation)
    _, second = posts(desk)
    with desk.database.writing() as connection:
        missing(connection, second, desk.clock.now())
    desk.clock.forward(minutes=1)
    desk.ada_answers(conversation)
    assert desk.conversation(conversation).status == OPEN
    assert [clock.kind for clock in desk.clocks() if clock.state == RUNNING and clock.kind != "resolution"] == [
        "next_response"
    ]
    with desk.database.writing() as connection:
        missing(connection, second, desk.clock.forward(minutes=15))
    assert desk.conversation(conversation).status == CLOSED, "the second look was sure"


def carl_changes(desk: Running, post: int, text: str) -> None:
    with desk.database.writing() as connection:
        assert edited(connection, post, text, desk.clock.now(), desk.clock.now())


def test_a_thank_you_that_becomes_a_question_starts_a_clock_when_it_does(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    desk.clock.forward(minutes=5)
    desk.carl_writes("Thank you!", again=conversation)
    assert desk.conversation(conversation).status == WAITING
    desk.clock.forward(minutes=5)
    carl_changes(desk, posts(desk)[1], "Thank you! But where is my parcel?")
    head, (following,) = desk.conversation(conversation), desk.clocks("next_response")
    assert (head.status, head.waiting_since) == (OPEN, desk.clock.now())
    assert (following.state, following.started_at) == (RUNNING, desk.clock.now())
    assert head.due_at == following.due_at
    assert desk.events("reopened")[0].data == {"edited": posts(desk)[1]}
    with desk.database.reading() as connection:
        held = connection.execute(select(Staff.holding).where(Staff.id == head.staff_id)).scalar()
    assert held == 1


def test_a_thank_you_that_stays_one_starts_no_clock(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    desk.carl_writes("Thank you!", again=conversation)
    carl_changes(desk, posts(desk)[1], "Thank you so much!")
    assert (desk.conversation(conversation).status, desk.clocks("next_response")) == (WAITING, [])


def test_a_question_that_was_answered_starts_no_clock_when_it_is_changed(desk: Running) -> None:
    conversation = desk.carl_writes()
    desk.ada_answers(conversation)
    carl_changes(desk, posts(desk)[0], "I want a refund, please")
    assert (desk.conversation(conversation).status, desk.clocks("next_response")) == (WAITING, [])
