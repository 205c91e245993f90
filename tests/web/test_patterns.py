"""The page of patterns has everything that the pages are made of, so that a change of the look is seen at once."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from helpdesk.desk.views import STATUSES, VIEWS
from helpdesk.folders import templates_folder
from helpdesk.web import error_sentences
from helpdesk.web.error_sentences import Sentence
from tests.cast import Office
from tests.web.browser import Browser

TEMPLATES = Path(str(templates_folder()))
MACRO = re.compile(r"{%-?\s*macro (\w+)\(")


@pytest.fixture
def patterns(app: Flask, office: Office) -> str:
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    page = mona.open("/patterns")
    assert page.status_code == 200
    return unescape(page.text)


def test_each_macro_of_the_parts_is_used(patterns: str) -> None:
    source = (TEMPLATES / "patterns" / "patterns.html").read_text()
    macros = [name for file in (TEMPLATES / "parts").glob("*.html") for name in MACRO.findall(file.read_text())]
    assert len(macros) >= 7
    assert [name for name in macros if f"{name}(" not in source] == []


def test_each_mark_of_a_reply_and_a_status_is_there(app: Flask, patterns: str) -> None:
    with app.test_request_context():
        marks = app.jinja_env.get_template("parts/marks.html").make_module()
        words = [str(word) for word, *_ in marks.REPLY_STATES.values()]  # type: ignore[attr-defined]  # a `set` of it
    assert len(words) == 11
    assert [word for word in words if word not in patterns] == []
    assert "Put off" in patterns


def test_each_empty_list_says_what_it_would_have(app: Flask, office: Office, patterns: str) -> None:
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    lists = [f"view={view}" for view in VIEWS] + [f"view=everything&status={status}" for status in STATUSES]
    for asked in (*lists, "view=everything&in_priority=urgent", "view=everything&after=1-1"):
        page = unescape(mona.open(f"/inbox?{asked}").text)
        empty = re.search(r'<div class="empty">.*?<p>(.*?)</p>', page, re.DOTALL)
        assert empty, asked
        assert empty[1] in patterns


def test_no_page_draws_an_empty_place_of_its_own() -> None:
    drawn = [
        str(file.relative_to(TEMPLATES))
        for file in TEMPLATES.rglob("*.html")
        if 'class="empty' in file.read_text() and "sandbox" not in file.parts
    ]
    assert sorted(drawn) == ["inbox/empty.html", "parts/empty.html"]


def test_each_empty_place_of_the_pages_is_there(app: Flask, office: Office, patterns: str) -> None:
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    behind = "from=2020-01-01&to=2020-01-02"
    pages = (
        "/noise", "/noise/review", "/noise/review/keywords",
        "/noise/review/keywords/conversations?topic=refunds&keyword=refund",
        "/search", "/search?q=parcle", "/alarms", "/saved-replies", "/reports/saved",
        "/staff?q=lovelace", "/staff?gone=yes", f"/reports/response-times?{behind}", f"/reports/people?{behind}",
        "/reports/volume?from=2099-01-01&to=2099-01-02", f"/reports/conversations/without-need?{behind}",
        f"/reports/conversations?which=asked&{behind}",
    )  # fmt: skip
    for address in pages:
        page = unescape(mona.open(address).text)
        empty = re.search(r'<div class="empty">.*?</svg>(.*?)</div>', page, re.DOTALL)
        assert empty, address
        words = re.findall(r"<p[^>]*>(.*?)</p>", empty[1], re.DOTALL)
        assert len(words) >= 2, f"{address} does not say what to do"
        assert [each for each in words[:1] if each not in patterns] == [], address


def test_each_error_is_there_with_its_way_out(patterns: str) -> None:
    every = [each for each in vars(error_sentences).values() if isinstance(each, Sentence)]
    every += error_sentences.SENTENCES.values()
    assert len(every) >= 12
    for sentence in every:
        assert sentence.title in patterns
        assert sentence.text in patterns
        assert sentence.way_out in patterns
