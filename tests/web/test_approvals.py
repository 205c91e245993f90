"""Ben is a trainee: what he and Ada see of his answer, by forms alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from helpdesk.desk.undoing import undo
from helpdesk.records.events import Event
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, hidden, kept_text, writes
from tests.web.test_reports_page import tiles


@pytest.fixture
def ben(app: Flask, office: Office) -> Browser:
    """Ben's browser; Mona made him a trainee on his page."""
    mona, ben = Browser(app), Browser(app)
    mona.follow_link(office, office.mona)
    assert mona.send(f"/reports/people/{office.ben}/approval", answers="all").status_code == 303
    assert 'value="all" selected' in mona.open(f"/reports/people/{office.ben}").text
    ben.follow_link(office, office.ben)
    return ben


@pytest.fixture
def carls(office: Office, ben: Browser) -> int:
    number = writes(office, "@brightbyte where is my refund?")
    assert "Ask for approval" in ben.open(f"/conversations/{number}").text
    assert answer(ben, number, "It left <b>today</b>.").status_code == 303
    return number


def decides(browser: Browser, number: int, verb: str = "approval", **fields: str) -> str:
    given = hidden(browser.open(f"/conversations/{number}").text) | fields
    path = f"/conversations/{number}/replies/1/{verb}"
    return browser.client.post(path, base_url="http://127.0.0.1", data=given, follow_redirects=True).text


def state(office: Office) -> str:
    with office.database.reading() as connection:
        return connection.execute(select(Reply.state)).scalar_one()


def test_it_stands_in_a_view_of_its_own_and_is_approved_there(office: Office, ada: Browser, carls: int) -> None:
    listed = ada.open("/inbox?view=approval").text
    assert re.search(r'To approve</span>\s*<span class="view-count">1<', listed)
    assert "Waits for approval" in listed
    page = ada.open(f"/conversations/{carls}").text
    assert kept_text(page) == "It left <b>today</b>."
    assert "<bdi>Ben</bdi> asks you to approve" in page
    used = len("It left <b>today</b>. ^BK")
    assert f'value="{used}" aria-hidden="true"></meter>' in page, "also where no script keeps it"
    assert f'aria-live="off">{140 - used}</output>' in page
    assert "Ada approved the answer of Ben" in decides(ada, carls, words="It left <b>today</b>.")
    assert state(office) == "queued"


def test_mona_sees_how_long_his_answers_waited_and_wait_for_it(
    office: Office, app: Flask, ada: Browser, carls: int
) -> None:
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    office.clock.forward(minutes=7)

    def in_approval() -> str:
        return tiles(mona.open(f"/reports/people/{office.ben}").text)["Median in approval"]

    assert in_approval() == "not reached 0 approved, 1 wait for it", "whoever waits is never left out"
    decides(ada, carls, words="It left <b>today</b>.")
    assert in_approval() == "7 min 00 s 1 approved, 0 wait for it"
    with office.database.writing() as connection:
        approved = connection.execute(select(Event.id).where(Event.kind == "reply_approved")).scalar_one()
        undo(connection, approved, acting=office.ada, at=office.clock.now())
    assert in_approval() == "not reached 0 approved, 1 wait for it", "an approval that was taken back is none"


def test_words_that_do_not_fit_stay_on_the_page_with_the_reason(office: Office, ada: Browser, carls: int) -> None:
    page = decides(ada, carls, words="long " * 40)
    assert 'role="alert"' in page
    assert kept_text(page) == "long " * 40
    assert state(office) == "pending"


def test_given_back_it_is_in_the_composer_of_its_author_again(
    office: Office, ada: Browser, ben: Browser, carls: int
) -> None:
    decides(ada, carls, "return", why='"><img src=x onerror=alert(1)>')
    page = ben.open(f"/conversations/{carls}").text
    assert kept_text(page) == "It left <b>today</b>."
    assert "Given back" in page
    assert "<img src=x" not in page
    assert "gave an answer back to you" in ben.open("/alarms").text


def test_its_author_waits_and_may_take_it_back(office: Office, ben: Browser, carls: int) -> None:
    page = ben.open(f"/conversations/{carls}").text
    assert "You can take it back" in page
    assert "Approve and send" not in page
    ben.send(f"/conversations/{carls}/replies/1/withdrawal")
    assert state(office) == "withdrawn"


def test_nobody_approves_by_an_address_what_they_may_not(office: Office, ben: Browser, carls: int) -> None:
    assert ben.send(f"/conversations/{carls}/replies/1/approval", words="x", seen_version="2").status_code == 403
    assert ben.send(f"/reports/people/{office.ben}/approval", answers="none").status_code == 403
    with office.database.reading() as connection:
        assert connection.execute(select(Staff.supervised).where(Staff.id == office.ben)).scalar() == -1


def test_whoever_approves_sees_what_the_customer_will_see(
    office: Office, ada: Browser, ben: Browser, carls: int
) -> None:
    page = decides(ada, carls, "preview", words="It left on <b>Monday</b>.", why="Which day?")
    assert "Everybody will see:" in page
    assert '<span class="preview-name">@carl</span> It left on &lt;b&gt;Monday&lt;/b&gt;. ^BK' in page, "Ben signs it"
    assert kept_text(page) == "It left on <b>Monday</b>."
    assert 'value="Which day?"' in page
    assert kept_text(decides(ada, carls, "preview", words="It left.")) == "It left."
    assert "204 characters" in decides(ada, carls, "preview", words="x" * 200), "nor is it cut into parts"
    assert state(office) == "pending"
    address = f"/conversations/{carls}/replies/1/preview"
    assert ben.send(address, words="It is on us.").status_code == 403
    assert ada.send(f"/conversations/{carls}/replies/99/preview", words="x").status_code == 404
    decides(ada, carls, words="It left.")
    assert ada.send(address, words="x").status_code == 409


def test_ben_is_told_of_it_in_his_language(office: Office, ada: Browser, ben: Browser, carls: int) -> None:
    decides(ada, carls, "return", why="100% sure?")
    assert "Ada gave an answer back to you, with a note." in ben.open("/alarms").text
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ben).values(language="de"))
    assert "Ada hat Ihnen eine Antwort zurückgegeben, mit einer Notiz." in ben.open("/alarms").text
