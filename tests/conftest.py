"""What every test may ask for: a database of each kind, a clock to set forward, and the cast."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.records.database import Database
from tests.cast import Office, SetClock
from tests.databases import emptied, fast_folder, migrated, postgres_server


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file, to be copied for each test."""
    folder = fast_folder()
    database = migrated(f"sqlite:///{folder / 'template.db'}")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    yield folder / "template.db"
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """One migrated PostgreSQL database for this run; `database` empties it for each test."""
    with postgres_server() as url:
        database = migrated(url)
        yield database
        database.close()


@pytest.fixture
def sqlite_database(sqlite_template: Path) -> Iterator[Database]:
    folder = fast_folder()
    shutil.copy(sqlite_template, folder / "helpdesk.db")
    database = Database(f"sqlite:///{folder / 'helpdesk.db'}")
    yield database
    database.close()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, migrated desk; each test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_database")
    found: Database = request.getfixturevalue("postgres")
    emptied(found)
    return found


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def office(database: Database, clock: SetClock) -> Office:
    """The cast at work: Ada and Ben answer, Mona manages, the account @brightbyte listens."""
    return Office.opened(database, clock)
