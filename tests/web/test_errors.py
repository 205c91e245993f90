"""What people read when something doesn't work."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from helpdesk.desk.refused import Refused
from helpdesk.records.database import Database
from tests.cast import Office, SetClock
from tests.web.browser import ADDRESS, Browser, desk_app


def test_a_mistake_of_ours_has_a_number_and_tells_no_secret(app: Flask, browser: Browser) -> None:
    def fails() -> str:
        try:
            raise KeyError("token-4711")
        except KeyError as error:
            raise RuntimeError("Carl's words") from error

    app.add_url_rule("/fails/<word>", view_func=lambda word: fails(), endpoint="fails")
    with capture_logs() as logged:
        answer = browser.open("/fails/token-4711")
    assert answer.status_code == 500
    assert logged[0]["reference"] in answer.text
    assert logged[0]["error"] == "builtins.RuntimeError"
    assert "in fails" in logged[0]["traceback"]
    assert "builtins.KeyError" in logged[0]["traceback"], "and what caused it"
    for secret in ("token-4711", "Carl's words"):
        assert secret not in answer.text
        assert secret not in str({key: value for key, value in logged[0].items() if key != "traceback"})


def test_a_broken_page_frame_still_leaves_a_page_that_says_so(app: Flask, browser: Browser) -> None:
    def frame_fails() -> dict[str, str]:
        raise RuntimeError("every template needs this")

    app.context_processor(frame_fails)
    answer = browser.open("/sign-in")
    assert answer.status_code == 500
    assert "The desk made a mistake" in answer.text


def test_a_refusal_is_told_in_its_own_words(app: Flask, browser: Browser) -> None:
    def refuses() -> str:
        raise Refused("Ben answers <this>.", status=409)

    app.add_url_rule("/refuses", view_func=refuses)
    page, data = browser.open("/refuses"), browser.open("/refuses", Accept="application/json")
    assert page.status_code == data.status_code == 409
    assert "Ben answers &lt;this&gt;." in page.text
    assert data.json is not None
    assert data.json["error"] == "Ben answers <this>."


def test_too_much_is_refused_before_it_is_read(browser: Browser) -> None:
    answer = browser.client.post("/sign-in", base_url=ADDRESS, data={"email": "a" * 300_000})
    assert answer.status_code == 413


def test_a_missing_page_shows_the_way_back(ada: Browser) -> None:
    answer = ada.open("/no/such/page")
    assert answer.status_code == 404
    assert 'href="/"' in answer.text


@pytest.fixture
def second_door(sqlite_database: Database) -> Database:
    """The same file through an impatient connection."""
    return Database(sqlite_database.url.render_as_string(), busy_seconds=0.05)


def test_when_nothing_can_be_saved_the_page_says_so(
    sqlite_database: Database, second_door: Database, clock: SetClock
) -> None:
    office = Office.opened(sqlite_database, clock)
    ada = Browser(desk_app(second_door, clock))
    ada.follow_link(office, office.ada)
    clock.forward(minutes=10)
    token = ada.token("/account")
    clock.forward(minutes=10)
    with sqlite_database.writing():
        assert ada.is_signed_in(), "reading goes on while nothing can be written"
        answer = ada.client.post("/account/duty", base_url=ADDRESS, data={"csrf_token": token})
    assert answer.status_code == 503
    assert "Nothing was saved" in answer.text
    assert answer.headers["Retry-After"] == "60"
    second_door.close()


def test_without_any_database_the_page_still_says_so(office: Office, ada: Browser, tmp_path: Path) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no-such-folder' / 'helpdesk.db'}")
    unlucky = Browser(desk_app(gone, office.clock))
    unlucky.cookie = ada.cookie
    answer = unlucky.open("/account")
    assert answer.status_code == 503
    assert "can&#39;t reach its records" in answer.text
    assert unlucky.open("/healthz").text == "ok\n", "a slow database gets no process killed"
    assert unlucky.open("/readyz").status_code == 503
    gone.close()


def test_the_desk_is_ready_when_it_can_write_at_its_own_schema(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    assert browser.open("/readyz").text == "ready\n"
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    answer = Browser(desk_app(empty, office.clock)).open("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    empty.close()
