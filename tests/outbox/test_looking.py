"""A look before an answer leaves: gone, changed, or answered elsewhere, it is held, and a person decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.refused import Refused
from helpdesk.desk.releasing import let_go, send_anyway
from helpdesk.intake.recheck import Recheck
from helpdesk.networks.errors import OutOfCredit, Uncertain
from helpdesk.networks.protocol import Posted
from helpdesk.outbox.holding import SameWords
from helpdesk.outbox.sender import Sender
from helpdesk.records.accounts import Account
from helpdesk.records.alarms import Alarm
from helpdesk.records.clocks import CANCELLED, Clock
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import DISCARDED, FAILED, HELD, QUEUED, SENT, UNKNOWN, Attempt, Reply
from helpdesk.records.stops import Stop
from tests.outbox.test_sender import ada, answer, conversation, reply, work
from tests.town import Town


def carls(place: Town) -> str:
    return str(next(post["id"] for post in place.truth() if post["author"] == "carl"))


def sends_anyway(place: Town) -> None:
    with place.office.database.writing() as connection:
        send_anyway(connection, reply(place).id, acting=place.office.ben, at=place.office.clock.now())


def test_a_post_that_was_taken_back_gets_no_answer_and_nobody_waits_when_it_stays_away(place: Town) -> None:
    answer(place)
    place.disappears(carls(place))
    place.office.clock.forward(minutes=1)
    work(place)
    assert (reply(place).state, place.said_by_us()) == (HELD, [])
    assert reply(place).reason == "The customer has taken the post back that this answers."
    with place.office.database.reading() as connection:
        assert connection.execute(select(Mention.deleted_at)).scalar_one() == place.office.clock.now()
    assert conversation(place).status == OPEN
    place.office.clock.forward(minutes=15)
    Recheck(place.office.database, place.office.clock, timedelta(minutes=15)).step(place.office.account, place.network)
    assert (conversation(place).status, conversation(place).due_at) == (CLOSED, None)
    with place.office.database.reading() as connection:
        assert connection.execute(select(Clock.state)).scalar_one() == CANCELLED


def test_a_post_that_was_changed_is_read_again_before_it_is_answered(place: Town) -> None:
    answer(place)
    place.office.clock.forward(minutes=1)
    place.changes(carls(place), "@brightbyte I want NO refund")
    work(place)
    assert (reply(place).state, place.said_by_us()) == (HELD, [])
    with place.office.database.reading() as connection:
        assert connection.execute(select(Mention.text)).scalar_one() == "@brightbyte I want NO refund"
        old = connection.execute(select(Event.data).where(Event.kind == "mention_edited")).scalar_one()
    assert old["before"] == "@brightbyte I want a refund"
    place.office.clock.forward(minutes=1)
    sends_anyway(place)
    work(place)
    assert (reply(place).state, len(place.said_by_us())) == (SENT, 1)


def test_a_change_that_staff_saw_before_they_answered_holds_nothing(place: Town) -> None:
    from helpdesk.sla.changed_posts import edited

    place.changes(carls(place), "@brightbyte I want two refunds")
    place.office.clock.forward(minutes=1)
    with place.office.database.writing() as connection:
        assert edited(connection, 1, "@brightbyte I want two refunds", None, place.office.clock.now())
    place.office.clock.forward(minutes=1)
    answer(place)
    work(place)
    assert reply(place).state == SENT


def test_a_change_after_somebody_insisted_is_asked_about_again(place: Town) -> None:
    answer(place)
    place.changes(carls(place), "@brightbyte I want NO refund")
    place.office.clock.forward(minutes=1)
    work(place)
    sends_anyway(place)
    place.office.clock.forward(minutes=1)
    place.changes(carls(place), "@brightbyte I want a gift")
    work(place)
    assert (reply(place).state, place.said_by_us()) == (HELD, [])


def test_what_was_answered_outside_the_desk_is_not_answered_twice(place: Town) -> None:
    answer(place)
    place.office.clock.forward(minutes=1)
    place.carl_writes("@carl We are on it.", handle="brightbyte", answers=carls(place))
    work(place)
    assert (reply(place).state, len(place.said_by_us())) == (HELD, 1)
    assert reply(place).reason == "Somebody answered outside this desk: “@carl We are on it.”"
    place.office.clock.forward(minutes=1)
    sends_anyway(place)
    work(place)
    assert (reply(place).state, len(place.said_by_us())) == (SENT, 2)


def test_what_was_answered_elsewhere_is_shown_as_far_as_it_can_be_kept(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Posted("p1", None, place.office.clock.now(), "half \ud83d and \x00", carls(place), "our-own-id")
    monkeypatch.setattr(place.network, "own_posts", lambda *_given: [said])
    answer(place)
    work(place)
    assert reply(place).state == HELD
    assert "“half \ufffd and \ufffd”" in reply(place).reason


def test_our_own_earlier_answer_is_no_answer_from_elsewhere(place: Town) -> None:
    answer(place)
    work(place)
    answer(place, "And one thing more.")
    work(place)
    assert [post["text"] for post in place.said_by_us()][1] == "@carl And one thing more. ^AL"


def test_an_answer_is_let_go_and_another_one_written(place: Town) -> None:
    answer(place)
    place.changes(carls(place), "@brightbyte I want NO refund")
    place.office.clock.forward(minutes=1)
    work(place)
    with place.office.database.writing() as connection:
        let_go(connection, reply(place).id, acting=place.office.ada, at=place.office.clock.now())
    assert reply(place).state == DISCARDED
    with pytest.raises(Refused, match="not held any more"):
        sends_anyway(place)
    place.office.clock.forward(minutes=1)
    answer(place, "As you like.")
    work(place)
    assert [post["text"] for post in place.said_by_us()] == ["@carl As you like. ^AL"]


def test_a_held_answer_behind_a_newer_one_can_only_be_let_go(place: Town) -> None:
    answer(place)
    place.changes(carls(place), "@brightbyte I want NO refund")
    place.office.clock.forward(minutes=1)
    work(place)
    first = reply(place).id
    place.office.clock.forward(minutes=1)
    answer(place, "As you like.")
    with pytest.raises(Refused, match="newer answer"), place.office.database.writing() as connection:
        send_anyway(connection, first, acting=place.office.ada, at=place.office.clock.now())


def test_what_somebody_wrote_who_may_not_answer_any_more_is_not_sent_by_others(place: Town) -> None:
    answer(place)
    place.office.leaves(place.office.ada)
    work(place)
    with pytest.raises(Refused, match="may no longer answer"):
        sends_anyway(place)


def test_a_network_that_cannot_show_the_post_is_asked_again_and_then_a_person_is(place: Town) -> None:
    place.fault("status", method="GET", path="/api/v1/statuses/*", status=503, count=2)
    answer(place)
    work(place)
    assert (reply(place).state, reply(place).tries, reply(place).failed_looks) == (QUEUED, 0, 1)
    for _ in range(3):
        place.office.clock.forward(minutes=1)
        work(place)
    assert (reply(place).state, len(place.said_by_us())) == (SENT, 1)


@pytest.mark.parametrize(
    ("fault", "alone"), [({"effect": "status", "status": 503}, True), ({"effect": "drop_after"}, False)]
)
def test_a_post_that_cannot_be_read_keeps_no_other_answer_waiting(
    place: Town, fault: dict[str, Any], alone: bool
) -> None:
    place.fault(**fault, method="GET", path="/api/v1/statuses/*")
    answer(place)
    place.sender.send_next()
    assert (reply(place).state, reply(place).failed_looks) == (QUEUED, 1)
    with place.office.database.reading() as connection:
        paced_until = connection.execute(select(Account.paced_until)).scalar_one()
    assert (paced_until is None) is alone


def test_a_network_that_never_shows_the_post_leaves_it_to_a_person(place: Town) -> None:
    place.fault("status", method="GET", path="/api/v1/statuses/*", status=503, count=99)
    answer(place)
    for _ in range(8):
        place.office.clock.forward(minutes=11)
        work(place)
    assert (reply(place).state, reply(place).tries, place.said_by_us()) == (HELD, 0, [])
    assert "does not show us the post" in reply(place).reason


def out_of_credit(place: Town, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_given: object) -> None:
        raise OutOfCredit("The plan of this account is used up.")

    monkeypatch.setattr(place.network, method, refuses)


@pytest.mark.parametrize("method", ["post", "read"])
def test_an_empty_budget_stops_the_account_once_and_the_answer_waits(
    place: Town, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out_of_credit(place, method, monkeypatch)
    answer(place)
    for _ in range(3):
        work(place)
        place.office.clock.forward(minutes=10)
    assert reply(place).state == QUEUED
    with place.office.database.reading() as connection:
        told = connection.execute(select(Event.data).where(Event.kind == "posting_stopped")).scalars().all()
        assert connection.execute(select(Stop.reason)).scalar_one() == "The plan of this account is used up."
        alarms = connection.execute(select(Alarm.staff_id, Alarm.data)).all()
    assert [each["cause"] for each in told] == ["credit"]
    assert [alarm.staff_id for alarm in alarms] == [place.office.mona]
    assert "The plan of this account is used up." in alarms[0].data["sentence"]
    monkeypatch.undo()
    from helpdesk.records.stops import resume

    with place.office.database.writing() as connection:
        assert resume(connection, place.office.account, place.office.clock.now())
    work(place)
    assert (reply(place).state, len(place.said_by_us())) == (SENT, 1)


@pytest.mark.parametrize("effect", ["drop_after", "drop_before"])
def test_where_a_repeat_is_harmless_a_doubt_is_ended_by_repeating(
    place: Town, effect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.network, "repeat_is_harmless", True)
    place.fault(effect, method="POST", path="/api/v1/statuses")
    answer(place)
    work(place)
    assert (reply(place).state, reply(place).in_doubt) == (QUEUED, True)
    place.office.clock.forward(seconds=6)
    work(place)
    assert (reply(place).state, len(place.said_by_us())) == (SENT, 1)


def test_a_doubtful_answer_that_must_not_go_out_again_is_not_called_held(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.network, "repeat_is_harmless", True)
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    answer(place)
    work(place)
    place.office.leaves(place.office.ada)
    place.office.clock.forward(seconds=6)
    place.sender.send_next()
    assert reply(place).state == UNKNOWN


def test_a_doubtful_answer_that_must_not_go_out_again_is_left_to_a_person_in_the_end(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.network, "repeat_is_harmless", True)
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    answer(place)
    work(place)
    place.office.leaves(place.office.ada)
    for _ in range(6):
        place.office.clock.forward(minutes=6)
        for _ in range(4):  # not until there is nothing to do: that it never ends was the mistake
            place.sender.send_next()
            place.reconciler.settle_next()
    assert (reply(place).state, reply(place).looks, place.said_by_us()) == (UNKNOWN, 3, [])


def test_a_doubtful_answer_that_is_then_refused_is_not_called_failed(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.network, "repeat_is_harmless", True)
    place.fault("drop_before", method="POST", path="/api/v1/statuses")
    place.fault("status", method="POST", path="/api/v1/statuses", status=422)
    answer(place)
    work(place)
    place.office.clock.forward(seconds=6)
    place.sender.send_next()
    assert reply(place).state == UNKNOWN


def test_a_repeat_that_never_works_is_a_doubt_in_the_end(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.network, "repeat_is_harmless", True)

    def drips(*_given: object) -> None:
        raise Uncertain("It took too long.")

    monkeypatch.setattr(place.network, "post", drips)
    answer(place)
    for _ in range(30):
        work(place)
        place.office.clock.forward(minutes=11)
    assert (reply(place).state, reply(place).looks) == (UNKNOWN, 3)
    with place.office.database.reading() as connection:
        assert len(connection.execute(select(Attempt.id)).all()) == reply(place).tries


def many_answered(place: Town, people: int) -> None:
    """So many customers are to get the same words."""
    for number in range(people):
        place.carl_writes("@brightbyte is the site down?", handle=f"customer{number}")
    place.poll()
    place.sort()
    with place.office.database.writing() as connection:
        for head in connection.execute(select(Conversation.id, Conversation.version)).all():
            form = Answer(head.id, "We are on it.", str(uuid4()), head.version)
            accept(connection, form, acting=ada(place), at=place.office.clock.now(), limit=140)


@pytest.mark.parametrize(("do", "held", "told"), [("nothing", 0, 0), ("warn", 0, 2), ("hold", 2, 0)])
def test_the_same_words_to_many_people_are_noticed(place: Town, do: str, held: int, told: int) -> None:
    many_answered(place, 4)  # and Carl
    limit = SameWords(do, people=3)  # type: ignore[arg-type]  # one of the three words
    sender = Sender(place.office.database, place.office.clock, lambda _: place.network, same_words=limit)
    while sender.send_next():
        pass
    with place.office.database.reading() as connection:
        states = connection.execute(select(Reply.state)).scalars().all()
        events = connection.execute(select(Event.id).where(Event.kind == "same_words")).all()
    assert (states.count(HELD), states.count(SENT), len(events)) == (held, 5 - held, told)
    assert FAILED not in states


def test_what_somebody_insists_on_goes_out_although_many_got_the_same_words(place: Town) -> None:
    many_answered(place, 1)
    limit = SameWords("hold", people=1)
    sender = Sender(place.office.database, place.office.clock, lambda _: place.network, same_words=limit)
    while sender.send_next():
        pass
    assert reply(place).held_for == "same_words"
    sends_anyway(place)
    while sender.send_next():
        pass
    assert len(place.said_by_us()) == 2
