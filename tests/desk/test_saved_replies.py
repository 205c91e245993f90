"""Saved replies fit when they are kept, and say what they should when they are used."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from helpdesk.desk.refused import Refused
from helpdesk.desk.saved_replies import save, saved_replies
from helpdesk.desk.variables import LONGEST_NAME, filled, unknown, values
from helpdesk.records.replies import Reply
from tests.cast import Office
from tests.web.browser import Browser, desk_app
from tests.web.customers import answer, hidden, kept_text, writes


@pytest.fixture
def app(office: Office) -> Flask:
    return desk_app(office.database, office.clock)


@pytest.fixture
def ada(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.ada)
    return browser


def keeps(office: Office, title: str, text: str, acting: int | None = None) -> None:
    with office.database.writing() as connection:
        save(connection, title, text, acting=acting or office.mona, at=office.clock.now(), limit=140)


def test_one_is_kept_and_replaced_by_its_title(office: Office) -> None:
    keeps(office, " Late  parcel", "Sorry, {name}! It is on its way.")
    keeps(office, "Late parcel", "So sorry, {name}!")
    with office.database.reading() as connection:
        assert [(each.title, each.text) for each in saved_replies(connection)] == [("Late parcel", "So sorry, {name}!")]


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("", "x", "A title has"), ("x" * 61, "x", "A title has"), ("x", " ", "Write the reply"),
        ("x", "Hi {customer}", "means nothing here"), ("x", "x" * 136, "With the longest names"),
        ("x", "{name}" + "x" * 116, "With the longest names"), ("x", "a.co " * 6, "With the longest names"),
    ],
)  # fmt: skip
def test_what_could_not_be_sent_is_not_kept(office: Office, title: str, text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        keeps(office, title, text)


def test_the_last_character_counts(office: Office) -> None:
    keeps(office, "fits", "{name}" + "x" * (140 - len(" ^XXXX") - LONGEST_NAME))
    with pytest.raises(Refused):
        keeps(office, "fits not", "{name}" + "x" * (141 - len(" ^XXXX") - LONGEST_NAME))


def test_agents_use_them_and_managers_write_them(office: Office) -> None:
    with pytest.raises(Refused, match="manager"):
        keeps(office, "x", "y", office.ada)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(some.text(max_size=30), some.text(max_size=80))
def test_a_value_is_only_text(value: str, text: str) -> None:
    assert filled("{name}|{handle}", {"name": "{handle}", "handle": value}) == "{handle}|" + value
    assert filled(text, {}) == text


def test_a_word_that_means_nothing_is_named() -> None:
    assert unknown("{name} {customer} {} {me") == ["customer", ""]


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(some.text(max_size=40), some.text(min_size=1, max_size=30), some.text(max_size=40))
def test_no_customer_has_a_name_too_long_for_what_was_checked(name: str, handle: str, me: str) -> None:
    stands = values(name=name, handle=handle, account="@brightbyte", me=me)
    assert len(stands["name"]) <= LONGEST_NAME
    assert len(stands["me"]) <= LONGEST_NAME


def put_in(browser: Browser, number: int, title: str, body: str = "") -> Any:
    form = hidden(browser.open(f"/conversations/{number}").text) | {"body": body, "saved": title}
    return browser.send(f"/conversations/{number}/saved-reply", **form)


def test_ada_puts_one_in_behind_her_words_and_sends_it(office: Office, ada: Browser) -> None:
    keeps(office, "Late parcel", "Sorry, {name}! {me} of {account} looks, {handle}.")
    number = writes(office, "@brightbyte parcel?", handle="carl", name="Carl <b> Customer")
    assert put_in(ada, number, "late", "Hello.").status_code == 303
    page = ada.open(f"/conversations/{number}").text
    assert kept_text(page) == "Hello. Sorry, Carl! Ada of @brightbyte looks, @carl."
    assert answer(ada, number, kept_text(page)).status_code == 303
    with office.database.reading() as connection:
        assert saved_replies(connection)[0].used == 1


def test_a_title_that_is_none_is_told_and_the_text_stays(office: Office, ada: Browser) -> None:
    keeps(office, "Late parcel", "Sorry!")
    keeps(office, "Late refund", "Sorry!")
    number = writes(office, "@brightbyte parcel?")
    for title, told in (("late", "Several saved replies begin so."), ("", "There is no saved reply")):
        sent = put_in(ada, number, title, "My words")
        assert sent.status_code == 422
        assert told in sent.text
        assert kept_text(sent.text) == "My words"


def test_managers_keep_them_on_a_page(app: Flask, office: Office, ada: Browser) -> None:
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    assert mona.send("/saved-replies", title="<b>", text="Hi {name}").status_code == 303
    assert "&lt;b&gt;" in mona.open("/saved-replies").text
    refused = mona.send("/saved-replies", title="x", text="x" * 140)
    assert refused.status_code == 422
    assert kept_text(refused.text) == "x" * 140
    page = mona.open("/saved-replies").text
    where = re.search(r'action="(/saved-replies/\d+/removal)"', page)
    assert where
    assert ada.send(where[1]).status_code == 403
    assert "removal" not in ada.open("/saved-replies").text
    mona.send(where[1])
    assert "There are none yet." in ada.open("/saved-replies").text


def test_what_is_private_is_asked_about_before_it_is_public(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte parcel?")
    sent = answer(ada, number, "Call 020 7946 0958.")
    assert sent.status_code == 422
    assert "it holds a phone number" in sent.text
    assert 'name="knowingly"' in sent.text
    assert kept_text(sent.text) == "Call 020 7946 0958."
    assert answer(ada, number, "Card 4242 4242 4242 4242", knowingly="yes").status_code == 422, "never a card"
    assert answer(ada, number, "Call 020 7946 0958.", knowingly="yes").status_code == 303
    with office.database.reading() as connection:
        assert connection.execute(select(Reply.text)).scalar_one() == "@carl Call 020 7946 0958. ^AL"
