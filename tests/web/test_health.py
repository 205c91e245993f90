"""Whether the desk itself is well."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, update

from helpdesk.desk.health import health
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.heartbeats import beat
from helpdesk.records.mentions import NEW, Mention
from tests.cast import NOON, Office
from tests.web.browser import Browser
from tests.web.customers import answer, becomes, writes


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def listener(office: Office, **values: object) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Listener).values(**values))


def test_strangers_learn_nothing_and_staff_no_secrets(browser: Browser, ada: Browser) -> None:
    assert browser.open("/health").status_code == 302
    page = ada.open("/health").text
    for secret in ("127.0.0.1:1", "secret", "our-own-id"):
        assert secret not in page


def test_a_fresh_desk_says_that_nothing_ran_yet(ada: Browser) -> None:
    page = text(ada.open("/health").text)
    assert "Not polled yet" in page
    assert "The worker never ran." in page
    assert "no data" in page, "a lag of nothing is no 0"


def test_listening_lag_and_sums(office: Office, ada: Browser) -> None:
    writes(office, "@brightbyte refund?")
    listener(office, polled_at=office.clock.now())
    page = text(ada.open("/health").text)
    assert "Listening" in page
    assert "Adds up" in page
    listener(office, fetched=9)
    assert "Does not add up" in text(ada.open("/health").text)


def test_a_listener_that_fails_says_why_and_since_when(office: Office, ada: Browser) -> None:
    listener(office, polled_at=NOON, failing_since=NOON + timedelta(minutes=1), problem="It is <down>.")
    office.clock.forward(minutes=30)
    page = ada.open("/health").text
    assert "Failing since 12:01 It is &lt;down&gt;." in text(page)
    assert "30 min ago" in text(page)


def test_a_listener_that_hangs_does_not_look_well(office: Office, ada: Browser) -> None:
    listener(office, polled_at=NOON)
    office.clock.forward(seconds=60)
    assert "Stands still" not in text(ada.open("/health").text)
    office.clock.forward(seconds=1)
    assert "Stands still" in text(ada.open("/health").text)
    listener(office, not_before=office.clock.now() + timedelta(minutes=5))
    assert "Asked to wait until 12:06" in text(ada.open("/health").text)


def test_a_listener_that_catches_up_does_not_stand_still(office: Office, ada: Browser) -> None:
    listener(office, polled_at=NOON)
    office.clock.forward(minutes=2)
    writes(office, "@brightbyte refund?")
    office.clock.forward(seconds=60)
    assert "Stands still" not in text(ada.open("/health").text)
    office.clock.forward(seconds=1)
    assert "Stands still" in text(ada.open("/health").text)


def test_an_account_filled_from_files_is_not_polled(office: Office, ada: Browser) -> None:
    with office.database.writing() as connection:
        connection.execute(
            insert(Account).values(network="file", handle="@shop", purpose="service", listen_only=True, created_at=NOON)
        )
    assert "@shop file, service Filled from files not polled no data" in text(ada.open("/health").text)


@pytest.mark.parametrize(
    ("state", "tile"), [("queued", "Answers queued"), ("unknown", "Not confirmed"), ("failed", "Not sent today")]
)
def test_what_did_not_get_out_is_counted_and_one_click_away(
    office: Office, ada: Browser, state: str, tile: str
) -> None:
    answer(ada, writes(office, "@brightbyte refund?"), "On its way.")
    becomes(office, state, "For this reason.")
    page = ada.open("/health").text
    found = re.search(rf"<dt>{tile}</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert found
    assert text(found[1]).startswith("1")
    assert ("view=unsent" in found[1]) == (state != "queued")


def test_failures_of_yesterday_are_not_of_today(office: Office, ada: Browser) -> None:
    answer(ada, writes(office, "@brightbyte refund?"), "On its way.")
    becomes(office, "failed", "For this reason.")
    office.clock.forward(days=1)
    with office.database.reading() as connection:
        outbox = health(connection, office.clock.now(), office.clock.now() - timedelta(hours=12)).outbox
    assert outbox.failed_today == 0


def test_a_job_that_stands_still_is_named(office: Office, ada: Browser) -> None:
    with office.database.writing() as connection:
        beat(connection, "sender", NOON)
        beat(connection, "poll-1", NOON)
    office.clock.forward(minutes=3)
    with office.database.writing() as connection:
        beat(connection, "triage", office.clock.now())
    page = text(ada.open("/health").text)
    assert "Sending answers Stands still 12:00 3 min ago" in page
    assert "Sorting posts Working" in page
    assert "poll-1" not in page, "single accounts are told above"


def test_posts_that_wait_to_be_sorted_are_counted(office: Office, ada: Browser) -> None:
    writes(office, "@brightbyte refund?")
    with office.database.writing() as connection:
        connection.execute(update(Mention).values(state=NEW))
    found = re.search(r"<dt>Posts to be sorted</dt><dd>(.*?)</dd>", ada.open("/health").text)
    assert found
    assert text(found[1]) == "1 since 12:00"


def test_the_page_refreshes_itself_part_by_part(ada: Browser, app: Flask) -> None:
    parts = ada.open("/health/parts", **{"X-Requested-With": "fetch"})
    assert parts.status_code == 200
    assert set(re.findall(r'data-part="(\w+)"', parts.text)) == {"banner", "health"}
