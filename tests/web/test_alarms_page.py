"""The page of alarms and the bell: what is new, for whom, and that hostile names are text."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from helpdesk.desk.closing import close
from helpdesk.records.alarms import Alarm
from tests.cast import Office
from tests.sla.running import Running
from tests.web.browser import Browser
from tests.web.customers import writes


@pytest.fixture
def desk(office: Office) -> Running:
    running = Running(office)
    running.works()
    return running


def late(desk: Running, name: str = "Carl Customer") -> int:
    conversation = writes(desk.office, "I want a refund", name=name)
    desk.clock.forward(minutes=31)
    desk.works()
    return conversation


def test_ada_sees_her_alarm_counted_in_the_bell_and_marks_it_as_seen(desk: Running, ada: Browser) -> None:
    conversation = late(desk)
    assert re.search(r'href="/alarms"[^>]*>.*?\b1\b.*?</a>', ada.open("/inbox").text, re.DOTALL)
    page = ada.open("/alarms").text
    assert f'href="/conversations/{conversation}"' in page
    assert "The first answer for Carl Customer is late: it was due at 12:30." in page
    up_to = re.search(r'name="up_to" value="(\d+)"', page)
    assert up_to
    assert ada.send("/alarms/seen", up_to=up_to[1]).status_code == 303
    assert "badge--strong" not in ada.open("/alarms/parts").text


def bell(ada: Browser) -> int:
    """What the bell counts."""
    counted = re.search(r'class="bell-count">(\d+)', ada.open("/inbox").text)
    return int(counted[1]) if counted else 0


def test_the_bell_counts_matters_and_not_how_often_they_were_told(desk: Running, ada: Browser) -> None:
    conversation = writes(desk.office, "I want a refund", name="Carl Customer")
    for _ in range(3):
        desk.clock.forward(minutes=14)  # half its time has passed, most of it, and then it is late
        desk.works()
    with desk.office.database.reading() as connection:
        told = select(func.count()).select_from(Alarm).where(Alarm.staff_id == desk.office.ada)
        assert connection.execute(told).scalar_one() > 1
    assert bell(ada) == 1
    with desk.office.database.writing() as connection:
        close(connection, conversation, "no_reply_needed", acting=desk.office.ada, at=desk.clock.now())
    assert bell(ada) == 0


def test_others_alarms_are_not_hers(desk: Running, ada: Browser, app: Flask) -> None:
    late(desk)
    mona = Browser(app)
    mona.follow_link(desk.office, desk.office.mona)
    assert "No alarms." in mona.open("/alarms").text


def test_a_hostile_name_is_text(desk: Running, ada: Browser) -> None:
    late(desk, name="<script>alert(1)</script>\u202e")
    page = ada.open("/alarms").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_strangers_see_nothing(browser: Browser) -> None:
    assert browser.open("/alarms").status_code == 302
