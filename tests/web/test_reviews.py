"""What was closed without an answer is sampled: Mona looks at one in twenty, and opens again what was wrong."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from helpdesk.desk import closing, reviewing
from helpdesk.desk.refused import Refused
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.events import Event, record
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import writes


def in_the_sample(office: Office, number: int) -> bool:
    """By its very definition: not by the query."""
    return number * 7_919 % 104_729 % reviewing.ONE_IN == 0


def closed_in_sample(office: Office, words: str = "@brightbyte nice shop", *, by: int | None = None) -> tuple[int, int]:
    """A conversation that was closed under a number of the sample; gives it and the number."""
    conversation = writes(office, words, handle=f"carl{words[-4:].strip()}")
    with office.database.writing() as connection:
        while not in_the_sample(office, connection.execute(select(func.max(Event.id))).scalar_one() + 1):
            record(connection, "something_else", office.clock.now())
        event = closing.close(
            connection, conversation, "no_reply_needed", acting=by or office.ada, at=office.clock.now()
        )
    assert event is not None
    return conversation, event


def to_review(office: Office, who: int | None = None) -> list[reviewing.Closing]:
    with office.database.reading() as connection:
        return reviewing.to_review(connection, office.clock.now(), acting=who or office.mona)


def review(office: Office, event: int, *, right: bool, by: int | None = None) -> None:
    with office.database.writing() as connection:
        reviewing.review(connection, event, right=right, acting=by or office.mona, at=office.clock.now())


def status(office: Office, conversation: int) -> str:
    with office.database.reading() as connection:
        return connection.execute(select(Conversation.status).where(Conversation.id == conversation)).scalar_one()


def test_one_in_twenty_of_what_was_closed_comes_to_the_managers(office: Office) -> None:
    numbers = [number for number in range(1, 20_001) if in_the_sample(office, number)]
    assert 950 < len(numbers) < 1_050
    assert len({number % 20 for number in numbers}) == 20, "whatever habit the numbers follow"


def test_mona_says_right_and_it_stays_closed(office: Office) -> None:
    conversation, event = closed_in_sample(office)
    (one,) = to_review(office)
    assert (one.event_id, one.who, one.reason, one.text) == (event, "Ada", "no_reply_needed", "@brightbyte nice shop")
    review(office, event, right=True)
    assert status(office, conversation) == CLOSED
    assert to_review(office) == []


def test_mona_says_wrong_and_the_customer_waits_again(office: Office) -> None:
    conversation, event = closed_in_sample(office, "@brightbyte is it open on Sunday")
    review(office, event, right=False)
    assert status(office, conversation) == OPEN
    with office.database.reading() as connection:
        (found,) = reviewing.judged(connection, office.clock.now())
        due = connection.execute(select(Conversation.due_at).where(Conversation.id == conversation)).scalar_one()
    assert (found.name, found.reviewed, found.wrong, found.share) == ("Ada", 1, 1, 1.0)
    assert due is not None


def test_nobody_reviews_twice_or_what_they_closed_themselves(office: Office) -> None:
    _, event = closed_in_sample(office)
    review(office, event, right=True)
    with pytest.raises(Refused, match="reviewed this one already"):
        review(office, event, right=False)
    _, own = closed_in_sample(office, "@brightbyte hello there", by=office.mona)
    assert to_review(office) == []
    with pytest.raises(Refused, match="Somebody else reviews"):
        review(office, own, right=True)


def test_what_is_open_again_by_itself_or_old_is_not_asked_about(office: Office) -> None:
    conversation, _ = closed_in_sample(office)
    with office.database.writing() as connection:
        closing.reopen(connection, conversation, acting=office.ada, at=office.clock.now())
    assert to_review(office) == []
    closed_in_sample(office, "@brightbyte second one")
    office.clock.forward(days=31)
    assert to_review(office) == []


@pytest.mark.parametrize("number", [0, 1, 99_999])
def test_what_is_no_closing_is_refused(office: Office, number: int) -> None:
    with pytest.raises(Refused, match="no closing"):
        review(office, number, right=True)


def test_the_page_is_for_managers_and_shows_hostile_words_as_words(app: Flask, office: Office, ada: Browser) -> None:
    _, event = closed_in_sample(office, "@brightbyte <script>alert(1)</script>")
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    page = mona.open("/noise/review").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert ada.open("/noise/review").status_code == 403
    assert ada.send(f"/noise/review/{event}", right="no").status_code == 403
    assert mona.send(f"/noise/review/{event}", right="no").status_code == 303
    assert ">100%<" in mona.open("/noise/review").text
    assert "reviewed the closing by Ada: it was wrong" in mona.open("/conversations/1").text
