"""The two doors to the database: `reading()` and `writing()`. Nobody else opens or commits a transaction.

SQLite's ways are set here because its defaults lose updates: writers begin IMMEDIATE and queue up for `busy_seconds`,
the journal is WAL, and synchronous is FULL so that a reply that was accepted survives a power cut. `check()` reads
these settings back and refuses to run on others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, Integer, MetaData, Update, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase

from helpdesk.records.moment import UtcDateTime
from helpdesk.records.rested import ask_after_rest
from helpdesk.records.turn_to_write import begin_writing

SHARED: dict[str, Any] = {
    "pool_size": 40,  # more than the web threads and the worker's jobs together ever hold
    "max_overflow": 0,
    "hide_parameters": True,  # customers' words don't belong into error messages and logs
}

SQLITE_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -65536",  # 64 MB
    "wal_autocheckpoint = 8000",  # pages: 32 MB of journal, so that a page written often is copied once
)

# The desk looks rows up by an index and never means to read a table. With the default of 4, made for turning disks,
# PostgreSQL read all of a table of 30,000 rows to change 500 of them.
POSTGRESQL_SETTINGS = "-c random_page_cost=1.1"


class Base(DeclarativeBase):
    """The tables. They are read and written as Core statements; nobody keeps an ORM session."""

    # Numbers are 64 bits wide; SQLite only counts its row ids up for a column that says INTEGER.
    type_annotation_map = {datetime: UtcDateTime, int: BigInteger().with_variant(Integer, "sqlite")}  # noqa: RUF012 - SQLAlchemy's own way

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UnsafeDatabase(Exception):
    """The database can't keep what it is given, or isn't one of ours; the sentence says what to do."""


class Database:
    """One SQLite file or one PostgreSQL database. Safe to share between threads."""

    def __init__(self, url: str, *, busy_seconds: float = 10.0) -> None:
        self.url = normalised(url)
        self.engine = _engine(self.url, busy_seconds)
        self._writer = self.engine.execution_options(writing=True)
        self._reader = self.engine.execution_options(
            postgresql_readonly=True, **({} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"})
        )

    @property
    def is_sqlite(self) -> bool:
        """One file, one writer at a time; else PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database and changes nothing."""
        with self._reader.connect() as connection, connection.begin() as transaction:
            yield connection
            if self.is_sqlite:
                transaction.rollback()
            # PostgreSQL refused every change already. A rollback would make psycopg forget all statements that it has
            # prepared, and planning an inbox page anew takes longer than reading it.
            else:
                transaction.commit()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all kept at the end of the block, or none of them. Keep the block short."""
        with self._writer.begin() as connection:
            yield connection

    def check(self) -> None:
        """Reads the settings back. Raises UnsafeDatabase when a commit would not be durable."""
        with self.reading() as connection:
            if not self.is_sqlite:
                wanted = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
                found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in wanted}
                if found["synchronous_commit"] != "off":  # all other levels wait for the server's own disk
                    found["synchronous_commit"] = "on"
            else:
                wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
                found = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in wanted}
        for name, value in wanted.items():
            if found[name] != value:
                raise UnsafeDatabase(
                    f"The database runs with {name} = {found[name]}, but needs {value} to keep what it is given."
                )

    def close(self) -> None:
        """Closes all connections; the database object can't be used after that."""
        self.engine.dispose()


def claim(connection: Connection, change: Update) -> bool:
    """Carries out a conditional update of one row; true when the row was still as its WHERE says, so it is ours.

    The row count decides between two people or processes who want the same thing.
    """
    return connection.execute(change).rowcount == 1


def normalised(url: str) -> URL:
    """The address with the driver we ship. Raises UnsafeDatabase for an address of another kind."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UnsafeDatabase(
            f"{url!r} is no database address; use sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise UnsafeDatabase(f"The desk keeps its records in SQLite or PostgreSQL, not in {parsed.drivername}.")
    return parsed


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        options = f"{url.query.get('options', '')} {POSTGRESQL_SETTINGS}".strip()
        engine = create_engine(url, connect_args={"options": options}, **SHARED)
        ask_after_rest(engine)
        return engine
    driver = {"timeout": busy_seconds, "isolation_level": None}
    engine = create_engine(url, connect_args=driver, **SHARED)

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        for setting in SQLITE_SETTINGS:
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            begin_writing(connection, busy_seconds)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine
