"""The page of one account, and health for programs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, update

from helpdesk.desk.costs import Day, foreseen
from helpdesk.desk.listening import listen_for
from helpdesk.networks.connect import CONNECTORS
from helpdesk.networks.searching import SEARCHED
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.budgets import note_budgets, note_spending
from helpdesk.records.gaps import declare
from helpdesk.records.outages import Outage
from helpdesk.reports.changed import changed
from helpdesk.reports.mail_text import mail_of
from helpdesk.reports.question import question_of
from helpdesk.reports.response_times import report
from tests.cast import NOON, Office
from tests.intake.scripted import Quota
from tests.web.browser import Browser


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def address(office: Office) -> str:
    return f"/health/accounts/{office.account}"


def much_is_known(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        connection.execute(update(Listener).values(polled_at=now, fetched=9, queued=5, set_aside=1, seen_before=3))
        connection.execute(update(Account).values(token_expires_at=now + timedelta(days=3)))
        note_budgets(
            connection, office.account, [Quota("reading <mentions>", 300, 12, now + timedelta(minutes=9))], now
        )
        note_spending(connection, office.account, now, reading=50_000, posting=30_000, polls=10)
        declare(
            connection, office.account, now - timedelta(hours=3), now - timedelta(hours=2), "Only <800> shown.", now
        )


def test_everything_about_an_account_stands_on_its_page(office: Office, mona: Browser) -> None:
    much_is_known(office)
    page = text(mona.open(address(office)).text)
    for words in (
        "9 = 5 queued + 1 set aside + 3 seen before Adds up", "until 5 Mar, 12:00", "$0.08 today",
        "reading &lt;mentions&gt; 12 of 300", "12:09", "Only &lt;800&gt; shown.", "09:00 to 10:00", "Go out",
    ):  # fmt: skip
        assert words in page, words
    assert "60 s: at most $" in page, "what each choice costs stands beside it"


def test_the_health_page_leads_there_and_shows_gaps_and_the_scarcest_budget(office: Office, ada: Browser) -> None:
    much_is_known(office)
    page = ada.open("/health").text
    assert f'href="{address(office)}"' in page
    assert "12 of 300" in text(page)


def test_a_manager_trades_delay_for_cost_and_agents_only_look(office: Office, mona: Browser, ada: Browser) -> None:
    assert mona.send(f"{address(office)}/interval", seconds="60").status_code == 303
    assert "asked every 60 s." in text(mona.open(address(office)).text)
    assert mona.send(f"{address(office)}/interval", seconds="99999").status_code == 422
    assert mona.send(f"{address(office)}/interval", seconds="").status_code == 303
    assert "asked every 5 s, as the settings say" in text(mona.open(address(office)).text)
    assert ada.send(f"{address(office)}/interval", seconds="60").status_code == 403
    assert "<select" not in ada.open(address(office)).text


def test_listening_words_come_and_go_with_their_hits(office: Office, mona: Browser) -> None:
    assert "brightbite" in mona.open(address(office)).text, "a likely misspelling is one click away"
    assert mona.send(f"{address(office)}/words", words="Bright <b>Bite").status_code == 303
    page = mona.open(address(office)).text
    assert "bright &lt;b&gt;bite" in page
    assert "<b>bite" not in page
    assert mona.send(f"{address(office)}/words", words="!").status_code == 422
    assert mona.send(f"{address(office)}/words/1/end").status_code == 303
    assert "None yet." in mona.open(address(office)).text


def test_where_nothing_can_be_searched_no_word_is_promised_to_be(office: Office, mona: Browser) -> None:
    with office.database.writing() as connection:
        listen_for(connection, office.account, "brightbite", acting=None, at=NOON)  # as the settings say
        connection.execute(update(Account).values(network="mastodon"))
    page = mona.open(address(office)).text
    assert "a post that misspells @brightbyte is not heard here" in page
    assert 'name="words"' not in page
    refused = mona.send(f"{address(office)}/words", words="brightbight")
    assert refused.status_code == 422
    assert "Mastodon cannot be searched: nothing would be found." in text(refused.text)
    assert mona.send(f"{address(office)}/words/1/end").status_code == 303


def test_the_page_knows_which_networks_are_searched() -> None:
    can = {name: made.can_search for name, made in CONNECTORS.items() if isinstance(made, type)}
    assert {name for name, searched in can.items() if searched} == SEARCHED
    assert can.keys() == CONNECTORS.keys()


@pytest.mark.parametrize("path", ["/health/accounts/4711", "/health/accounts/99999999999999999999"])
def test_an_account_that_is_not_there(mona: Browser, path: str) -> None:
    assert mona.open(path).status_code == 404
    assert mona.send("/health/accounts/4711/words", words="word").status_code == 404


def test_a_silent_source_stands_on_every_page_until_it_is_back(office: Office, ada: Browser) -> None:
    with office.database.writing() as connection:
        connection.execute(insert(Outage).values(account_id=office.account, since=NOON, told_at=NOON))
        connection.execute(update(Listener).values(problem="It is <down>."))
    for path in ("/inbox", "/account", "/health"):
        page = text(ada.open(path).text)
        assert "Posts do not arrive from @brightbyte (practice) since 12:00 . It is &lt;down&gt;." in page, path
    with office.database.writing() as connection:
        connection.execute(update(Outage).values(ended_at=NOON))
    assert "do not arrive" not in ada.open("/inbox").text


def test_programs_read_the_same_and_strangers_nothing(office: Office, ada: Browser, browser: Browser) -> None:
    much_is_known(office)
    assert browser.open("/health/json").status_code == 302
    answer = ada.open("/health/json")
    (account,) = answer.json["accounts"]
    assert (account["fetched"], account["queued"], account["adds_up"]) == (9, 5, True)
    assert account["polled_at"] == "2026-03-02T12:00:00+00:00"
    assert account["quotas"][0]["remaining"] == 12
    assert account["gaps"][0]["reason"] == "Only <800> shown."
    assert account["spent_today"] == 0.08
    assert account["lag"] is None, "a lag of nothing is no 0"
    for secret in ("127.0.0.1:1", "our-own-id"):
        assert secret not in answer.text


def test_the_doctor_warns_of_a_token_that_ends_and_of_one_that_has(office: Office) -> None:
    from helpdesk.desk.checkup import listening
    from helpdesk.desk.listeners import accounts

    much_is_known(office)
    for days, words in ((0, "ends in 3 days"), (4, "has ended")):
        office.clock.forward(days=days)
        with office.database.reading() as connection:
            (account,) = accounts(connection, office.clock.now(), poll_every=5)
        found = listening(account, office.clock.now())
        assert found.verdict == "warn"
        assert words in found.sentence


def test_a_report_over_a_gap_says_that_posts_may_be_missing(office: Office, mona: Browser) -> None:
    much_is_known(office)
    page = text(mona.open("/reports/response-times").text)
    assert "Posts may be missing from these figures" in page
    assert "Only &lt;800&gt; shown." in page
    assert "may be missing" not in mona.open("/reports/response-times?from=2026-01-01&to=2026-01-31").text
    for elsewhere in ("/reports/volume", "/reports/changed"):
        assert "Posts may be missing from these figures" in text(mona.open(elsewhere).text), elsewhere
    told = mona.open("/reports/response-times?format=json").get_json()
    assert [(gap["account"], gap["reason"]) for gap in told["gaps"]] == [("@brightbyte", "Only <800> shown.")]


def test_a_mailed_report_over_a_gap_says_so_as_well(office: Office) -> None:
    much_is_known(office)
    now = office.clock.now()
    question = question_of({}, "UTC", now)
    with office.database.reading() as connection:
        found = report(connection, question, "day", now)
        mail = mail_of(found, found.total, changed(connection, question, now), "Weekly", "Brightbyte", "")
    sentence = "Posts to @brightbyte (practice) may be missing from 2026-03-02 09:00 to 2026-03-02 10:00: Only"
    assert sentence in mail.text
    assert f"{sentence} &lt;800&gt; shown." in mail.html


def test_what_a_month_costs_follows_from_what_polls_did_cost() -> None:
    days = [Day(polls=100, reading=1_000_000, posting=200_000)]
    assert foreseen(days, 864) == 30 * (1_000_000 + 200_000)
    assert foreseen(days, 8_640) == 30 * (100_000 + 200_000)
    assert foreseen([], 60) is None
    assert foreseen([Day(0, 5, 5)], 60) is None
