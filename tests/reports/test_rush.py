"""A rush: the usual report says that everybody was answered in time, ours says what the customers felt.

20 posts an hour, 120 between noon and two, a desk that manages 24 answers an hour and takes the newest first; somebody
looks at three. Whoever is answered was answered quickly. Most were not.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from helpdesk.reports.question import question_of
from helpdesk.reports.response_times import report
from tests.cast import Office
from tests.reports.desk import Customer, Customers
from tests.web.browser import Browser, desk_app
from tests.web.test_reports_page import tiles

OPENS, LOOKS = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 15, tzinfo=UTC)
ANSWER_TAKES = timedelta(minutes=2.5)
TOPIC = "@brightbyte the parcel is late"  # 60 minutes for a first answer


@dataclass
class Rush:
    """When customers wrote, and which of them were answered when."""

    wrote: list[datetime]
    answered: dict[int, datetime]


def rush(*, newest_first: bool) -> Rush:
    """The day, simulated: one desk that takes one customer after another."""
    dice, at, wrote = random.Random(43), OPENS, []  # noqa: S311 - a simulation
    while at < LOOKS:
        wrote.append(at)
        rate = 120 if 12 <= at.hour < 14 else 20
        at += timedelta(hours=dice.expovariate(rate))
    answered: dict[int, datetime] = {}
    free, waiting, coming = OPENS, [], 0
    while True:
        while coming < len(wrote) and wrote[coming] <= free:
            waiting.append(coming)
            coming += 1
        if not waiting:
            if coming == len(wrote):
                return Rush(wrote, answered)
            free = wrote[coming]
            continue
        customer = waiting.pop(-1 if newest_first else 0)
        free += ANSWER_TAKES
        if free > LOOKS:
            return Rush(wrote, answered)
        answered[customer] = free


def played(office: Office, day: Rush) -> None:
    """Lets the desk live through it."""
    customers = Customers(office)
    conversations = customers.write([Customer(at, TOPIC) for at in day.wrote])
    for customer, at in day.answered.items():
        customers.answer(conversations[customer], at, office.ada)
    office.clock.moment = LOOKS


@pytest.fixture
def mona(office: Office) -> Browser:
    app: Flask = desk_app(office.database, office.clock)
    office.clock.moment = LOOKS
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


def usual(day: Rush) -> tuple[float, timedelta]:
    """What a report says that leaves out who still waits: the share within the hour, and the median."""
    waits = sorted(at - day.wrote[customer] for customer, at in day.answered.items())
    return sum(wait <= timedelta(hours=1) for wait in waits) / len(waits), waits[len(waits) // 2]


def test_newest_first_looks_perfect_and_is_forty_per_cent(office: Office, mona: Browser) -> None:
    day = rush(newest_first=True)
    share, median = usual(day)
    assert share > 0.99
    assert median < timedelta(minutes=4)
    played(office, day)
    shown = tiles(mona.open("/reports/response-times?from=2026-03-02&to=2026-03-02").text)
    assert shown["In time"].startswith("40")
    assert shown["Median wait"].startswith("not reached")
    assert int(shown["Answered"].split()[0]) == len(day.answered)
    assert int(shown["Still waiting"].split()[0]) == len(day.wrote) - len(day.answered)


def test_oldest_first_is_told_as_it_is_too(office: Office) -> None:
    day = rush(newest_first=False)
    share, median = usual(day)
    played(office, day)
    question = question_of({"from": "2026-03-02", "to": "2026-03-02"}, "UTC", LOOKS)
    with office.database.reading() as connection:
        total = report(connection, question, "day", LOOKS).total
    assert total.attainment is not None
    assert total.attainment < share - 0.2
    assert total.median is not None
    assert total.median > median * 3
