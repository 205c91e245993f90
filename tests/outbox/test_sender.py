"""The outbox: posted at most once by ourselves, and never more said than is known."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.desk.refused import Refused
from helpdesk.desk.settling import settle
from helpdesk.records.accounts import Account
from helpdesk.records.alarms import Alarm
from helpdesk.records.clocks import MET, Clock
from helpdesk.records.conversations import OPEN, WAITING, Conversation
from helpdesk.records.replies import FAILED, HELD, QUEUED, SENT, UNKNOWN, Attempt, Reply
from helpdesk.records.staff import Staff
from tests.town import Town


def ada(place: Town) -> Person:
    return Person(place.office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)


def answer(place: Town, body: str = "Of course, here it comes.") -> int:
    office = place.office
    with office.database.writing() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
        form = Answer(head.id, body, str(uuid4()), head.version)
        return accept(connection, form, acting=ada(place), at=office.clock.now(), limit=140)


def reply(place: Town) -> Any:
    with place.office.database.reading() as connection:
        return connection.execute(select(Reply).order_by(Reply.id.desc()).limit(1)).one()


def conversation(place: Town) -> Any:
    with place.office.database.reading() as connection:
        return connection.execute(select(Conversation)).one()


def alarms(place: Town) -> list[tuple[int | None, str]]:
    """Who was told what."""
    with place.office.database.reading() as connection:
        rows = connection.execute(select(Alarm.staff_id, Alarm.data).order_by(Alarm.id)).all()
    return [(row.staff_id, row.data["sentence"]) for row in rows]


def work(place: Town) -> None:
    while place.sender.send_next() or place.reconciler.settle_next():
        pass


def test_an_accepted_answer_is_posted_under_the_customers_post_and_then_called_sent(place: Town) -> None:
    answer(place)
    assert place.said_by_us() == []
    place.office.clock.forward(minutes=7)
    work(place)
    (ours,) = place.said_by_us()
    (carls,) = [post for post in place.truth() if post["author"] == "carl"]
    assert (ours["text"], ours["parent"]) == ("@carl Of course, here it comes. ^AL", carls["id"])
    assert (reply(place).state, reply(place).remote_id) == (SENT, ours["id"])
    assert (conversation(place).status, conversation(place).due_at) == (WAITING, None)
    with place.office.database.reading() as connection:
        clock = connection.execute(select(Clock)).one()
        assert connection.execute(select(Attempt.outcome)).scalars().all() == ["sent"]
    assert (clock.state, clock.ended_at) == (MET, place.office.clock.now())


def test_the_answer_is_counted_for_nobody_any_more_once_it_is_sent(place: Town) -> None:
    answer(place)
    work(place)
    with place.office.database.reading() as connection:
        assert set(connection.execute(select(Staff.holding)).scalars()) == {0}


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "status_after", "truncate"])
def test_an_answer_that_may_have_arrived_is_not_confirmed_and_never_posted_again(place: Town, effect: str) -> None:
    place.fault(effect, method="POST", path="/api/v1/statuses", status=504)
    answer(place)
    place.sender.send_next()
    assert reply(place).state == UNKNOWN
    for _ in range(6):
        place.office.clock.forward(minutes=6)
        work(place)
    arrived = effect != "drop_before"
    assert len(place.said_by_us()) == arrived
    assert reply(place).state == (SENT if arrived else UNKNOWN)
    assert (reply(place).remote_id is not None) == arrived


def test_an_answer_that_nobody_finds_is_left_to_a_person_who_may_write_it_again(place: Town) -> None:
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    answer(place)
    for _ in range(6):
        work(place)
        place.office.clock.forward(minutes=6)
    assert "three looks" in reply(place).reason
    with pytest.raises(Refused, match="Settle that one first"):
        answer(place, "Again")
    with place.office.database.writing() as connection:
        settle(connection, reply(place).id, there=False, acting=place.office.ada, at=place.office.clock.now())
    assert reply(place).state == FAILED
    answer(place, "Again")
    work(place)
    assert [post["text"] for post in place.said_by_us()] == ["@carl Again ^AL"]


def test_a_person_who_sees_it_on_the_network_says_so_and_the_customer_counts_as_answered(place: Town) -> None:
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    answer(place)
    work(place)
    with place.office.database.writing() as connection:
        settle(connection, reply(place).id, there=True, acting=place.office.ada, at=place.office.clock.now())
    assert (reply(place).state, conversation(place).status) == (SENT, WAITING)


def test_an_answer_found_late_that_was_in_time_leaves_no_breach(place: Town) -> None:
    from helpdesk.sla.watch import watch

    place.fault("drop_after", method="POST", path="/api/v1/statuses")
    answer(place)
    place.sender.send_next()
    place.office.clock.forward(minutes=31)
    watch(place.office.database, place.office.clock)
    work(place)
    with place.office.database.reading() as connection:
        clock = connection.execute(select(Clock)).one()
    assert (clock.state, clock.breach_seen_at) == (MET, None)


def test_an_answer_that_went_out_in_anothers_name_is_never_called_sent(place: Town) -> None:
    with place.office.database.writing() as connection:  # the token is another account's than we took it for
        connection.execute(update(Account).values(remote_id="somebody-else"))
    answer(place)
    place.sender.send_next()
    assert (reply(place).state, len(place.said_by_us())) == (UNKNOWN, 1)
    assert "in another's name" in reply(place).reason
    for _ in range(6):
        place.office.clock.forward(minutes=6)
        work(place)
    assert (reply(place).state, reply(place).looks, len(place.said_by_us())) == (UNKNOWN, 3, 1)
    assert conversation(place).status == OPEN


def test_a_refused_answer_is_failed_with_the_networks_own_words(place: Town) -> None:
    place.fault("status", method="POST", path="/api/v1/statuses", status=422)
    answer(place)
    work(place)
    assert reply(place).state == FAILED
    assert place.said_by_us() == []
    assert conversation(place).status == OPEN
    assert alarms(place) == [(place.office.ada, f"An answer was not sent. {reply(place).reason}")]


def test_of_an_answer_whose_author_has_left_the_managers_hear(place: Town) -> None:
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    answer(place)
    work(place)
    place.office.leaves(place.office.ada)
    for _ in range(6):
        place.office.clock.forward(minutes=6)
        work(place)
    assert alarms(place) == [(place.office.mona, f"An answer is not confirmed. {reply(place).reason}")]


def test_a_network_that_is_not_there_is_tried_again_and_then_it_is_failed(place: Town) -> None:
    place.fault("status", method="POST", path="/api/v1/statuses", status=429, count=3, headers={"Retry-After": "30"})
    answer(place)
    work(place)
    assert (reply(place).state, reply(place).tries) == (QUEUED, 1)
    for _ in range(4):
        place.office.clock.forward(minutes=2)
        work(place)
    assert (reply(place).state, reply(place).tries) == (SENT, 4)
    assert len(place.said_by_us()) == 1


def test_a_network_that_wants_fewer_requests_and_names_no_moment_gets_none_from_any_answer(place: Town) -> None:
    place.carl_writes("@brightbyte my parcel?", handle="dora")
    place.poll()
    place.sort()
    with place.office.database.writing() as connection:
        for head in connection.execute(select(Conversation.id, Conversation.version)).all():
            form = Answer(head.id, f"It is on its way, {head.id}.", str(uuid4()), head.version)
            accept(connection, form, acting=ada(place), at=place.office.clock.now(), limit=140)
    place.fault("status", method="POST", path="/api/v1/statuses", status=429)
    work(place)
    assert place.said_by_us() == []  # the other answer was not tried either
    place.office.clock.forward(seconds=6)
    work(place)
    assert len(place.said_by_us()) == 2


def test_nobody_answers_after_they_were_dismissed_whatever_they_pressed_before(place: Town) -> None:
    answer(place)
    place.office.leaves(place.office.ada)
    work(place)
    assert reply(place).state == HELD
    assert place.said_by_us() == []


def test_the_process_died_while_sending_so_it_is_looked_for_and_not_posted_again(place: Town) -> None:
    from helpdesk.outbox.claiming import claim_next

    answer(place)
    with place.office.database.writing() as connection:
        assert claim_next(connection, place.office.clock.now()) is not None
    place.office.clock.forward(seconds=119)
    work(place)
    assert reply(place).state == "sending"
    for _ in range(5):
        place.office.clock.forward(minutes=6)
        work(place)
    assert reply(place).state == UNKNOWN
    assert place.said_by_us() == []


def test_a_customer_who_writes_while_we_answer_is_still_waiting(place: Town) -> None:
    answer(place)
    carls = next(post["id"] for post in place.truth() if post["author"] == "carl")
    place.office.clock.forward(minutes=1)
    place.carl_writes("@brightbyte and my parcel?", answers=carls)
    written_at = place.office.clock.now()
    place.poll()
    place.sort()
    work(place)
    head = conversation(place)
    assert (head.status, head.waiting_since) == (OPEN, written_at)
    assert head.due_at is not None


def test_the_customer_answers_back_and_it_returns_to_the_same_agent(place: Town) -> None:
    answer(place)
    work(place)
    owner = conversation(place).staff_id
    place.office.clock.forward(minutes=3)
    place.carl_writes("@brightbyte thanks, but which card?", answers=place.said_by_us()[0]["id"])
    place.poll()
    place.sort()
    head = conversation(place)
    assert (head.status, head.staff_id) == (OPEN, owner)
    assert head.due_at is not None


def test_the_same_form_sent_twice_is_one_answer(place: Town) -> None:
    office = place.office
    with office.database.reading() as connection:
        head = connection.execute(select(Conversation.id, Conversation.version)).one()
    form = Answer(head.id, "Once.", str(uuid4()), head.version)
    numbers = set()
    for _ in range(2):
        with office.database.writing() as connection:
            numbers.add(accept(connection, form, acting=ada(place), at=office.clock.now(), limit=140))
    work(place)
    assert len(numbers) == 1
    assert len(place.said_by_us()) == 1


def test_141_characters_are_refused_with_the_count(place: Town) -> None:
    with pytest.raises(Refused, match="141 characters"):
        answer(place, "x" * 137)
    assert answer(place, "x" * 136)
