"""What can be done with a conversation, by forms alone: each says what it did and can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from helpdesk.config import Desk as DeskConfig
from helpdesk.outbox.claiming import claim_next
from helpdesk.records.conversations import Conversation
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import Browser, desk_app
from tests.web.customers import answer, becomes, kept_text, writes


@pytest.fixture
def app(office: Office) -> Flask:
    """The web process as it is shipped: answers can be taken back for 10 seconds."""
    return desk_app(office.database, office.clock, undo_seconds=DeskConfig().undo_seconds)


@pytest.fixture
def carls(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")


def notice(page: str) -> str:
    found = re.search(r'<div class="notice" role="status"><span>(.*?)</span>', page)
    return unescape(found[1]) if found else ""


FORMS = [
    (
        "snooze",
        {"until": "three"},
        "You put it off until 12:15 on Monday, 2 March, in time for the answer that is due.",
    ),
    ("snooze", {"at": "2026-03-02T12:10"}, "You put it off until 12:10 on Monday, 2 March."),
    ("topic", {"topic": "repairs"}, "You changed the topic to Repairs."),
    ("priority", {"priority": "urgent"}, "You changed the priority to urgent."),
    ("tags", {"word": "VIP"}, "You tagged it “vip”."),
    ("notes", {"note": "@ben yours? <b>"}, "You wrote a note for Ben."),
    ("following", {}, "You followed it."),
    ("closure", {"reason": "no_reply_needed"}, "You closed it: no reply needed."),
]


@pytest.mark.parametrize(("path", "fields", "said"), FORMS, ids=[f"{path} {fields}" for path, fields, _ in FORMS])
def test_a_form_does_it_says_so_and_takes_it_back(
    ada: Browser, carls: int, path: str, fields: dict[str, str], said: str
) -> None:
    assert ada.send(f"/conversations/{carls}/{path}", **fields).status_code == 303
    page = ada.open(f"/conversations/{carls}?view=everything").text
    assert notice(page) == said
    events = re.search(r'name="event" value="(\d+)"', page)
    assert events
    assert ada.send("/undo", event=events[1], view="everything").status_code == 303
    again = ada.open(f"/conversations/{carls}").text
    assert notice(again) == "Taken back."
    assert 'name="event"' not in again


@pytest.mark.parametrize(
    ("path", "fields"),
    [("snooze", {}), ("snooze", {"at": "x"}), ("topic", {"topic": "x"}), ("priority", {"priority": "x"}),
     ("tags", {"word": "<b>"}), ("notes", {"note": " "})],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_sentence(
    ada: Browser, carls: int, path: str, fields: dict[str, str]
) -> None:
    sent = ada.send(f"/conversations/{carls}/{path}", **fields)
    assert sent.status_code == 422
    assert 'role="alert"' in sent.text


@pytest.mark.parametrize("events", ["", "x", "9" * 30])
def test_an_undo_that_is_none_is_refused(ada: Browser, events: str) -> None:
    assert ada.send("/undo", event=events).status_code == 400


def test_a_note_is_for_colleagues_and_stays_out_of_the_answer(office: Office, ada: Browser, carls: int) -> None:
    ada.send(f"/conversations/{carls}/notes", note="He is <b>angry</b>")
    page = ada.open(f"/conversations/{carls}").text
    assert "He is &lt;b&gt;angry&lt;/b&gt;" in page
    answer(ada, carls, "It left today.")
    with office.database.reading() as connection:
        assert connection.execute(select(Reply.text)).scalar_one() == "@carl It left today. ^AL"


def test_an_answer_waits_for_ten_seconds_and_can_be_taken_back(office: Office, ada: Browser, carls: int) -> None:
    answer(ada, carls, "It left today.")
    with office.database.writing() as connection:
        assert claim_next(connection, office.clock.now() + timedelta(seconds=9)) is None
    page = ada.open(f"/conversations/{carls}").text
    where = re.search(r'formaction="(/conversations/\d+/replies/\d+/withdrawal)"', page)
    assert where
    assert ada.send(where[1]).status_code == 303
    page = ada.open(f"/conversations/{carls}").text
    assert kept_text(page) == "It left today."
    assert "You took" not in page
    assert "took the answer back before it was sent" in page
    assert answer(ada, carls, kept_text(page)).status_code == 303


def test_an_answer_that_would_be_late_by_waiting_leaves_at_once(office: Office, ada: Browser, carls: int) -> None:
    office.clock.forward(minutes=29, seconds=45)
    answer(ada, carls, "It left today.")
    with office.database.writing() as connection:
        assert claim_next(connection, office.clock.now()) is not None


def test_an_answer_can_close_its_conversation_once_it_is_on_the_network(
    office: Office, ada: Browser, carls: int
) -> None:
    answer(ada, carls, "It left today.", then="close")
    with office.database.reading() as connection:
        assert connection.execute(select(Conversation.status)).scalar_one() == "open"
    office.clock.forward(seconds=10)
    becomes(office, "sent")
    with office.database.reading() as connection:
        row = connection.execute(select(Conversation.status, Conversation.closed_at)).one()
    assert row == ("closed", office.clock.now())
    assert answer(ada, carls, "x", then="later").status_code == 422


def test_a_reader_may_follow_and_nothing_else(office: Office, ada: Browser, carls: int) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ada).values(role="viewer"))
    for path in ("snooze", "topic", "priority", "tags", "tags/removal", "notes", "draft", "claim"):
        assert ada.send(f"/conversations/{carls}/{path}", body="x", note="x", word="x").status_code == 403
    assert ada.send(f"/conversations/{carls}/following").status_code == 303


def test_a_merged_conversation_leads_to_where_the_customer_is_answered(
    office: Office, ada: Browser, carls: int
) -> None:
    office.clock.forward(minutes=1)
    again = writes(office, "@brightbyte hello? my refund?")
    assert ada.send(f"/conversations/{again}/merge", into=str(carls)).status_code == 303
    page = ada.open(f"/conversations/{again}").text
    assert notice(page) == f"You merged it into No. {carls}."
    assert f">No. {carls}</a>, where this customer is answered." in page
    assert "Part them again" in page
    assert f"Ada merged No. {again} into this one." in unescape(ada.open(f"/conversations/{carls}").text)
    assert ada.send(f"/conversations/{carls}/merge", into="nonsense").status_code == 404
