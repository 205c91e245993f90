"""What reports have read already: the same as the records say, whenever it was kept, and however it was interrupted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from helpdesk.desk import owning
from helpdesk.records.settled_waits import SettledWait, WaitHistogram
from helpdesk.reports.exports import as_json
from helpdesk.reports.keeping import keep
from helpdesk.reports.question import Question, question_of
from helpdesk.reports.response_times import report
from helpdesk.reports.stored import stored_report
from tests.cast import Office
from tests.reports.desk import Customer, Customers
from tests.reports.year import Year

ZONE = "Europe/London"
KEPT = (SettledWait, WaitHistogram)


def everything(office: Office) -> list[object]:
    """All that is kept."""
    with office.database.reading() as connection:
        return [tuple(row) for table in KEPT for row in connection.execute(select(table.__table__).order_by(table.id))]


def asked(office: Office) -> Question:
    return question_of({"from": "2026-01-01", "to": "2026-12-31"}, ZONE, office.clock.now())


def said(office: Office) -> list[str]:
    """Every report, as JSON."""
    with office.database.reading() as connection:
        return [
            as_json(report(connection, asked(office), by, office.clock.now()))
            for by in ("day", "week", "hour", "staff", "team", "topic", "language")
        ]


def test_reports_say_the_same_before_and_after_and_between(office: Office) -> None:
    year = Year(office, seed=3, customers=30)
    year.live()
    live = said(office)
    while keep(office.database, ZONE, batch=7):
        pass
    with office.database.reading() as connection:
        assert stored_report(connection, asked(office), "day", office.clock.now()) is not None, "it is in use"
    assert said(office) == live
    # More happens, and nobody keeps it: old waits change their team, new ones end.
    at = office.clock.forward(minutes=5)
    (new,) = year.customers.write([Customer(at)])
    year.customers.answer(new, office.clock.forward(minutes=3), office.ben)
    with office.database.writing() as connection:
        for number in (1, 2, 3):
            owning.give_to_team(connection, number, office.teams["technicians"], acting=office.mona, at=at)
    before = said(office)
    assert before != live
    assert json.loads(before[0])["total"]["answered"] == json.loads(live[0])["total"]["answered"] + 1
    while keep(office.database, ZONE):
        pass
    assert said(office) == before


def test_made_anew_it_is_the_same(office: Office) -> None:
    year = Year(office, seed=4, customers=12)
    for _ in range(3):
        year.live()
        while keep(office.database, ZONE, batch=3):
            pass
    kept = everything(office)
    assert not keep(office.database, ZONE)
    assert everything(office) == kept, "nothing happened, nothing changes"
    assert not keep(office.database, "UTC")
    assert not keep(office.database, ZONE)
    assert everything(office) == kept


def test_few_again_are_kept_one_by_one_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.reports.cells.OTHERWISE", 2)
    customers = Customers(office)
    at = office.clock.now()
    numbers = customers.write([Customer(at + timedelta(minutes=minute)) for minute in range(3)])
    for place, number in enumerate(numbers):
        customers.answer(number, at + timedelta(minutes=10 + place), office.ada)
    keep(office.database, ZONE)
    with office.database.writing() as connection:
        owning.give_to_team(connection, numbers[0], office.teams["technicians"], acting=office.mona, at=at)
    keep(office.database, ZONE)
    kept = everything(office)
    assert not keep(office.database, "UTC")
    assert not keep(office.database, ZONE)
    assert everything(office) == kept


class PulledPlug(Exception):
    """The process ends here."""


def test_a_crash_at_any_statement_leaves_all_or_nothing(office: Office) -> None:
    Year(office, seed=5, customers=6).live()
    left = [0]

    def count_down(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise PulledPlug

    event.listen(office.database.engine, "before_cursor_execute", count_down)
    crashes = 0
    while True:
        left[0] = crashes + 1
        try:
            keep(office.database, ZONE)
            break
        except PulledPlug:
            crashes += 1
            left[0] = 0
            assert everything(office) == []
    event.remove(office.database.engine, "before_cursor_execute", count_down)
    assert crashes >= 8
    kept = everything(office)
    assert kept
    assert not keep(office.database, ZONE)
    assert everything(office) == kept
