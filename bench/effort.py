"""CPU seconds of this process and of the database's server: they tell a busy machine from a slow program.

A rate falls when others use the machine too; the work that one mention costs hardly does.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from helpdesk.records.database import Database

PARENT, OWN, REAPED = 1, slice(11, 13), slice(13, 15)  # of /proc/PID/stat, counted from behind the name


class Effort:
    """Counts from the moment it is made until `per` is called."""

    def __init__(self, database: Database) -> None:
        self._postmaster = _postmaster(database)
        self._server_at_first = self._server()
        self._client = 0.0

    def __enter__(self) -> None:
        self._began = time.process_time()

    def __exit__(self, *_: object) -> None:
        self._client += time.process_time() - self._began

    def per(self, mentions: int) -> dict[str, float | None]:
        """Microseconds a mention: of this process inside its blocks, and of a PostgreSQL server on this machine."""
        server = self._server()
        return {
            "client_cpu_us_per_mention": round(1e6 * self._client / mentions, 1),
            "server_cpu_us_per_mention": None
            if server is None or self._server_at_first is None
            else round(1e6 * (server - self._server_at_first) / mentions, 1),
        }

    def _server(self) -> float | None:
        """CPU seconds of the server and its processes, those that ended too."""
        if self._postmaster is None:
            return None
        found = {int(folder.name): _stat(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
        ticks = sum(map(int, (found[self._postmaster] or ["0"] * 15)[REAPED]))
        for pid, stat in found.items():
            if stat and self._postmaster in (pid, int(stat[PARENT])):
                ticks += sum(map(int, stat[OWN]))
        return ticks / os.sysconf("SC_CLK_TCK")


def _postmaster(database: Database) -> int | None:
    """The process id of the server; None for SQLite, and for a server on another machine or without a /proc."""
    if database.is_sqlite:
        return None
    with database.reading() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        stat = _stat(Path(f"/proc/{backend}"))
    return int(stat[PARENT]) if stat and stat[0] == "postgres" else None


def _stat(folder: Path) -> list[str] | None:
    """The fields behind the process id, the name first; None when the process has ended."""
    try:
        line = (folder / "stat").read_text()
    except OSError:
        return None
    name = line[line.index("(") + 1 : line.rindex(")")]
    state, *rest = line[line.rindex(")") + 2 :].split()
    return [name, *rest] if state else None
