"""Somebody's answer gets its turn while the worker writes batch after batch: SQLite has one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from helpdesk.records.database import Database

PATIENCE = 1.0  # seconds


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'helpdesk.db'}")
    yield database
    database.close()


@pytest.fixture
def ada(tmp_path: Path, worker: Database) -> Iterator[Database]:
    """Her page's process; the worker's made the file."""
    with worker.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE answers (text TEXT)")
    database = Database(f"sqlite:///{tmp_path / 'helpdesk.db'}", busy_seconds=PATIENCE)
    yield database
    database.close()


def test_ada_looks_for_her_turn_many_times_and_says_so_when_it_does_not_come(worker: Database, ada: Database) -> None:
    statements: list[str] = []
    event.listen(ada.engine, "connect", lambda connection, _record: connection.set_trace_callback(statements.append))
    with worker.writing(), pytest.raises(OperationalError, match="database is locked"), ada.writing():
        pytest.fail("two wrote at once")
    assert statements.count("BEGIN IMMEDIATE") > 10  # SQLite alone would have asked once and slept in between


def test_ada_writes_when_the_worker_is_done(worker: Database, ada: Database) -> None:
    with worker.writing(), pytest.raises(OperationalError), ada.writing():
        pytest.fail("two wrote at once")
    with ada.writing() as connection:  # the same connection: what went wrong before is over
        connection.exec_driver_sql("INSERT INTO answers VALUES ('It left today.')")
    with worker.reading() as connection:
        assert connection.exec_driver_sql("SELECT text FROM answers").scalar_one() == "It left today."


def test_whatever_else_sqlite_waits_for_it_waits_for_as_long_as_before(ada: Database) -> None:
    with ada.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == PATIENCE * 1000
