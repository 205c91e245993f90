"""The kill switch on the pages: a manager's to turn, everybody's to see."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.cast import Office
from tests.web.browser import Browser


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_stop_is_on_every_page_of_everybody_until_it_ends(office: Office, ada: Browser, mona: Browser) -> None:
    assert mona.send("/posting/stop", account="all", reason="A <test>").status_code == 303
    for browser, address in ((ada, "/inbox"), (ada, "/account"), (mona, "/reports/response-times"), (mona, "/posting")):
        page = text(browser.open(address).text)
        assert "Nothing is posted as any account since 12:00 : A &lt;test&gt; (Mona)" in page, address
    assert "Resume" not in text(ada.open("/inbox").text)
    assert mona.send("/posting/resume", account="all").status_code == 303
    assert "Nothing is posted" not in text(ada.open("/inbox").text)
    assert "All accounts 12:00 Mona A &lt;test&gt; 12:00 Mona" in text(mona.open("/posting").text)


def test_one_account_is_stopped_by_its_name(office: Office, mona: Browser) -> None:
    mona.send("/posting/stop", account=str(office.account), reason="Its token leaked.")
    assert "Nothing is posted as @brightbyte since" in text(mona.open("/inbox").text)


def test_the_banner_refreshes_with_the_page(office: Office, ada: Browser, mona: Browser) -> None:
    before = ada.open("/inbox/rows", **{"X-Requested-With": "fetch"})
    mona.send("/posting/stop", account="all", reason="Now.")
    again = {"X-Requested-With": "fetch", "If-None-Match": before.headers["ETag"]}
    after = ada.open("/inbox/rows", **again)
    assert after.status_code == 200
    assert "Nothing is posted" in after.text


def test_without_a_reason_nothing_is_stopped_and_the_form_says_so(mona: Browser) -> None:
    answer = mona.send("/posting/stop", account="all", reason=" ")
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert "Nothing is posted" not in answer.text


@pytest.mark.parametrize("address", ["/posting", "/posting/stop", "/posting/resume"])
def test_agents_have_no_switch(ada: Browser, address: str) -> None:
    page = ada.open(address) if address == "/posting" else ada.send(address, account="all", reason="Mine.")
    assert page.status_code == 403
    assert "Stop posting" not in ada.open("/inbox").text


@pytest.mark.parametrize("account", ["", "0", "999", "-1", "x", "9" * 30])
def test_a_form_that_names_no_account_neither_stops_nor_resumes(mona: Browser, account: str) -> None:
    assert mona.send("/posting/stop", account=account, reason="Why.").status_code == 422
    mona.send("/posting/stop", account="all", reason="Why.")
    mona.send("/posting/resume", account=account)
    assert "Nothing is posted" in mona.open("/posting").text
