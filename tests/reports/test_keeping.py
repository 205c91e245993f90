"""What reports have read already: the same as the records say, whenever it was kept, and however it was interrupted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, func, select

from helpdesk.desk import closing, owning, undoing
from helpdesk.records.settled_waits import ReportMark, WaitBlock, WaitColumn
from helpdesk.reports.exports import as_json
from helpdesk.reports.keeping import keep, worth_a_step
from helpdesk.reports.question import Question, question_of
from helpdesk.reports.response_times import report
from tests.cast import Office
from tests.reports.desk import Customer, Customers
from tests.reports.year import Year

ZONE = "Europe/London"
KEPT = (WaitBlock, WaitColumn)


def everything(office: Office) -> list[object]:
    """All that is kept."""
    with office.database.reading() as connection:
        rows = [tuple(row) for table in KEPT for row in connection.execute(select(table.__table__))]
        return sorted(rows, key=repr)


def begin_anew(office: Office) -> None:
    """As after a change of the form in which they are kept."""
    with office.database.writing() as connection:
        connection.execute(delete(ReportMark))


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
    while keep(office.database, batch=7):
        pass
    assert everything(office), "they are in use"
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
    while keep(office.database):
        pass
    assert said(office) == before


def test_made_anew_it_is_the_same(office: Office) -> None:
    year = Year(office, seed=4, customers=12)
    for _ in range(3):
        year.live()
        while keep(office.database, batch=3):
            pass
    kept = everything(office)
    assert not keep(office.database)
    assert everything(office) == kept, "nothing happened, nothing changes"
    begin_anew(office)
    assert not keep(office.database)
    assert everything(office) == kept


def test_blocks_as_small_as_they_can_be_say_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("blocks", "keeping"):
        monkeypatch.setattr(f"helpdesk.reports.{module}.SIZE", 3)
    for module in ("reading_waits", "keeping"):
        monkeypatch.setattr(f"helpdesk.reports.{module}.TOGETHER", 2)
    year = Year(office, seed=6, customers=40)
    year.live()
    live = said(office)
    while keep(office.database, batch=11):
        pass
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(WaitBlock)).scalar_one() > 10
    assert said(office) == live
    with office.database.writing() as connection:
        for number in (2, 5, 9):
            owning.give_to_team(
                connection, number, office.teams["technicians"], acting=office.mona, at=office.clock.now()
            )
    before = said(office)
    assert before != live
    assert not keep(office.database)
    assert said(office) == before


def test_a_conversation_that_is_opened_again_by_an_undo_is_taken_out_of_its_block(office: Office) -> None:
    customers = Customers(office)
    (number,) = customers.write([Customer(office.clock.now())])
    with office.database.writing() as connection:
        closed = closing.close(
            connection, number, "no_reply_needed", acting=office.ada, at=office.clock.forward(minutes=1)
        )
    keep(office.database)
    assert everything(office)
    with office.database.writing() as connection:
        undoing.undo(connection, closed, acting=office.ada, at=office.clock.forward(seconds=5))
    keep(office.database)
    assert everything(office) == []


def test_few_events_wait_for_others_but_not_for_long(office: Office) -> None:
    assert not worth_a_step(office.database, office.clock.now())
    customers = Customers(office)
    (number,) = customers.write([Customer(office.clock.now())])
    customers.answer(number, office.clock.forward(seconds=30), office.ada)
    assert not worth_a_step(office.database, office.clock.now())
    assert worth_a_step(office.database, office.clock.forward(minutes=2))
    keep(office.database)
    assert not worth_a_step(office.database, office.clock.now())
    # A clock that was set back must not make them wait until it has caught up.
    (number,) = customers.write([Customer(office.clock.now())])
    customers.answer(number, office.clock.forward(seconds=30), office.ada)
    assert not worth_a_step(office.database, office.clock.now())
    assert worth_a_step(office.database, office.clock.now() - timedelta(hours=2))


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
            keep(office.database)
            break
        except PulledPlug:
            crashes += 1
            left[0] = 0
            assert everything(office) == []
    event.remove(office.database.engine, "before_cursor_execute", count_down)
    assert crashes >= 8
    kept = everything(office)
    assert kept
    assert not keep(office.database)
    assert everything(office) == kept
