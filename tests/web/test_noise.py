"""What the sieve set aside: Ada puts it into the queue with one button, and takes that back with another."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.desk import owning
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.records.accounts import Listener
from helpdesk.records.conversations import Conversation
from helpdesk.records.mentions import SET_ASIDE, Mention
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.web.browser import Browser


@pytest.fixture
def aside(office: Office) -> int:
    post = Post("aside-1", Author("eve", "eve", "Eve", 7), "RT @brightbyte kettles are great", office.clock.now(),
                None, None, "en", "public")  # fmt: skip
    with office.database.writing() as connection:
        take_in(connection, Listening(office.account, "practice", "our-own-id"), [post], office.clock.now())
        return connection.execute(select(Mention.id)).scalar_one()


def put_into_the_queue(ada: Browser, number: int) -> str:
    """The event that the next page offers to take back."""
    ada.send(f"/noise/{number}/queue")
    (event,) = re.findall(r'name="event" value="(\d+)"', ada.open("/noise").text)
    return str(event)


def state(office: Office, number: int) -> tuple[str, int, int]:
    with office.database.reading() as connection:
        counts = connection.execute(
            select(Listener.queued, Listener.set_aside).where(Listener.account_id == office.account)
        ).one()
        found = connection.execute(select(Mention.state).where(Mention.id == number)).scalar_one()
    return found, *counts


def test_before_it_is_sorted_it_is_set_aside_again(office: Office, ada: Browser, aside: int) -> None:
    before = state(office, aside)
    event = put_into_the_queue(ada, aside)
    assert state(office, aside) != before
    for _ in range(2):  # a double click
        ada.send("/undo", event=event)
        assert state(office, aside) == before
    assert before[0] == SET_ASIDE
    assert "kettles are great" in ada.open("/noise").text


def test_once_it_is_sorted_it_is_closed_as_needing_no_reply(office: Office, ada: Browser, aside: int) -> None:
    event = put_into_the_queue(ada, aside)
    Sorter(office.database, office.clock).sort_batch()
    ada.send("/undo", event=event)
    with office.database.reading() as connection:
        assert connection.execute(select(Conversation.status)).scalar_one() == "closed"
    assert "no reply needed" in ada.open("/conversations/1").text


def test_what_somebody_works_on_meanwhile_stays(office: Office, ada: Browser, aside: int) -> None:
    event = put_into_the_queue(ada, aside)
    Sorter(office.database, office.clock).sort_batch()
    with office.database.writing() as connection:
        owning.assign(connection, 1, office.ben, acting=office.mona, at=office.clock.now())
    ada.send("/undo", event=event)
    assert "something else has happened since" in ada.open("/inbox").text
    with office.database.reading() as connection:
        assert connection.execute(select(Conversation.status)).scalar_one() == "open"


def test_only_who_did_it_can_take_it_back(app: Flask, office: Office, ada: Browser, aside: int) -> None:
    event = put_into_the_queue(ada, aside)
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    mona.send("/undo", event=event)
    assert state(office, aside)[0] != SET_ASIDE
