"""A holding reply says that an answer will come: it is public, and Carl still waits for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.closing import close
from helpdesk.desk.refused import Refused
from helpdesk.records.clocks import MET, RUNNING, Clock
from helpdesk.records.conversations import OPEN, WAITING, Conversation
from helpdesk.records.replies import HOLD, SENT, Reply
from helpdesk.reports.question import question_of
from helpdesk.reports.response_times import report
from tests.outbox.test_sender import ada, answer, conversation, work
from tests.town import Town


def holds(place: Town, body: str = "We are looking into it.", *, in_parts: bool = False) -> int:
    office = place.office
    with office.database.writing() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
        form = Answer(head.id, body, str(uuid4()), head.version, then=HOLD, in_parts=in_parts)
        return accept(connection, form, acting=ada(place), at=office.clock.now(), limit=140)


def clocks(place: Town) -> list[Any]:
    with place.office.database.reading() as connection:
        return list(connection.execute(select(Clock.kind, Clock.state).order_by(Clock.id)).all())


def test_it_is_on_the_network_and_the_promise_runs_on(place: Town) -> None:
    before = conversation(place)
    holds(place)
    place.office.clock.forward(minutes=3)
    work(place)
    after = conversation(place)
    assert [post["text"] for post in place.said_by_us()] == ["@carl We are looking into it. ^AL"]
    assert (after.status, after.due_at, after.waiting_since) == (OPEN, before.due_at, before.waiting_since)
    assert {clock.state for clock in clocks(place)} == {RUNNING}


def test_the_answer_after_it_ends_the_wait_which_began_with_the_post(place: Town) -> None:
    holds(place)
    work(place)
    place.office.clock.forward(minutes=17)
    answer(place)
    work(place)
    assert conversation(place).status == WAITING
    assert ("first_response", MET) in [tuple(clock) for clock in clocks(place)]
    with place.office.database.reading() as connection:
        now = place.office.clock.now()
        total = report(connection, question_of({}, "UTC", now), "day", now).total
    assert (total.answered, total.holding, total.median) == (1, 1, timedelta(minutes=17))


def test_who_was_only_told_to_wait_cannot_be_closed_as_done(place: Town) -> None:
    holds(place)
    work(place)
    with pytest.raises(Refused, match="Nobody has answered"), place.office.database.writing() as connection:
        close(connection, 1, "done", acting=place.office.ada, at=place.office.clock.now())


def test_no_part_of_a_long_one_ends_the_wait(place: Town) -> None:
    holds(place, " ".join(f"Sentence number {number} says something." for number in range(1, 10)), in_parts=True)
    work(place)
    with place.office.database.reading() as connection:
        rows = connection.execute(select(Reply.then, Reply.state)).all()
    assert len(rows) > 1
    assert {tuple(row) for row in rows} == {(HOLD, SENT)}
    assert {clock.state for clock in clocks(place)} == {RUNNING}


def test_what_comes_after_an_answer_is_one_of_three(place: Town) -> None:
    with place.office.database.writing() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
        form = Answer(head.id, "Hello", str(uuid4()), head.version, then="party")
        with pytest.raises(Refused, match="wait, close, or hold"):
            accept(connection, form, acting=ada(place), at=place.office.clock.now(), limit=140)
