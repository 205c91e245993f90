"""Closing a conversation, so that the figures stay true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.desk.closing import close
from helpdesk.desk.refused import Refused
from helpdesk.records.conversations import Conversation
from helpdesk.reports.periods import period_of
from helpdesk.reports.question import Question
from helpdesk.reports.resolution import resolution
from helpdesk.reports.response_times import report
from tests.cast import Office
from tests.sla.running import Running
from tests.triage.test_sorter import Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    opened = Desk(office)
    opened.written("refund please", remote_id="root")
    opened.sort()
    return opened


def number(desk: Desk) -> int:
    with desk.office.database.reading() as connection:
        return connection.execute(select(Conversation.id)).scalar_one()


def shut(desk: Desk, reason: str) -> None:
    with desk.office.database.writing() as connection:
        close(connection, number(desk), reason, acting=desk.office.ada, at=desk.office.clock.now())


def asked(desk: Desk) -> int:
    now = desk.office.clock.now()
    with desk.office.database.reading() as connection:
        return report(connection, Question(period_of(None, None, "UTC", now)), "day", now).total.asked


def test_a_customer_nobody_answered_cannot_be_tidied_out_of_the_report(desk: Desk) -> None:
    desk.office.clock.forward(hours=5)
    with pytest.raises(Refused, match="Nobody has answered this customer"):
        shut(desk, "done")
    assert asked(desk) == 1


def test_a_customer_closed_without_an_answer_who_writes_again_waits_for_the_first_one(desk: Desk) -> None:
    shut(desk, "no_reply_needed")
    assert asked(desk) == 0
    desk.office.clock.forward(hours=1)
    desk.written("I do want my refund", parent="root")
    desk.sort()
    assert asked(desk) == 1


def test_the_first_resolution_counts_from_this_wait_on_and_no_closing_that_was_a_mistake(office: Office) -> None:
    desk = Running(office)
    desk.clock.forward(minutes=1)
    carls = desk.carl_writes()
    desk.ada_closes(carls, "no_reply_needed")
    desk.clock.forward(minutes=60)
    desk.carl_writes("I do want my refund", again=carls)
    desk.clock.forward(minutes=30)
    desk.ada_answers(carls)
    desk.ada_takes_back(desk.ada_closes(carls))
    desk.clock.forward(minutes=30)
    desk.ada_closes(carls)
    question = Question(period_of(None, None, "UTC", desk.clock.now()))
    with desk.database.reading() as connection:
        found = resolution(connection, question, desk.clock.now())
    assert (found.closed, found.reopened, found.first, found.final) == (1, 0, *[timedelta(hours=1)] * 2)
