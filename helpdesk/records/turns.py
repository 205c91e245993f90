"""One at a time: work that must not run twice at once, whoever starts it."""

from __future__ import annotations

import zlib

from sqlalchemy import Connection


def take_turn(connection: Connection, work: str) -> None:
    """Waits until no other transaction does `work`, and keeps others out until this one ends.

    SQLite needs nothing: `writing()` already is the only writer.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (zlib.crc32(work.encode()),))
