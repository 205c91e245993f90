"""The firehose at a steady pace, while agents read their inboxes and answer: `firehose --pace 5787 --seconds 60`.

Three processes on the same cores: this one takes in and sorts; one serves the desk's pages; one plays 50 page views and
2 answers a second over HTTP. The lag is how long a mention waits from the moment it is due to the moment it is sorted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from bench.desks import fresh, staffed
from bench.firehose import FIRST, shipped_sorter
from bench.generated import Writer
from bench.result import Result, percentile
from helpdesk.clock import SystemClock
from helpdesk.config import Intake
from helpdesk.intake.files import import_lines
from helpdesk.records.database import Database

START = 20_000  # mentions that are there before


def run(database_url: str | None, *, pace: int = 5_787, seconds: int = 60) -> Result:
    """Value: mentions a second that were sorted in time; limit: the pace that was asked for."""
    writer, clock = Writer(FIRST), SystemClock()
    with fresh(database_url) as database:
        staffed(database, writer.topics(), FIRST)
        sorter = shipped_sorter(database)
        import_lines(database, clock, writer.lines(START), batch=Intake().batch)
        while sorter.sort_batch():
            pass
        lines = writer.lines(pace * seconds)
        url = database.url.render_as_string(hide_password=False)
        client = subprocess.Popen(
            [sys.executable, "-m", "bench.readers", url, str(seconds)], stdout=subprocess.PIPE, text=True
        )
        assert client.stdout is not None
        assert client.stdout.readline().strip() == "ready"
        lags, busy = _keep_pace(database, clock, sorter, lines, pace)
        read: dict[str, Any] = json.loads(client.communicate(timeout=120)[0].strip().splitlines()[-1])
    taken = max(seconds, seconds + lags[-1])
    details = {
        "lag_p95_seconds": round(percentile(lags, 0.95), 3),
        "lag_most_seconds": round(max(lags), 3),
        "writer_busy_percent": round(100 * busy / taken),
        **read,
    }
    return Result("pace", round(len(lines) / taken), "mentions/s", pace, details)


def _keep_pace(
    database: Database, clock: SystemClock, sorter: Any, lines: list[bytes], pace: int
) -> tuple[list[float], float]:
    """Takes in what is due, whatever has come due meanwhile, in the program's own batches; gives lags and busy time."""
    started, done, lags, busy = time.perf_counter(), 0, [], 0.0
    while done < len(lines):
        due = min(len(lines), int((time.perf_counter() - started) * pace))
        if due - done < Intake().batch and due < len(lines):
            time.sleep(0.005)  # noqa: TID251 - the pace is real time
            continue
        begun = time.perf_counter()
        import_lines(database, clock, lines[done:due], batch=Intake().batch)
        while sorter.sort_batch():
            pass
        now = time.perf_counter()
        busy += now - begun
        lags.append(now - started - done / pace)  # the oldest of these waited longest
        done = due
    return lags, busy
