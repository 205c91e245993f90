"""An answer in parts: a chain on the network, each part once, and none after one that did not get out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.refused import Refused
from helpdesk.desk.releasing import let_go, send_anyway
from helpdesk.desk.settling import settle
from helpdesk.desk.withdrawing import withdraw
from helpdesk.records.conversations import CLOSED, WAITING, Conversation
from helpdesk.records.drafts import Draft
from helpdesk.records.replies import (
    CHAINED,
    CLOSE,
    DISCARDED,
    FAILED,
    HELD,
    QUEUED,
    SENT,
    UNKNOWN,
    WAIT,
    WITHDRAWN,
    Reply,
)
from helpdesk.records.staff import Staff
from tests.outbox.test_sender import ada, work
from tests.town import Town

LONG = " ".join(f"Sentence number {number} says something." for number in range(1, 10))  # three parts of 140


def answers(place: Town, body: str = LONG, *, in_parts: bool = True, then: str = WAIT, key: str | None = None) -> int:
    office = place.office
    with office.database.writing() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
        form = Answer(head.id, body, key or str(uuid4()), head.version, then=then, in_parts=in_parts)
        return accept(connection, form, acting=ada(place), at=office.clock.now(), limit=140)


def parts(place: Town) -> list[Any]:
    with place.office.database.reading() as connection:
        return list(connection.execute(select(Reply).order_by(Reply.id)).all())


def states(place: Town) -> list[str]:
    return [part.state for part in parts(place)]


def test_only_who_asks_for_parts_gets_them(place: Town) -> None:
    with pytest.raises(Refused, match="characters long"):
        answers(place, in_parts=False)
    answers(place, "Short enough.")
    assert [part.text for part in parts(place)] == ["@carl Short enough. ^AL"]


def test_the_parts_stand_one_under_the_other_each_within_its_limit(place: Town) -> None:
    answers(place)
    assert states(place) == [QUEUED, CHAINED, CHAINED]
    work(place)
    ours = place.said_by_us()
    (carls,) = [post for post in place.truth() if post["author"] == "carl"]
    assert [post["parent"] for post in ours] == [carls["id"], ours[0]["id"], ours[1]["id"]]
    assert [post["text"].split()[-2:] for post in ours] == [["1/3", "^AL"], ["2/3", "^AL"], ["3/3", "^AL"]]
    assert all(len(post["text"].removeprefix("@carl ")) <= 140 for post in ours)
    assert states(place) == [SENT] * 3
    with place.office.database.reading() as connection:
        assert connection.execute(select(Conversation.status)).scalar_one() == WAITING


def test_what_is_to_become_of_the_conversation_becomes_of_it_after_the_last_part(place: Town) -> None:
    answers(place, then=CLOSE)
    work(place)
    with place.office.database.reading() as connection:
        assert connection.execute(select(Conversation.status)).scalar_one() == CLOSED


def test_the_same_form_twice_is_one_answer(place: Town) -> None:
    key = str(uuid4())
    assert answers(place, key=key) == answers(place, key=key)
    assert len(parts(place)) == 3


def test_nothing_follows_a_part_that_was_refused(place: Town) -> None:
    place.fault("status", method="POST", path="/api/v1/statuses", status=422)
    answers(place)
    work(place)
    assert (states(place), place.said_by_us()) == ([FAILED] * 3, [])


def test_the_rest_follows_when_a_doubtful_part_was_found(place: Town) -> None:
    place.fault("drop_after", method="POST", path="/api/v1/statuses")
    answers(place)
    work(place)
    assert states(place) == [UNKNOWN, CHAINED, CHAINED]
    place.office.clock.forward(minutes=6)
    work(place)
    assert (states(place), len(place.said_by_us())) == ([SENT] * 3, 3)


@pytest.mark.parametrize("there", [True, False])
def test_a_person_settles_a_doubtful_part_and_the_rest_follows_or_does_not(place: Town, there: bool) -> None:
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    answers(place)
    work(place)
    with place.office.database.writing() as connection:
        settle(connection, 1, there=there, acting=place.office.ada, at=place.office.clock.now())
    work(place)
    assert states(place) == ([SENT] * 3 if there else [FAILED] * 3)
    assert len(place.said_by_us()) == (2 if there else 0)


def test_a_customer_who_changes_the_post_halfway_gets_the_other_half(place: Town) -> None:
    answers(place)
    place.sender.send_next()
    place.office.clock.forward(minutes=1)
    place.changes(next(str(post["id"]) for post in place.truth() if post["author"] == "carl"), "@brightbyte never mind")
    work(place)
    assert states(place) == [SENT] * 3


def test_the_other_half_is_not_sent_for_somebody_who_was_dismissed(place: Town) -> None:
    answers(place)
    place.sender.send_next()
    with place.office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == place.office.ada).values(active=False))
    work(place)
    assert states(place) == [SENT, HELD, CHAINED]


def test_a_held_first_part_is_sent_anyway_or_let_go_with_what_follows_it(place: Town) -> None:
    carls = next(str(post["id"]) for post in place.truth() if post["author"] == "carl")
    for verb, end in ((let_go, DISCARDED), (send_anyway, SENT)):
        answers(place)
        place.office.clock.forward(minutes=1)
        place.changes(carls, f"@brightbyte never mind {verb.__name__}")
        work(place)
        assert states(place)[-3:] == [HELD, CHAINED, CHAINED]
        place.office.clock.forward(minutes=1)
        with place.office.database.writing() as connection:
            verb(connection, parts(place)[-3].id, acting=place.office.ada, at=place.office.clock.now())
        work(place)
        assert states(place)[-3:] == [end] * 3
        place.office.clock.forward(minutes=1)


def test_all_of_it_is_taken_back_together_and_is_the_draft_again(place: Town) -> None:
    answers(place)
    with place.office.database.writing() as connection:
        withdraw(connection, 1, acting=place.office.ada, at=place.office.clock.now())
        assert connection.execute(select(Draft.text)).scalar_one() == LONG
    work(place)
    assert (states(place), place.said_by_us()) == ([WITHDRAWN] * 3, [])
