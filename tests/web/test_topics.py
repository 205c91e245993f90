"""A topic as a form: Mona adds a keyword without having heard of TOML."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from helpdesk.policy.revisions import in_force, newest_number
from helpdesk.policy.topics import Topic
from tests.cast import Office
from tests.web.browser import Browser

REFUNDS = {
    "name": "Refunds", "team": "orders", "priority": "high", "keywords": "refund\r\nmoney back\r\n\r\n  chargeback  ",
    "exclusions": "", "misspellings": "yes", "first_response_minutes": "20", "next_response_minutes": "",
    "resolution_minutes": "", "calendar": "always",
}  # fmt: skip


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def published(office: Office, mona: Browser, key: str) -> Topic | None:
    """What is in force once Mona has published her draft as its page has it."""
    page = mona.open("/policy").text
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert text
    assert mona.send("/policy", text=unescape(text[1]), base="1", do="publish").status_code == 303
    with office.database.reading() as connection:
        return in_force(connection).topic(key)


def test_mona_adds_a_keyword_and_publishes_it(office: Office, mona: Browser) -> None:
    assert "/policy/topics/refunds" in mona.open("/policy").text
    form = mona.open("/policy/topics/refunds").text
    assert "refund\nmoney back</textarea>" in form
    assert mona.send("/policy/topics/refunds", **REFUNDS).status_code == 303
    page = mona.open("/policy").text
    assert "Refunds is so in your draft." in page
    assert "<ins>+keywords = [&#34;refund&#34;, &#34;money back&#34;, &#34;chargeback&#34;]</ins>" in page
    with office.database.reading() as connection:
        assert newest_number(connection) == 1, "nothing changed yet"
    topic = published(office, mona, "refunds")
    assert topic == Topic(
        "refunds", "Refunds", "orders", "high", 20, None, ("refund", "money back", "chargeback"), calendar="always"
    )


def test_a_new_topic_gets_a_key_of_its_name_and_an_old_one_can_go(office: Office, mona: Browser) -> None:
    new = REFUNDS | {"name": "Gift cards & Räder", "keywords": "gift card", "misspellings": ""}
    assert mona.send("/policy/topics/new", **new).status_code == 303
    assert mona.send("/policy/topics/delivery/end").status_code == 303
    topic = published(office, mona, "gift-cards-rader")
    assert topic is not None
    assert (topic.name, topic.misspellings) == ("Gift cards & Räder", False)
    with office.database.reading() as connection:
        assert in_force(connection).topic("delivery") is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"keywords": "the"}, "has only words that are in every other post"),
        ({"keywords": ""}, "has no keywords"),
        ({"keywords": "refund\nREFUND"}, "says the same as"),
        ({"team": "<b>lawyers</b>"}, "which the desk doesn&#39;t have"),
        ({"priority": "whenever"}, "Choose a priority."),
        ({"first_response_minutes": "soon"}, "First response: minutes are a whole number"),
        ({"first_response_minutes": "9999999"}, "first_response_minutes"),
        ({"name": ""}, "name"),
        ({"keywords": "x\0y"}, ""),
        ({"calendar": "nights"}, "which is not listed"),
        ({"keywords": ("w" * 200 + "\n") * 1_000}, "too much for one topic"),
    ],
)
def test_what_is_wrong_is_said_above_the_form_which_keeps_its_words(
    office: Office, mona: Browser, wrong: dict[str, str], sentence: str
) -> None:
    answer = mona.send("/policy/topics/refunds", **(REFUNDS | {"resolution_minutes": "777"} | wrong))
    if sentence:
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="777"' in answer.text
        assert "<b>lawyers" not in answer.text
    assert "This is your draft" not in mona.open("/policy").text or not sentence


def test_the_topic_that_takes_the_rest_hands_that_over_but_never_goes(office: Office, mona: Browser) -> None:
    assert mona.send("/policy/topics/other/end").status_code == 404
    assert mona.send("/policy/topics/refunds", **(REFUNDS | {"catch_all": "yes"})).status_code == 422, (
        "the one before has no keywords"
    )
    page = mona.open("/policy/topics/other").text
    assert "This topic takes what no keyword claims." in page
    assert "Take this topic out" not in page


def test_a_draft_that_cannot_be_read_is_mended_in_its_text_first(mona: Browser) -> None:
    mona.send("/policy", text="topics = [", base="1", do="check")
    for answer in (mona.open("/policy/topics/refunds"), mona.send("/policy/topics/refunds", **REFUNDS)):
        assert answer.status_code == 303
    assert "mend them in its text first" in mona.open("/policy").text


def test_topics_that_are_not_there_and_people_who_may_not(ada: Browser, mona: Browser) -> None:
    assert mona.open("/policy/topics/nothing").status_code == 404
    assert mona.send("/policy/topics/nothing", **REFUNDS).status_code == 404
    for path in ("/policy/topics/refunds", "/policy/topics/new"):
        assert ada.open(path).status_code == 403
        assert ada.send(path, **REFUNDS).status_code == 403
    assert ada.send("/policy/topics/refunds/end").status_code == 403
