"""“We look into it”: Ada asks Carl to wait, and the desk doesn't call that an answer."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.records.clocks import FIRST_RESPONSE, MET, RUNNING, Clock
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.replies import Reply
from helpdesk.reports.keeping import keep
from helpdesk.sla.history import KINDS, courses
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


CHECKED = 'name="holding" value="yes" checked'


def clock(office: Office) -> tuple[str, str, object]:
    with office.database.reading() as connection:
        found = connection.execute(select(Clock).where(Clock.kind != "resolution")).one()
    return found.kind, found.state, found.held_at


def holds(office: Office, ada: Browser, number: int, **fields: str) -> None:
    assert answer(ada, number, "We look into it.", holding="yes", **fields).status_code == 303
    becomes(office, "sent")


def reported(mona: Browser) -> dict[str, object]:
    total: dict[str, object] = json.loads(mona.open("/reports/response-times?format=json").text)["total"]
    return total


def test_after_a_holding_answer_the_customer_waits_on_in_every_figure(
    office: Office, ada: Browser, mona: Browser
) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    began = office.clock.now()
    held = office.clock.forward(minutes=10)
    holds(office, ada, carls)
    assert clock(office) == (FIRST_RESPONSE, RUNNING, held)
    with office.database.reading() as connection:
        here = connection.execute(select(Conversation).where(Conversation.id == carls)).one()
    assert (here.status, here.waiting_since) == (OPEN, began)
    found = reported(mona)
    assert (found["answered"], found["open"], found["held"]) == (0, 1, 1)
    assert (found["median_seconds"], found["heard_median_seconds"]) == (None, 600.0)
    office.clock.forward(minutes=20)
    assert answer(ada, carls, "Here it is.").status_code == 303
    becomes(office, "sent")
    assert clock(office) == (FIRST_RESPONSE, MET, held)
    for _ in range(2):  # read from the records, then from what reports keep
        found = reported(mona)
        assert (found["answered"], found["open"], found["held"]) == (1, 0, 1)
        assert (found["median_seconds"], found["heard_median_seconds"], found["heard_p90_seconds"]) == (1800, 600, 600)
        keep(office.database)


def test_the_ledger_tells_the_clocks_as_they_are(office: Office, ada: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    office.clock.forward(minutes=10)
    holds(office, ada, carls)
    with office.database.reading() as connection:
        told = connection.execute(select(Event.kind, Event.data).where(Event.kind.in_(KINDS)).order_by(Event.id))
        assert {course.state for course in courses((row.kind, row.data) for row in told)} == {RUNNING}
    page = ada.open(f"/conversations/{carls}").text
    assert "Holding answer" in page
    assert "Ada asked the customer to wait." in page


def test_a_customer_who_writes_again_still_waits_for_the_first_answer(office: Office, ada: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    holds(office, ada, carls)
    office.clock.forward(minutes=5)
    writes(office, "@brightbyte and?", again=carls)
    assert clock(office)[:2] == (FIRST_RESPONSE, RUNNING)


def test_the_earliest_holding_answer_counts(office: Office, ada: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    first = office.clock.forward(minutes=5)
    holds(office, ada, carls)
    office.clock.forward(minutes=5)
    assert answer(ada, carls, "Still looking.", holding="yes").status_code == 303
    becomes(office, "sent")
    assert clock(office)[2] == first


def test_nothing_is_closed_with_a_holding_answer(office: Office, ada: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    refused = answer(ada, carls, "We look into it.", holding="yes", then="close")
    assert refused.status_code == 422
    assert "After a holding answer the customer still waits" in refused.text
    assert CHECKED in refused.text
    holds(office, ada, carls)
    closed = ada.send(f"/conversations/{carls}/closure", reason="done")
    assert "Nobody has answered this customer" in closed.text


def test_a_saved_reply_that_holds_checks_the_box_and_so_does_a_kept_draft(
    office: Office, ada: Browser, mona: Browser
) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    kept = mona.send("/saved-replies", title="Looking", text="We look into it.", holding="yes")
    assert kept.status_code == 303
    assert "Holding answer" in mona.open("/saved-replies").text
    page = f"/conversations/{carls}"
    assert CHECKED not in ada.open(page).text
    ada.send(f"{page}/saved-reply", saved="Looking", body="", submit_key="one")
    assert CHECKED in ada.open(page).text
    ada.send(f"{page}/draft", body="We look into it.", submit_key="one")
    assert CHECKED not in ada.open(page).text
    ada.send(f"{page}/draft", body="We look into it.", submit_key="one", holding="yes")
    assert CHECKED in ada.open(page).text


def test_an_answer_taken_back_stays_a_holding_one(office: Office, ada: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    assert answer(ada, carls, "We look into it.", holding="yes").status_code == 303
    with office.database.reading() as connection:
        (reply,) = connection.execute(select(Reply.id)).scalars()
    ada.send(f"/conversations/{carls}/replies/{reply}/withdrawal")
    assert CHECKED in ada.open(f"/conversations/{carls}").text


def test_all_parts_of_a_holding_answer_hold(office: Office, ada: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    sent = answer(ada, carls, "This is a long sentence. " * 9, holding="yes", in_parts="yes")
    assert sent.status_code == 303
    with office.database.reading() as connection:
        thens = list(connection.execute(select(Reply.then)).scalars())
    assert len(thens) > 1
    assert set(thens) == {"hold"}
