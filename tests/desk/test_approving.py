"""Nobody new speaks for the company alone: Ben, a trainee, writes, and Ada or Mona decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from helpdesk.desk.approval_overdue import tell_overdue, tells_at
from helpdesk.desk.approving import Approval, approve, give_back
from helpdesk.desk.closing import close
from helpdesk.desk.drafting import draft
from helpdesk.desk.refused import Refused
from helpdesk.desk.releasing import send_anyway
from helpdesk.desk.supervising import asked_for, supervise
from helpdesk.desk.undoing import undo
from helpdesk.desk.withdrawing import withdraw
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.records.alarms import Alarm
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.replies import Reply
from helpdesk.records.staff import ALL, Staff
from helpdesk.sla.receipt import clocks_of, receipt
from tests.cast import NOON, Office
from tests.desk.test_drafting import answers
from tests.web.customers import becomes, writes


@pytest.fixture
def bens(office: Office) -> int:
    """Ben is a trainee and has answered Carl."""
    learns(office, ALL)
    number = writes(office, "@brightbyte where is my refund?")
    office.clock.forward(minutes=1)
    return answers(office, office.ben, number, "It left today.")


def learns(office: Office, answers: int, who: int | None = None) -> None:
    with office.database.writing() as connection:
        supervise(connection, who or office.ben, answers, office.clock.now(), acting=office.mona)


def approves(office: Office, reply: int, who: int, words: str = "It left today.", version: int | None = None) -> int:
    with office.database.writing() as connection:
        seen = connection.execute(
            select(Conversation.version).join(Reply, Reply.conversation_id == Conversation.id).where(Reply.id == reply)
        ).scalar_one()
        given = Approval(reply, words, seen if version is None else version)
        return approve(connection, given, acting=who, at=office.clock.now(), limit=140)


def gives_back(office: Office, reply: int, who: int, note: str = "Say when it arrives.") -> None:
    with office.database.writing() as connection:
        give_back(connection, reply, note, acting=who, at=office.clock.now())


def row(office: Office, reply: int) -> Any:
    with office.database.reading() as connection:
        return connection.execute(select(Reply).where(Reply.id == reply)).one()


def told(office: Office, *kinds: str) -> list[tuple[int | None, dict[str, Any]]]:
    with office.database.reading() as connection:
        found = connection.execute(select(Event.staff_id, Event.data).where(Event.kind.in_(kinds)).order_by(Event.id))
        return [(who, data) for who, data in found]


def leaves(office: Office) -> Claimed | int | None:
    with office.database.writing() as connection:
        return claim_next(connection, office.clock.now() + timedelta(minutes=1))


def test_a_trainees_answer_stays_until_a_colleague_approves_it(office: Office, bens: int) -> None:
    assert (row(office, bens).state, leaves(office)) == ("pending", None)
    office.clock.forward(minutes=4)
    approves(office, bens, office.ada)
    reply, out = row(office, bens), leaves(office)
    assert isinstance(out, Claimed)
    assert (out.id, out.text, reply.staff_id) == (bens, "@carl It left today. ^XY", office.ben)
    assert (reply.approver_id, reply.approved_at - reply.accepted_at) == (office.ada, timedelta(minutes=4))
    ((who, data),) = told(office, "reply_approved")
    assert (who, data["author"], data["changed"], data["waited"]) == (office.ada, office.ben, False, 240)


def test_the_approver_may_change_the_words_and_their_author_hears_of_it(office: Office, bens: int) -> None:
    approves(office, bens, office.ada, "It left this morning.")
    assert row(office, bens).text == "@carl It left this morning. ^BK"
    ((_, data),) = told(office, "reply_approved")
    assert (data["changed"], data["original"]) == (True, "It left today.")
    with office.database.reading() as connection:
        (heard,) = connection.execute(select(Alarm.staff_id, Alarm.data)).all()
    assert (heard.staff_id, "Ada changed the words" in heard.data["sentence"]) == (office.ben, True)


@pytest.mark.parametrize("words", ["", "x" * 140, "Write to carl@shop.example."])
def test_changed_words_are_checked_as_any_answer_is(office: Office, bens: int, words: str) -> None:
    with pytest.raises(Refused) as refused:
        approves(office, bens, office.ada, words)
    assert (refused.value.status, row(office, bens).state) == (422, "pending")


def test_an_answer_given_back_is_its_authors_draft_with_the_note_beside_it(office: Office, bens: int) -> None:
    with pytest.raises(Refused, match="what should be different"):
        gives_back(office, bens, office.ada, "  ")
    gives_back(office, bens, office.ada)
    reply = row(office, bens)
    assert (reply.state, reply.reason, leaves(office)) == ("returned", "Ada: Say when it arrives.", None)
    with office.database.reading() as connection:
        assert draft(connection, reply.conversation_id, office.ben).text == "It left today."
    again = answers(
        office, office.ben, reply.conversation_id, "It left today, and comes on Friday.", key="another form"
    )
    assert row(office, again).state == "pending"


def test_nobody_approves_their_own_and_no_trainee_anothers(office: Office, bens: int) -> None:
    learns(office, ALL, office.ada)
    for who, sentence in ((office.ben, "their own"), (office.ada, "Your own answers need approval")):
        with pytest.raises(Refused, match=sentence) as refused:
            approves(office, bens, who)
        assert refused.value.status == 403
        with pytest.raises(Refused):
            gives_back(office, bens, who)
    learns(office, 0)  # Ben learnt enough meanwhile; this answer still waits for somebody else
    with pytest.raises(Refused, match="their own"):
        approves(office, bens, office.ben)
    approves(office, bens, office.mona)


def test_an_outsiders_first_answers_need_approval_and_then_no_more(office: Office) -> None:
    learns(office, 2)
    for customer in ("carl", "carla", "carlo"):
        number = writes(office, f"@brightbyte refund for {customer}", handle=customer)
        reply = answers(office, office.ben, number, "It left today.", key=customer)
        if customer != "carlo":
            assert row(office, reply).state == "pending"
            approves(office, reply, office.ada)
        else:
            assert row(office, reply).state == "queued"
    with office.database.reading() as connection:
        assert connection.execute(select(Staff.supervised).where(Staff.id == office.ben)).scalar() == 0


def test_it_is_decided_once(office: Office, bens: int) -> None:
    approves(office, bens, office.ada)
    for verb in (approves, gives_back):
        with pytest.raises(Refused, match="does not wait for approval any more"):
            verb(office, bens, office.mona)


def test_its_author_takes_it_back_however_long_it_waits(office: Office, bens: int) -> None:
    with office.database.reading() as connection:
        event = connection.execute(select(Event.id).where(Event.kind == "reply_accepted")).scalar_one()
    office.clock.forward(hours=1)
    with office.database.writing() as connection:
        undo(connection, event, acting=office.ben, at=office.clock.now())
    assert row(office, bens).state == "withdrawn"
    with pytest.raises(Refused, match="taken back meanwhile"):
        approves(office, bens, office.ada)


def test_meanwhile_nobody_answers_beside_it_or_closes(office: Office, bens: int) -> None:
    number = row(office, bens).conversation_id
    with pytest.raises(Refused, match="waits for approval"):
        answers(office, office.ada, number, "Me too.", key="Ada's")
    with pytest.raises(Refused, match="waits for approval"), office.database.writing() as connection:
        close(connection, number, "spam", acting=office.ada, at=office.clock.now())


def test_who_read_an_older_state_looks_again(office: Office, bens: int) -> None:
    with office.database.reading() as connection:
        seen = connection.execute(select(Conversation.version)).scalar_one()
    writes(office, "@brightbyte never mind, it came!", again=row(office, bens).conversation_id)
    with pytest.raises(Refused, match="changed since you opened it"):
        approves(office, bens, office.ada, version=seen)


def test_a_trainee_sends_nothing_that_was_held(office: Office, bens: int) -> None:
    approves(office, bens, office.ada)
    becomes(office, "held", "The customer changed the post.")
    with pytest.raises(Refused, match="a colleague decides"), office.database.writing() as connection:
        send_anyway(connection, bens, acting=office.ben, at=office.clock.now())


def test_before_the_customers_time_is_over_more_people_are_told_once(office: Office, bens: int) -> None:
    office.clock.forward(minutes=13)  # of 29 that were left
    tell_overdue(office.database, office.clock)
    assert told(office, "approval_overdue") == []
    office.clock.forward(minutes=2)
    for _ in range(2):
        tell_overdue(office.database, office.clock)
    assert len(told(office, "approval_overdue")) == 1
    with office.database.reading() as connection:
        heard = connection.execute(select(Alarm.staff_id, Alarm.urgent).where(Alarm.kind == "approval")).all()
    assert sorted(heard) == sorted([(office.ada, 1), (office.mona, 1)])


@given(left=st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_they_are_told_in_time_if_there_is_time(left: timedelta) -> None:
    asked, due = NOON, NOON + left
    at: datetime = tells_at(asked, due)
    assert asked <= at
    assert at < due or left <= timedelta(microseconds=1)


def test_only_a_manager_says_whose_answers_need_approval(office: Office) -> None:
    with pytest.raises(Refused) as refused, office.database.writing() as connection:
        supervise(connection, office.ben, 0, office.clock.now(), acting=office.ada)
    assert refused.value.status == 403
    with pytest.raises(Refused, match="somebody else"), office.database.writing() as connection:
        supervise(connection, office.mona, 0, office.clock.now(), acting=office.mona)


@pytest.mark.parametrize(("words", "answers"), [("none", 0), (" All ", ALL), ("3", 3)])
def test_none_all_or_a_number(words: str, answers: int) -> None:
    assert asked_for(words) == answers


@pytest.mark.parametrize("words", ["", "0", "-1", "101", "many", "²", "9" * 400])
def test_anything_else_is_told(words: str) -> None:
    with pytest.raises(Refused, match="none, all, or"):
        asked_for(words)


def test_withdrawal_after_approval_is_the_authors_still(office: Office, bens: int) -> None:
    approves(office, bens, office.ada)
    with office.database.writing() as connection:
        withdraw(connection, bens, acting=office.ben, at=office.clock.now())
    assert (row(office, bens).state, leaves(office)) == ("withdrawn", None)


def takes_back(office: Office, event: int, who: int) -> None:
    with office.database.writing() as connection:
        undo(connection, event, acting=who, at=office.clock.now())


def test_an_approval_can_be_taken_back_before_the_answer_leaves(office: Office, bens: int) -> None:
    learns(office, 2)
    event = approves(office, bens, office.mona, "It left this morning.")
    takes_back(office, event, office.mona)
    now = row(office, bens)
    assert (now.state, now.body, now.text, now.approver_id) == (
        "pending", "It left today.", "@carl It left today. ^XY", None
    )  # fmt: skip
    with office.database.reading() as connection:
        assert connection.execute(select(Staff.supervised).where(Staff.id == office.ben)).scalar_one() == 2
    assert told(office, "undone")[-1][1]["undid"] == "reply_approved"
    approves(office, bens, office.mona)
    assert row(office, bens).state == "queued"


def test_it_is_too_late_once_it_has_left_and_for_who_did_not_approve(office: Office, bens: int) -> None:
    event = approves(office, bens, office.mona)
    with pytest.raises(Refused, match="Only who did this"):
        takes_back(office, event, office.ada)
    becomes(office, "sent")
    with pytest.raises(Refused, match="Too late"):
        takes_back(office, event, office.mona)
    assert row(office, bens).state == "sent"


def test_an_approved_answer_leaves_after_the_time_to_think_unless_that_made_it_late(office: Office) -> None:
    learns(office, ALL)
    number = writes(office, "@brightbyte where is my refund?")
    reply = answers(office, office.ben, number, "It left today.")
    with office.database.writing() as connection:
        seen = connection.execute(select(Conversation.version).where(Conversation.id == number)).scalar_one()
        given = Approval(reply, "It left today.", seen)
        approve(connection, given, acting=office.mona, at=office.clock.now(), limit=140, undo=timedelta(seconds=10))
    assert row(office, reply).not_before == office.clock.now() + timedelta(seconds=10)


def test_the_wait_for_approval_is_a_line_of_the_receipt_and_counts(office: Office, bens: int) -> None:
    office.clock.forward(minutes=4)
    event = approves(office, bens, office.mona)
    takes_back(office, event, office.mona)
    office.clock.forward(minutes=2)
    approves(office, bens, office.mona)
    office.clock.forward(minutes=3)
    with office.database.reading() as connection:
        conversation = row(office, bens).conversation_id
        clock = clocks_of(connection, conversation)[0]
        shown = receipt(connection, conversation, clock.id, office.clock.now())
    assert shown is not None
    minutes = [(line.length // timedelta(minutes=1), line.in_approval) for line in shown.lines]
    assert minutes == [(1, False), (4, True), (2, True), (3, False)]
    assert (shown.in_approval, shown.counted) == (timedelta(minutes=6), timedelta(minutes=10))
