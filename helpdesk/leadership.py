"""One worker a database: who leads fetches, sorts and sends; everybody else stands by.

PostgreSQL: an advisory lock on a connection of its own, which the server frees when the process dies. SQLite: a lock
on a file beside the database, which the system frees likewise. Neither can be forgotten by a crash.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from helpdesk.records.database import Database

WORKER = 4_719_002  # PostgreSQL advisory lock


class Leadership:
    """The right to work on one database. Not shared between threads while it is being taken."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: Any = None  # a file descriptor, or a connection
        self._asking = threading.Lock()  # all jobs ask on one connection, and it can't be used by two at once

    def take(self) -> bool:
        """True when we lead now; false while another process does."""
        with self._asking:
            if self._held is None:
                self._held = self._lock_file() if self._database.is_sqlite else self._lock_in_postgres()
            return self._held is not None

    def held(self) -> bool:
        """Whether we still lead: a lock in PostgreSQL ends with its connection."""
        with self._asking:
            if self._held is None or self._database.is_sqlite:
                return self._held is not None
            try:
                self._held.exec_driver_sql("SELECT 1")
            except DBAPIError:
                self._held = None
            return self._held is not None

    def release(self) -> None:
        """Lets another process lead."""
        if self._held is not None and self._database.is_sqlite:
            os.close(self._held)
        elif self._held is not None:
            self._held.close()
        self._held = None

    def _lock_file(self) -> int | None:
        file = Path(f"{self._database.url.database}.worker")
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def _lock_in_postgres(self) -> Any:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # closing must end the session, or the lock would live on in the pool
        if connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (WORKER,)).scalar_one():
            return connection
        connection.close()
        return None
