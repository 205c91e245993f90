"""Going off duty: Ada sees what is hers and when it is due, and one button hands it back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy, publish
from helpdesk.records.conversations import Conversation
from helpdesk.records.staff import Staff
from helpdesk.triage.handing_out import hand_out_queues
from tests.cast import TOPICS, Office
from tests.web.browser import Browser
from tests.web.customers import writes


def hers(office: Office) -> list[int]:
    with office.database.reading() as connection:
        return list(connection.execute(select(Conversation.id).where(Conversation.staff_id == office.ada)).scalars())


def on_duty(office: Office) -> bool:
    with office.database.reading() as connection:
        return connection.execute(select(Staff.on_duty).where(Staff.id == office.ada)).scalar_one()


def test_one_button_hands_everything_back_and_colleagues_get_it_at_once(office: Office, ada: Browser) -> None:
    for number in range(4):
        writes(office, f"@brightbyte refund {number} <b>please</b>")
    mine = hers(office)
    assert mine
    page = ada.open("/handover").text
    assert f"Yours now: {len(mine)} conversation" in page
    assert "&lt;b&gt;please" in page
    assert "due in" in page or "in " in page
    answer = ada.send("/handover")
    assert answer.status_code == 303
    assert (hers(office), on_duty(office)) == ([], False)
    assert "went back to the queue" in ada.open("/handover").text
    while hand_out_queues(office.database, office.clock):
        pass
    with office.database.reading() as connection:
        owners = set(connection.execute(select(Conversation.staff_id).where(Conversation.id.in_(mine))).scalars())
    assert owners == {office.ben}, "not to her again, and without a rest"


def test_taking_it_back_gives_ada_her_conversations_and_puts_her_on_duty_again(office: Office, ada: Browser) -> None:
    for number in range(3):
        writes(office, f"@brightbyte refund {number} please")
    mine = hers(office)
    ada.send("/handover")
    page = ada.open("/handover").text
    (event,) = re.findall(r'name="event" value="(\d+)"', page)
    ada.send("/undo", event=event)
    assert (hers(office), on_duty(office)) == (mine, True)
    assert f"{len(mine)} taken back. You are on duty again." in ada.open("/inbox").text


def test_whoever_has_nothing_can_go(office: Office, ada: Browser) -> None:
    assert "you can go" in ada.open("/handover").text
    ada.send("/handover")
    assert not on_duty(office)


def test_the_shift_is_told_on_the_pages(office: Office, ada: Browser) -> None:
    shift = Calendar("day", "day", "UTC", (((8 * 60, 16 * 60),),) * 7)
    policy = Policy(TOPICS, shifts=(shift,), duties=(Duty("ada@brightbyte.example", "day"),))
    with office.database.writing() as connection:
        publish(connection, policy, at=office.clock.now(), staff_id=None)
    for address in ("/account", "/handover"):
        page = ada.open(address).text
        assert "You are on duty: new conversations come to you until" in page
        assert "</span>On duty</span>" in page
    office.clock.forward(hours=timedelta(hours=4) / timedelta(hours=1))
    page = ada.open("/account").text
    assert "Your next shift begins" in page
    assert "</span>Off shift</span>" in page, "the head of each page says so, too"


@pytest.mark.parametrize("method", ["open", "send"])
def test_only_who_answers_has_anything_to_hand_over(app: Flask, office: Office, method: str) -> None:
    from helpdesk.desk import staffing

    with office.database.writing() as connection:
        vera = staffing.add(
            connection, name="Vera", email="vera@brightbyte.example", role="viewer", now=office.clock.now()
        )
    browser = Browser(app)
    browser.follow_link(office, vera)
    assert getattr(browser, method)("/handover").status_code == 403
