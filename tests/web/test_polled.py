"""What an open page gets without the application is what the application would have said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask

from helpdesk.desk import owning, staffing
from helpdesk.web.bearer import ASKED_EVERY
from helpdesk.web.kept import SECONDS
from helpdesk.web.polled import Polled
from tests.cast import Office
from tests.web.browser import desk_app
from tests.web.customers import writes
from tests.web.test_remembered import POLL, Shift, Watcher


class Asked:
    """Counts how often the application behind is asked."""

    def __init__(self, app: Flask) -> None:
        polled: Any = app.wsgi_app
        assert isinstance(polled, Polled)
        self.times, self._inner = 0, polled._inner
        polled._inner = self

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.times += 1
        return self._inner(environ, start_response)


class Open:
    """Ada has her inbox open twice; what one page found out is known to the other within half a second."""

    def __init__(self, office: Office, view: str = "mine") -> None:
        self.office = office
        self.app = desk_app(office.database, office.clock, kept_seconds=SECONDS)
        forgetful = desk_app(office.database, office.clock)
        self.first, self.second = (Watcher(office, office.ada, view, self.app, forgetful) for _ in range(2))
        self.asked = Asked(self.app)
        self.round()

    def round(self) -> int:
        """A second later both ask for news; gives how often the application had to be asked for the second."""
        self.office.clock.forward(seconds=1)
        self.first.mark = ""
        self.first.polls()
        before = self.asked.times
        self.second.polls()
        return self.asked.times - before


def has(office: Office, staff_id: int, text: str = "@brightbyte refund?", handle: str = "carl") -> int:
    number = writes(office, text, handle=handle)
    with office.database.writing() as connection:
        owning.assign(connection, number, staff_id, acting=office.mona, at=office.clock.now())
    return number


@pytest.fixture
def ada(office: Office) -> Open:
    has(office, office.ada)
    page = Open(office)
    page.round()
    return page


def test_when_nothing_happened_the_application_is_not_asked(ada: Open) -> None:
    assert [ada.round() for _ in range(5)] == [0] * 5


def test_when_only_counts_changed_they_alone_are_sent(ada: Open, office: Office) -> None:
    has(office, office.ben, handle="dora")
    ada.second.parts = {}
    assert ada.round() == 0
    assert set(ada.second.parts) == {"views"}
    assert ada.second.parts["views"] == ada.second.fresh()["views"]


def test_the_answer_has_the_headers_of_the_application(ada: Open) -> None:
    got = [ada.second.browser.open(ada.second.path, **POLL, **{"If-None-Match": mark})
           for mark in (ada.second.mark, "")]  # fmt: skip
    assert got[0].status_code == 304
    assert got[1].status_code == 200
    own = {"ETag", "Content-Length", "Content-Type"}
    told = [{name: value for name, value in answer.headers if name not in own} for answer in got]
    assert told[0] == told[1]


def test_what_touches_her_list_is_asked_of_the_application(ada: Open, office: Office) -> None:
    has(office, office.ada, "@brightbyte parcel?", handle="dora")
    assert ada.round() == 1
    assert "parcel?" in ada.second.parts["rows"]


def test_words_about_time_are_drawn_anew(ada: Open, office: Office) -> None:
    before, ada.second.parts = ada.second.parts["rows"], {}
    office.clock.forward(minutes=2)
    assert ada.round() == 1
    assert ada.second.parts["rows"] == before  # but for those words


def test_whoever_is_signed_out_elsewhere_gets_nothing_more(ada: Open, office: Office) -> None:
    with office.database.writing() as connection:
        staffing.deactivate(connection, office.ada, office.clock.now())
    office.clock.forward(seconds=1)
    assert ada.second.browser.open(ada.second.path, **POLL, **{"If-None-Match": ada.second.mark}).status_code == 401


def test_her_other_page_is_signed_out_with_her(ada: Open, office: Office) -> None:
    page = ada.first.browser.open("/account").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    everywhere = ada.first.browser.client.post(
        "/account/sign-out-everywhere", data={"csrf_token": token[1]}, base_url="http://127.0.0.1"
    )
    assert everywhere.status_code == 302
    office.clock.forward(seconds=1)
    assert ada.second.browser.open(ada.second.path, **POLL, **{"If-None-Match": ada.second.mark}).status_code == 401


def test_the_sign_in_is_asked_of_the_records_once_a_minute(ada: Open, office: Office) -> None:
    office.clock.forward(seconds=ASKED_EVERY.total_seconds())
    before = ada.asked.times
    ada.second.polls()
    assert ada.asked.times == before + 1


@pytest.mark.parametrize("changed", ["cookie", "address", "language", "method"])
def test_another_request_is_asked_of_the_application(ada: Open, office: Office, changed: str) -> None:
    office.clock.forward(seconds=1)
    client, before = ada.second.browser.client, ada.asked.times
    headers = POLL | {"If-None-Match": ada.second.mark}
    path = ada.second.path + ("&status=closed" if changed == "address" else "")
    if changed == "cookie":
        client.set_cookie("helpdesk", "somebody else's", domain="127.0.0.1")
    if changed == "language":
        headers |= {"Accept-Language": "de"}
    client.open(path, method="HEAD" if changed == "method" else "GET", headers=headers, base_url="http://127.0.0.1")
    assert ada.asked.times == before + 1


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_her_page_shows_what_a_fresh_one_would(office: Office, seed: int) -> None:
    shift, pages = Shift(office, seed), [Open(office, view) for view in ("mine", "following")]
    asked = rounds = 0
    for _ in range(25):
        done = shift.acts()
        for page in pages:
            rounds, asked = rounds + 1, asked + page.round()
            assert page.second.parts == page.second.fresh(), done
    assert 0 < asked < rounds
