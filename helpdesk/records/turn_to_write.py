"""SQLite has one writer at a time; this waits for our turn to be it.

SQLite's own way to wait sleeps longer each time, up to a tenth of a second. While the worker takes in batch after batch
the moments in which nobody writes are shorter than that, and somebody's answer would miss one after the other.
"""

from __future__ import annotations

import sqlite3
import threading
import time

from sqlalchemy import Connection

LOOKS_EVERY_SECONDS = 0.002


def begin_writing(connection: Connection, seconds: float) -> None:
    """BEGIN IMMEDIATE as soon as nobody else writes.

    Raises sqlalchemy.exc.OperationalError, "database is locked", when that takes longer than `seconds`.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the only driver that is given this event
    patience, until = threading.Event(), time.monotonic() + seconds
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _begun(driver):
            if time.monotonic() >= until:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong as any statement would
                return
            patience.wait(LOOKS_EVERY_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")  # what else SQLite waits for


def _begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
