"""Drafts and company on the pages: with scripts and without."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import answer, hidden, kept_text, writes

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def carls(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")


@pytest.fixture
def ben(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.ben)
    return browser


def types(browser: Browser, number: int, text: str, **fields: str) -> tuple[int, dict[str, object]]:
    """What the script sends while somebody types."""
    form = hidden(browser.open(f"/conversations/{number}").text) | {"body": text, "revision": "0"} | fields
    sent = browser.client.post(f"/conversations/{number}/draft", base_url="http://127.0.0.1", data=form, headers=FETCH)
    return sent.status_code, sent.get_json()


def test_the_words_are_there_again_after_signing_out_and_in(
    app: Flask, office: Office, ada: Browser, carls: int
) -> None:
    assert types(ada, carls, "It left </textarea>") == (200, {"revision": 1, "answering": None})
    ada.send("/sign-out")
    again = Browser(app)
    again.follow_link(office, office.ada)
    page = again.open(f"/conversations/{carls}").text
    assert kept_text(page) == "It left </textarea>"
    assert 'data-revision="1"' in page
    assert "Draft" in again.open("/inbox?view=everything").text


def test_another_window_gets_what_was_kept(ada: Browser, carls: int) -> None:
    types(ada, carls, "It left")
    status, told = types(ada, carls, "Looking")
    assert (status, told["body"], told["revision"]) == (409, "It left", 1)


def test_a_form_without_scripts_keeps_a_draft(ada: Browser, carls: int) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text)
    assert ada.send(f"/conversations/{carls}/draft", **form | {"body": "It\r\nleft"}).status_code == 303
    page = ada.open(f"/conversations/{carls}").text
    assert "Your draft is kept." in page
    assert kept_text(page) == "It\nleft"


def test_a_refused_answer_is_a_draft_from_then_on(ada: Browser, carls: int) -> None:
    assert answer(ada, carls, "x" * 141).status_code == 422
    assert kept_text(ada.open(f"/conversations/{carls}").text) == "x" * 141


def test_ben_sees_who_is_answering_and_answers_instead(office: Office, ada: Browser, ben: Browser, carls: int) -> None:
    types(ada, carls, "It left today")
    assert types(ben, carls, "Let me look")[1]["answering"] == "Ada"
    assert re.search(r"<bdi>Ada</bdi> answers", ben.open("/inbox?view=everything").text)
    sent = answer(ben, carls, "Let me look.")
    assert sent.status_code == 409
    assert "Ada is answering this customer. Your text is kept" in sent.text
    taken = ben.send(f"/conversations/{carls}/claim", **hidden(sent.text) | {"body": kept_text(sent.text)})
    assert taken.status_code == 303
    page = ben.open(f"/conversations/{carls}").text
    assert kept_text(page) == "Let me look."
    assert "Ben answers instead of Ada." in page
    assert answer(ben, carls, "Let me look.").status_code == 303
    his = (
        answer(ada, carls, "It left today.")
        if 'name="submit_key"' in ada.open(f"/conversations/{carls}").text
        else None
    )
    assert his is None, "an answer is on its way: there is nothing to send"


def test_who_looks_is_on_the_page_at_the_next_refresh(office: Office, ada: Browser, ben: Browser, carls: int) -> None:
    parts = f"/conversations/{carls}/parts?view=mine"
    before = ada.open(parts, **FETCH)
    assert ben.send(f"/conversations/{carls}/presence", writes="no").status_code == 204
    after = ada.open(parts, **FETCH, **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Ben looks at this." in after.text.replace("<bdi>", "").replace("</bdi>", "")
    assert ben.send("/conversations/999/presence").status_code == 404


@pytest.mark.parametrize("fields", [{}, {"body": "x", "csrf_token": "no"}])
def test_a_draft_that_is_none_is_refused(ada: Browser, carls: int, fields: dict[str, str]) -> None:
    assert ada.send(f"/conversations/{carls}/draft", **fields).status_code == 400
