"""Many real processes that do one thing at the same instant."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from helpdesk.records.database import Database

# Forked from a process without threads or connections of its own.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.crashes.warm", "tests.races.verbs"])

SECONDS = 60


def address(database: Database) -> str:
    """Where another process finds this database."""
    return database.url.render_as_string(hide_password=False)


def at_once(verb: Callable[..., Any], database: Database, orders: list[Any]) -> list[Any]:
    """Calls `verb(database, order)` in a process for each order, all at the same instant; gives what they returned."""
    together = PROCESSES.Barrier(len(orders))
    told, processes = [], []
    for order in orders:
        ours, theirs = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=_one, args=(verb, address(database), order, together, theirs))
        process.start()
        theirs.close()
        told.append(ours)
        processes.append(process)
    for process in processes:
        process.join(SECONDS)
    assert [process.exitcode for process in processes] == [0] * len(orders)
    return [pipe.recv() for pipe in told]


def _one(verb: Callable[..., Any], url: str, order: Any, together: Barrier, told: Connection) -> None:
    database = Database(url)
    database.check()  # connects, so that nobody is late for that
    together.wait(SECONDS)
    told.send(verb(database, order))
    told.close()
    database.close()
