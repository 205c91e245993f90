"""Ada reads the time where she is, and what she writes is meant so; her colleagues read it where the office is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from helpdesk.desk.indexing import index
from helpdesk.records.conversations import Conversation
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import writes


def put_off_until(office: Office, conversation: int) -> datetime | None:
    with office.database.reading() as connection:
        wanted = select(Conversation.snoozed_until).where(Conversation.id == conversation)
        return connection.execute(wanted).scalar_one()


def test_times_are_those_of_the_readers_clock(office: Office, ada: Browser) -> None:
    page = f"/conversations/{writes(office, '@brightbyte refund?')}"
    assert ada.send("/account/zone", zone=" america/new york ").status_code == 302
    assert 'value="America/New_York"' in ada.open("/account").text
    hers = ada.open(page).text
    assert "07:00:00 EST" in hers
    assert "12:00:00 UTC" not in hers
    assert 'data-zone="America/New_York"' in hers
    ben = Browser(ada.app)
    ben.follow_link(office, office.ben)
    assert "12:00:00 UTC" in ben.open(page).text
    ada.send("/account/zone", zone="")
    assert "12:00:00 UTC" in ada.open(page).text


def test_a_time_is_meant_by_the_clock_of_whoever_writes_it(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte refund?")
    office.clock.forward(hours=2)  # it is late and may rest as long as she says
    ada.send("/account/zone", zone="Asia/Tokyo")
    ada.send(f"/conversations/{number}/snooze", at="2026-03-04T10:30")
    assert put_off_until(office, number) == datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    assert "4 March 2026, 10:30:00 JST" in ada.open(f"/conversations/{number}").text
    ada.send(f"/conversations/{number}/reopening")
    ada.send(f"/conversations/{number}/snooze", until="tomorrow")
    assert put_off_until(office, number) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    ada.send(f"/conversations/{number}/reopening")
    ada.send("/inbox/bulk", do="snooze tomorrow", number=str(number))
    assert put_off_until(office, number) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)


def test_a_day_to_search_for_is_hers(office: Office, ada: Browser) -> None:
    writes(office, "@brightbyte refund?")
    found = "/search?q=refund after:2026-03-03"
    office.clock.forward(hours=4)  # in Tokyo it is the third
    writes(office, "@brightbyte another refund?", handle="dora", name="Dora")
    office.clock.forward(minutes=5)
    while index(office.database, office.clock):
        pass
    assert "Dora" not in ada.open(found).text
    ada.send("/account/zone", zone="Asia/Tokyo")
    page = ada.open(found).text
    assert "Dora" in page
    assert "Carl Customer" not in page


@pytest.mark.parametrize("zone", ["Brussels", "../etc/passwd", "Europe/Brussels\0", "x" * 1000])
def test_what_is_no_time_zone_is_refused(office: Office, ada: Browser, zone: str) -> None:
    answer = ada.send("/account/zone", zone=zone)
    assert answer.status_code == 422
    assert "There is no time zone of that name" in answer.text
    assert '<input id="zone" name="zone" value=""' in ada.open("/account").text
