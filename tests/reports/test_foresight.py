"""Mona sees trouble coming: a team that will be short of hands, and posts that come in faster than they ever do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from helpdesk.records.alarms import Alarm
from helpdesk.records.staff import Staff
from helpdesk.reports.foresight import HOURS, Ahead, busier, foresight, hours_from
from helpdesk.reports.keeping import keep
from helpdesk.reports.surge import grown, unusual
from helpdesk.reports.watching import watch_ahead
from tests.cast import Office
from tests.reports.desk import Customer, Customers
from tests.web.browser import Browser, desk_app

LONDON, KATHMANDU = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kathmandu")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ahead(due: list[int], able: list[float] | None) -> Ahead:
    ends = hours_from(NOON, LONDON)
    return Ahead(1, "Orders", 2, ends, (*due, *[0] * (HOURS - len(due))), None if able is None else tuple(able))


def test_what_is_late_already_and_what_falls_due_is_held_against_the_hands_there_are() -> None:
    assert ahead([10, 50, 0], [10.0] * HOURS).short == (NOON + timedelta(hours=2), 40)
    assert ahead([10, 10, 10], [10.0] * HOURS).short is None
    assert ahead([0, 0, 25], [10.0] * HOURS).short is None  # they can begin now


def test_without_a_measured_pace_nothing_is_foretold() -> None:
    assert ahead([500], None).short is None
    assert busier([9, 9, 9]) is None


@given(st.lists(st.integers(0, 50), min_size=HOURS, max_size=HOURS), st.floats(0, 40), st.floats(0, 10))
def test_more_hands_never_make_a_team_shorter(due: list[int], able: float, more: float) -> None:
    few, many = (ahead(due, [each] * HOURS).short for each in (able, able + more))
    assert (many[1] if many else 0) <= (few[1] if few else 0)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from([LONDON, KATHMANDU]))  # noqa: DTZ001 - UTC is put on below
def test_the_hours_are_those_on_the_office_s_clock(at: datetime, zone: ZoneInfo) -> None:
    now = at.replace(tzinfo=UTC)
    ends = hours_from(now, zone)
    assert now < ends[0] <= now + timedelta(hours=1)
    assert {each.astimezone(zone).minute for each in ends} == {0}


def worked(office: Office, now: datetime) -> Customers:
    """Ada answers eight an hour, on three days of the week before; Ben is not here."""
    customers = Customers(office)
    for day in (7, 6, 5):
        for hour in range(2):
            start = now - timedelta(days=day, hours=hour, minutes=now.minute)
            posts = [Customer(start + timedelta(minutes=each)) for each in range(8)]
            for place, number in enumerate(customers.write(posts)):
                customers.answer(number, start + timedelta(minutes=20 + place), office.ada)
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id != office.ada).values(on_duty=False))
    while keep(office.database):
        pass
    return customers


@pytest.fixture
def rushed(office: Office) -> Office:
    now = office.clock.now()
    worked(office, now).write([Customer(now - timedelta(minutes=each % 5), handle=f"c{each}") for each in range(40)])
    return office


def test_mona_is_told_once_that_her_team_will_be_short(rushed: Office) -> None:
    for _ in range(3):
        watch_ahead(rushed.database, rushed.clock, "UTC")
        rushed.clock.forward(minutes=5)
    with rushed.database.reading() as connection:
        told = connection.execute(select(Alarm.staff_id, Alarm.data).where(Alarm.kind == "short_ahead")).all()
        (team,) = [each for each in foresight(connection, rushed.clock.now(), LONDON) if sum(each.due)]
    assert [row.staff_id for row in told] == [rushed.mona]
    assert "replies short: 40 fall due, and 1 person is on duty." in told[0].data["sentence"]
    assert team.able is not None
    assert max(team.able) == 8.0


def test_mona_reads_it_on_the_page_of_today(rushed: Office) -> None:
    browser = Browser(desk_app(rushed.database, rushed.clock))
    browser.follow_link(rushed, rushed.mona)
    page = browser.open("/reports/today").text
    assert "The next hours" in page
    assert "short at" in page


def test_a_surge_is_told_with_the_words_that_grew(office: Office) -> None:
    now, customers = office.clock.now(), Customers(office)
    for week in range(1, 6):
        day = now - timedelta(weeks=week)
        office.clock.moment = day
        customers.write([Customer(day - timedelta(minutes=10 + each), "@brightbyte my parcel?") for each in range(4)])
    office.clock.moment = now
    customers.write([Customer(now - timedelta(minutes=each), "@brightbyte checkout is broken") for each in range(20)])
    for _ in range(2):
        watch_ahead(office.database, office.clock, "UTC")
    with office.database.reading() as connection:
        told = connection.execute(select(Alarm.data).where(Alarm.kind == "surge")).scalars().all()
    assert [each["sentence"] for each in told] == [
        "20 posts came in within the hour; at this time of the week it is usually 4."
        " What many of them say: broken, checkout."
    ]


def test_what_is_usual_is_not_moved_by_one_wild_week() -> None:
    assert unusual(60, [20, 22, 500, 19, 21]) == 21
    assert unusual(30, [20, 22, 25, 19, 21]) is None  # chance makes as many
    assert unusual(9, [0, 0, 0]) is None
    assert unusual(60, [20, 22]) is None


def test_words_that_were_always_there_have_not_grown() -> None:
    before = ["my parcel is late"] * 10
    assert grown(["my parcel app crashed"] * 9 + ["@crash https://t.co/crash1234"] * 9, before) == ("crashed",)
