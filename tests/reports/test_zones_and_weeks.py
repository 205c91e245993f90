"""Days and weeks of a year at the desk: another zone, or first day of the week, moves customers and loses none."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from helpdesk.reports.behind import behind
from helpdesk.reports.keeping import keep
from helpdesk.reports.periods import Period
from helpdesk.reports.question import By, Question
from helpdesk.reports.response_times import Report, report
from helpdesk.reports.volume import volume
from tests.cast import Office
from tests.reports.year import Year

FIRST, LAST = date(2025, 12, 1), date(2027, 1, 31)  # wider than the year, so that no zone pushes a customer out of it
ZONES = (
    *("UTC", "Europe/London", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati"),
    *("Pacific/Niue", "America/Santiago", "Africa/Casablanca"),
)


@pytest.fixture(params=[False, True], ids=["live", "kept"])
def office_of_a_year(office: Office, request: pytest.FixtureRequest) -> Office:
    Year(office, seed=11, customers=40).live()
    while request.param and keep(office.database):
        pass
    return office


def asked(connection: Connection, office: Office, zone: str, by: By, week_starts: int = 0) -> Report:
    question = Question(Period(FIRST, LAST, ZoneInfo(zone)), "any")
    return report(connection, question, by, office.clock.now(), week_starts=week_starts)


def test_another_zone_moves_days_and_never_totals(office_of_a_year: Office) -> None:
    office, days = office_of_a_year, set[tuple[str, ...]]()
    with office.database.reading() as connection:
        expected = asked(connection, office, "UTC", "day").total
        assert expected.asked > 60
        for zone in ZONES:
            found = asked(connection, office, zone, "day")
            assert found.total == expected, zone
            assert sum(group.figures.asked for group in found.groups) == expected.asked, zone
            assert sum(group.figures.due for group in found.groups) == expected.due, zone
            days.add(tuple(group.key for group in found.groups if group.figures.asked))
            counted = volume(connection, found.question, office.clock.now()).days
            assert sum(day.wrote for day in counted) == expected.asked + expected.closed_without_need, zone
    assert len(days) > 3, "some customers wrote on another day there"


@pytest.mark.parametrize("week_starts", [0, 5, 6])
def test_a_week_is_the_offices_and_its_seven_days_make_it_up(office_of_a_year: Office, week_starts: int) -> None:
    office = office_of_a_year
    with office.database.reading() as connection:
        by_day = asked(connection, office, "Europe/London", "day")
        weeks = asked(connection, office, "Europe/London", "week", week_starts)
        assert {date.fromisoformat(week.key).weekday() for week in weeks.groups} == {week_starts}
        expected = Counter[str]()
        for group in by_day.groups:
            day = date.fromisoformat(group.key)
            begins = day - timedelta(days=(day.weekday() - week_starts) % 7)
            expected[str(begins)] += group.figures.asked
        assert {week.key: week.figures.asked for week in weeks.groups if week.figures.asked} == +expected
        first = date.fromisoformat(weeks.groups[0].key)
        of_it = weeks.question.during(first, first + timedelta(days=6))
        assert behind(connection, of_it, "asked", office.clock.now()).count == weeks.groups[0].figures.asked
