"""The page of alarms and the bell: what is new, for whom, and that hostile names are text."""

from __future__ import annotations

import re

import pytest
from flask import Flask

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
