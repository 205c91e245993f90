"""What the desk says in public about its answers: true when it is said, and silent while nobody can know."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask

from helpdesk.reports.promise import Promise, promise, watch_promise
from tests.cast import Office
from tests.reports.desk import Customer, Customers
from tests.web.browser import Browser, desk_app
from tests.web.customers import writes
from tests.web.test_reports_page import text, tiles

HOUR = timedelta(hours=1)


def browsers(office: Office) -> tuple[Browser, Browser]:
    """Mona's, and one of somebody in the street."""
    app: Flask = desk_app(office.database, office.clock)
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    return mona, Browser(app)


def test_carl_who_wrote_a_minute_ago_breaks_no_promise(office: Office) -> None:
    mona, street = browsers(office)
    writes(office, "@brightbyte refund?")
    office.clock.forward(minutes=1)
    assert not watch_promise(office.database, office.clock, HOUR)
    assert "Nobody who wrote lately has waited longer." in text(street.open("/promise").text)
    given = json.loads(street.open("/promise.json").text)
    assert (given["about_minutes"], given["kept"]) == (None, None)
    assert tiles(mona.open("/reports/today").text)["Median today"].endswith("Our promise: 1 h 00 min , kept so far")
    assert "kept so far" in mona.open("/reports/wall").text
    office.clock.forward(minutes=60)
    assert watch_promise(office.database, office.clock, HOUR), "now he has waited longer than that"
    assert "takes longer than the 1 h 00 min" in text(street.open("/promise").text)
    assert tiles(mona.open("/reports/today").text)["Median today"].endswith("Our promise: 1 h 00 min , broken")


@pytest.mark.parametrize(("answered_after", "kept"), [(9, True), (None, False)])
def test_a_promise_of_ten_hours_is_judged_by_who_could_wait_so_long(
    office: Office, answered_after: int | None, *, kept: bool
) -> None:
    first, customers = office.clock.now(), Customers(office)
    wrote = [first + timedelta(minutes=20 * number) for number in range(90)]
    conversations = customers.write([Customer(at) for at in wrote])
    now = office.clock.forward(hours=30)
    if answered_after:
        for conversation, at in zip(conversations, wrote, strict=True):
            if at + timedelta(hours=answered_after) <= now:
                customers.answer(conversation, at + timedelta(hours=answered_after), office.ada)
    with office.database.reading() as connection:
        found = promise(connection, timedelta(hours=10), now)
    assert found.kept is kept
    assert found.about == (None if answered_after is None else answered_after * 60)


def test_in_a_flood_a_part_of_the_customers_is_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.reports.promise.MOST", 20)
    monkeypatch.setattr("helpdesk.reports.reading_waits.MOST_READ", 30)  # and reading all of them would be refused
    first, customers = office.clock.now(), Customers(office)
    wrote = [first + timedelta(seconds=30 * number) for number in range(60)]
    for conversation, at in zip(customers.write([Customer(at) for at in wrote]), wrote, strict=True):
        customers.answer(conversation, at + timedelta(minutes=12), office.ada)
    with office.database.reading() as connection:
        found = promise(connection, HOUR, office.clock.forward(minutes=50))
    assert (found.about, found.kept, found.open) == (12, True, 0)
    assert found.answered == 20


@pytest.mark.parametrize(
    ("median", "longest", "kept"),
    [(60, 90, True), (61, 61, False), (None, 60, None), (None, 61, False), (None, 0, None)],
)
def test_it_is_broken_by_what_was_waited_and_by_nothing_else(
    office: Office, median: int | None, longest: int, kept: bool | None
) -> None:
    minute, now = timedelta(minutes=1), office.clock.now()
    found = Promise(HOUR, None if median is None else median * minute, 3, 4, now - HOUR, now, longest * minute)
    assert found.kept is kept
