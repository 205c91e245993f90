"""Carl wrote twice about one thing: Ada merges the two, and he is answered once, where he was promised it first."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.closing import reopen
from helpdesk.desk.merging import merge
from helpdesk.desk.person import Person
from helpdesk.desk.refused import Refused
from helpdesk.desk.undoing import undo
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.desk.test_drafting import answers
from tests.desk.test_undoing import takes_back
from tests.web.customers import writes


def offers(office: Office) -> int:
    """Carl writes to our other account too; gives the conversation."""
    with office.database.writing() as connection:
        made = connection.execute(
            insert(Account).values(
                network="practice", handle="@brightbyte_offers", purpose="offers", remote_id="our-other-id",
                created_at=office.clock.now(), listen_only=False,
            )
        ).inserted_primary_key  # fmt: skip
        assert made is not None
        connection.execute(insert(Listener).values(account_id=made[0]))
        post = Post("offers-1", Author("carl", "carl", "Carl Customer", 7), "@brightbyte_offers my refund?",
                    office.clock.now(), None, None, "en", "public")  # fmt: skip
        take_in(connection, Listening(made[0], "practice", "our-other-id"), [post], office.clock.now())
    Sorter(office.database, office.clock).sort_batch()
    with office.database.reading() as connection:
        return connection.execute(select(Mention.conversation_id).where(Mention.remote_id == "offers-1")).scalar_one()  # type: ignore[return-value]  # it was sorted


@pytest.fixture
def first(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")


@pytest.fixture
def second(office: Office, first: int) -> int:
    office.clock.forward(minutes=2)
    number = writes(office, "@brightbyte hello? my refund?")
    office.clock.forward(minutes=1)
    return number


def merges(office: Office, number: int, into: int) -> int:
    with office.database.writing() as connection:
        return merge(connection, number, into, acting=office.ada, at=office.clock.now())


def status(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return list(connection.execute(select(Conversation.status).order_by(Conversation.id)).scalars())


def clocks(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        query = select(Clock.conversation_id, Clock.kind, Clock.state, Clock.due_at, Clock.ended_at)
        return list(connection.execute(query.order_by(Clock.id)).all())


def kinds(office: Office, number: int) -> list[str]:
    with office.database.reading() as connection:
        events = select(Event.kind).where(Event.conversation_id == number, Event.kind.in_(("absorbed", "parted")))
        return list(connection.execute(events.order_by(Event.id)).scalars())


def test_the_one_that_is_due_later_ends_and_is_taken_out_again(office: Office, first: int, second: int) -> None:
    before = clocks(office)
    event = merges(office, second, first)
    assert status(office) == ["open", "closed"]
    assert [clock.state for clock in clocks(office) if clock.conversation_id == second] == ["cancelled"]
    takes_back(office, event)
    assert (status(office), clocks(office)) == (["open", "open"], before)
    assert kinds(office, first) == ["absorbed", "parted"]


def test_nobody_who_was_promised_an_answer_first_loses_it(office: Office, first: int, second: int) -> None:
    with pytest.raises(Refused, match=f"Merge No. {second} into this one"):
        merges(office, first, second)
    assert status(office) == ["open", "open"]


def test_later_anybody_parts_them(office: Office, first: int, second: int) -> None:
    merges(office, second, first)
    office.clock.forward(hours=1)
    with office.database.writing() as connection:
        reopen(connection, second, acting=office.ben, at=office.clock.now())
    assert status(office) == ["open", "open"]
    assert kinds(office, first) == ["absorbed", "parted"]


def test_a_customer_who_writes_there_again_opens_it_again(office: Office, first: int, second: int) -> None:
    merges(office, second, first)
    assert writes(office, "@brightbyte and the other thing is still broken", again=second) == second
    assert status(office) == ["open", "open"]


def test_answers_go_where_they_were_written_on_another_account_too(office: Office, first: int) -> None:
    office.clock.forward(minutes=1)
    other = offers(office)
    merges(office, other, first)
    answers(office, office.ada, first, "It left today.")
    with office.database.writing() as connection:
        out = claim_next(connection, office.clock.now())
        assert isinstance(out, Claimed)
        parent, account = connection.execute(
            select(Mention.remote_id, Mention.account_id).where(Mention.conversation_id == first)
        ).one()
    assert (out.parent_remote_id, out.account_id) == (parent, account)


def test_under_ones_hands_it_says_where_to_go_on(office: Office, first: int, second: int) -> None:
    with office.database.reading() as connection:
        seen = connection.execute(select(Conversation.version).where(Conversation.id == second)).scalar_one()
    merges(office, second, first)
    ben = Person(office.ben, "Ben", "BK", "b@brightbyte.example", "agent", (), True)
    with pytest.raises(Refused, match=f"merged into No. {first}"), office.database.writing() as connection:
        accept(connection, Answer(second, "Hi.", "form", seen), acting=ben, at=office.clock.now(), limit=140)


def test_what_can_not_be_merged_says_why(office: Office, first: int, second: int) -> None:
    office.clock.forward(minutes=1)
    stranger = writes(office, "@brightbyte refund!", handle="carla")
    for number, into, sentence in (
        (first, first, "itself"),
        (stranger, first, "somebody else"),
        (second, 10**9, "no such conversation"),
    ):
        with pytest.raises(Refused, match=sentence):
            merges(office, number, into)
    answers(office, office.ada, second, "On its way.")
    with pytest.raises(Refused, match="on its way"):
        merges(office, second, first)


def test_twice_is_told(office: Office, first: int, second: int) -> None:
    merges(office, second, first)
    with pytest.raises(Refused, match="ended already"):
        merges(office, second, first)
    with pytest.raises(Refused, match="is closed"):
        merges(office, first, second)


def test_only_who_merged_takes_it_back(office: Office, first: int, second: int) -> None:
    event = merges(office, second, first)
    with pytest.raises(Refused), office.database.writing() as connection:
        undo(connection, event, acting=office.ben, at=office.clock.now())
