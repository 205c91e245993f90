"""Where a process can die: between any two of its SQL statements, COMMITs and HTTP calls, found by counting them.

What happens between "after one" and "before the next" is invisible from outside, so each such gap is one boundary.
An HTTP call has one more: the request has left, and nobody has read the answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event

from helpdesk.networks.deadline import Deadline
from helpdesk.networks.door import Door
from helpdesk.records.database import Database

DIED = 86  # the exit status of a process that died on purpose
LAST_WORDS = 70  # characters of a statement that name it in a report


class Boundaries:
    """Counts the boundaries that this process passes, and dies at the one numbered `last` (from 1)."""

    def __init__(self, last: int, dying_words: Callable[[str, int], None]) -> None:
        self._last, self._dying_words = last, dying_words
        self._passed = self.requests = 0
        self._fresh = False  # nothing has happened since the boundary before

    def before(self, what: str) -> None:
        """Something is about to happen."""
        if not self._fresh:
            self._reach(f"before {what}")
        self._fresh = False

    def after(self, what: str) -> None:
        """Something has happened."""
        self._reach(f"after {what}")
        self._fresh = True

    def _reach(self, where: str) -> None:
        self._passed += 1
        if self._passed == self._last:
            self._dying_words(where, self.requests)
            os._exit(DIED)

    def watch_database(self, database: Database) -> None:
        """Counts the statements, COMMITs and ROLLBACKs of this database object."""

        @event.listens_for(database.engine, "before_cursor_execute")
        def _before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self.before(_short(statement))

        @event.listens_for(database.engine, "after_cursor_execute")
        def _after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self.after(_short(statement))

        dialect: Any = database.engine.dialect  # the events for these two come only before
        dialect.do_commit = self._around(dialect.do_commit, "COMMIT")
        dialect.do_rollback = self._around(dialect.do_rollback, "ROLLBACK")
        if not database.is_sqlite:  # COPY goes past SQLAlchemy
            _replace(psycopg.Copy, "__exit__", lambda done: self._around(done, "COPY"))

    def watch_network(self) -> None:
        """Counts the calls at the one door to the networks. For a process of its own: it stays so until its end."""
        _replace(Door, "request", lambda ask: self._around(ask, "HTTP"))

        def following(trace: Callable[..., None]) -> Callable[..., None]:
            def followed(deadline: Deadline, happened: str, details: Any) -> None:
                trace(deadline, happened, details)
                if happened == "http11.send_request_body.complete":
                    self.requests += 1
                    self.after("the request left")

            return followed

        _replace(Deadline, "trace", following)

    def watch_files(self) -> None:
        """Counts what makes a file durable. For a process of its own, likewise."""
        _replace(os, "fsync", lambda sync: self._around(sync, "fsync"))
        _replace(Path, "replace", lambda rename: self._around(rename, "rename"))

    def _around(self, act: Callable[..., Any], what: str) -> Callable[..., Any]:
        def acted(*given: Any, **named: Any) -> Any:
            self.before(what)
            result = act(*given, **named)
            self.after(what)
            return result

        return acted


def _replace(owner: Any, name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    setattr(owner, name, wrap(getattr(owner, name)))


def _short(statement: str) -> str:
    return " ".join(statement.split())[:LAST_WORDS]
