"""Keeping a database as it is and putting it back, many times a second."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import insert, select, text

from helpdesk.records.database import Database
from helpdesk.records.tables import metadata


class Kept(Protocol):
    """A database as it was at one moment."""

    def put_back(self) -> Database:
        """The database as it was, without an open connection to a file."""


class KeptFile:
    """A SQLite file and its copy. Nobody may hold the file open while it is kept or put back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file = Path(str(database.url.database))
        self._copy = self._file.with_suffix(".kept")
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        shutil.copy(self._file, self._copy)

    def put_back(self) -> Database:
        """Copies the file back, without the journal that a dead process left. Nobody may hold it open."""
        self._database.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self._copy, self._file)
        return self._database


class KeptServer:
    """The rows of a PostgreSQL database. Emptying and filling tiny tables beats making new ones."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.reading() as connection:
            self._rows: list[tuple[Any, list[dict[str, Any]]]] = [
                (table, [dict(row) for row in connection.execute(select(table)).mappings()])
                for table in metadata.sorted_tables
            ]
            counters = connection.exec_driver_sql("SELECT sequencename, last_value FROM pg_sequences")
            self._counters = [tuple(row) for row in counters]

    def put_back(self) -> Database:
        """Puts the rows and the counters back, past triggers and foreign keys."""
        with self._database.writing() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for table, rows in self._rows:
                connection.exec_driver_sql(f"DELETE FROM {table.name}")  # noqa: S608 - names from our own tables
                if rows:
                    connection.execute(insert(table), rows)
            for name, last in self._counters:
                connection.execute(
                    text("SELECT setval(:name, :last, :used)"),
                    {"name": name, "last": last or 1, "used": last is not None},
                )
        return self._database


def keep(database: Database) -> Kept:
    """Keeps the database as it is."""
    return KeptFile(database) if database.is_sqlite else KeptServer(database)


def contents(database: Database) -> list[str]:
    """Every row of every table, to tell whether two databases hold the same."""
    with database.reading() as connection:
        return [
            repr(sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {table.name}").all())))  # noqa: S608 - as above
            for table in metadata.sorted_tables
        ]
