"""The practice network's own SQLite file, and the two doors to it: reading and writing."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.clock import Clock
from helpdesk.sandbox.identifiers import FIRST
from helpdesk.sandbox.schema import SCHEMA

BUSY_SECONDS = 10.0


class StoreUnusable(OSError):
    """The file cannot be opened or written; the sentence says which file and why."""


class Store:
    """Everything that was published, by whom, and how far a scenario was played.

    One connection for all threads of the process: a practice network is small, and with one connection the order of
    ids, of commits and of what readers see is the same. Raises StoreUnusable if the file cannot be used.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(f"The practice network cannot keep its posts in {path}: {error}.") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for SELECTs only."""
        with self._lock:
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection inside one transaction: kept if the block ends well, undone if it raises."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def revision(self) -> int:
        """A number that grows with everything that is written: two equal ones mean nothing changed between."""
        with self.reading() as connection:
            (last,) = connection.execute("SELECT last_id FROM state").fetchone()
        return int(last)

    def secret(self) -> bytes:
        """The key that signs the visitors' forms; made once, kept here so that forms outlive a restart."""
        with self.reading() as connection:
            (secret,) = connection.execute("SELECT secret FROM state").fetchone()
        return bytes(secret)

    def close(self) -> None:
        """Closes the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(SCHEMA)
    connection.execute("INSERT OR IGNORE INTO state VALUES (1, ?, ?)", (FIRST, secrets.token_bytes(32)))
    return connection
