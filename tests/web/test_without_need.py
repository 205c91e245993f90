"""Answers that nobody waited for: a figure, and the answers behind it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def says(office: Office, ada: Browser, number: int, body: str, **fields: str) -> None:
    assert answer(ada, number, body, **fields).status_code == 303
    becomes(office, "sent")
    office.clock.forward(minutes=5)


def counted(page: str) -> int:
    found = re.search(r"<span data-count>([\d,]+)</span>", page)
    assert found
    return int(found[1])


def test_a_second_answer_and_one_to_thanks_were_not_needed(office: Office, ada: Browser, mona: Browser) -> None:
    carls = writes(office, "@brightbyte where is my refund?")
    says(office, ada, carls, "We look into it.", holding="yes")
    says(office, ada, carls, "Here it is.")
    assert counted(mona.open("/reports/conversations/without-need").text) == 0, "somebody waited for each of these"
    says(office, ada, carls, "And a <b>nice</b> day!")
    writes(office, "@brightbyte thank you so much", again=carls)
    says(office, ada, carls, "You are welcome.")
    page = mona.open("/reports/conversations/without-need").text
    assert counted(page) == 2
    assert "And a &lt;b&gt;nice&lt;/b&gt; day!" in page
    assert f'href="/conversations/{carls}"' in page
    assert counted(mona.open(f"/reports/conversations/without-need?staff={office.ben}").text) == 0
    assert counted(mona.open(f"/reports/conversations/without-need?staff={office.ada}&team=999").text) == 0
    volume = mona.open("/reports/volume").text
    behind = re.findall(r'href="(/reports/conversations/without-need\?[^"]*)">2</a>', volume)
    assert len(behind) == 2, "of the day, and of the period"
    assert {counted(mona.open(each.replace("&amp;", "&")).text) for each in behind} == {2}
    person = mona.open(f"/reports/people/{office.ada}").text
    assert re.search(r"without-need\?[^\"]*staff=1[^\"]*\">2</a>", person)
    assert "Nobody waited for that answer." in ada.open(f"/conversations/{carls}").text


@pytest.mark.parametrize("asked", ["from=2026-13-01", "page=-1", "page=999999999999", "hour=167", "target=60"])
def test_what_cannot_be_read_is_told(mona: Browser, asked: str) -> None:
    page = mona.open(f"/reports/conversations/without-need?{asked}")
    assert page.status_code == (422 if "from" in asked else 200)
