"""The reports' pages over a long history: two years of replies by 500 people, as the records hold them.

The ended waits are kept by the desk's own job, out of the ledger. Beside it, in the same run: numpy and DuckDB over one
column of waits that is already in memory, for the median and the ninetieth percentile of each person in 28 days.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np

from bench.desks import fresh, staffed, standing
from bench.generated import Writer
from bench.reports_history import DAY, PEOPLE, YEARS, write
from bench.result import Result, percentile
from bench.signed_in import pages, sign_in
from helpdesk.clock import SystemClock
from helpdesk.records.database import Database
from helpdesk.records.moment import stored
from helpdesk.records.staff import MANAGER
from helpdesk.reports.keeping import keep

ROUNDS, FAR_TOO_SLOW = 12, 4_000  # ms


def run(database_url: str | None, *, replies: int = 1_000_000, again: bool = False) -> Result:
    """Value: p95 of the default page (28 days, by day), in ms of server time; limit: numpy's time for its figures."""
    now = SystemClock().now()
    details: dict[str, Any] = {"replies": replies}
    with standing(database_url) if again else fresh(database_url, leave=True) as database:
        if not again:
            started = time.perf_counter()
            staffed(database, Writer(now).topics(), now, people=PEOPLE, offices=1)
            _promote(database)
            write(database, now, replies)
            details["written_in_seconds"] = round(time.perf_counter() - started)
            details |= _kept(database)
        browser = sign_in(pages(database), database, 1)
        for name, address in _addresses(now).items():
            taken = _times(browser, address)
            details[f"{name}_p50_ms"] = round(percentile(taken, 0.5), 1)
            details[f"{name}_p95_ms"] = round(percentile(taken, 0.95), 1)
        details |= _peers(_waits(database), now)
    slowest = max((name for name in details if name.endswith("_p95_ms")), key=details.__getitem__)
    details["slowest"] = f"{slowest}: {details[slowest]}"
    return Result("reports", details["default_p95_ms"], "ms", details["numpy_28_days_ms"], details)


def _kept(database: Database) -> dict[str, Any]:
    """Keeps the waits by the desk's own job: how many a second it keeps up with."""
    started, cpu = time.perf_counter(), time.process_time()
    while keep(database):
        pass
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    with database.reading() as connection:
        over = "SELECT count(*) FROM clocks WHERE state IN ('met', 'cancelled')"
        waits = connection.exec_driver_sql(over).scalar_one()
        found: dict[str, Any] = {
            "kept_waits_per_second": round(waits / took),
            "kept_us_cpu": round(cpu / waits * 1e6, 1),
        }
        if database.is_sqlite:
            size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            found["bytes_of_database"] = connection.exec_driver_sql(size).scalar_one()
    return found


def _waits(database: Database) -> Any:
    """The waits of first responses as columns: day, person, microseconds."""
    asked = (
        "SELECT c.started_at, r.staff_id, c.ended_at - c.started_at FROM clocks c JOIN replies r"
        " ON r.id = c.mention_id WHERE c.kind = 'first_response' AND c.state = 'met'"
    )
    with database.reading() as connection:
        rows = np.array(connection.exec_driver_sql(asked).all(), dtype=np.int64).T
    return np.stack([rows[0] // DAY, rows[1], rows[2]])


def _addresses(now: datetime) -> dict[str, str]:
    """Every page, for the usual 28 days and for the whole history, in groups and with filters."""
    page, first = "/reports/response-times", (now - timedelta(days=365 * YEARS - 1)).date()
    found = {"default": page, "today": "/reports/today"}
    for name, days in (("28_days", ""), ("2_years", f"&from={first}")):
        found |= {f"{by}_{name}": f"{page}?by={by}{days}" for by in ("staff", "hour", "topic", "language", "target")}
        found |= {
            f"weeks_{name}": f"{page}?by=week{days}",
            f"any_kind_{name}": f"{page}?by=team&kind=any{days}",
            f"one_person_{name}": f"{page}?staff=7&by=week{days}",
            f"two_filters_{name}": f"{page}?team=3&topic=topic7&by=week{days}",
            f"one_filter_by_another_{name}": f"{page}?team=3&by=topic{days}",
            f"another_zone_{name}": f"{page}?zone=Asia/Kolkata{days}",
            f"volume_{name}": f"/reports/volume?kind=first_response{days}",
            f"volume_of_a_team_{name}": f"/reports/volume?team=3{days}",
            f"changed_{name}": f"/reports/changed?kind=first_response{days}",
            f"people_{name}": f"/reports/people?kind=first_response{days}",
            f"person_{name}": f"/reports/people/7?kind=first_response{days}",
            f"csv_{name}": f"{page}?by=topic&format=csv{days}",
            f"list_asked_{name}": f"/reports/conversations?which=asked{days}",
            f"list_missed_{name}": f"/reports/conversations?which=missed&topic=topic7{days}",
        }
    return found


def _times(browser: Any, address: str) -> list[float]:
    """In ms, after two rounds to warm up; of a page far too slow one is enough to say so."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = browser.get(address)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.text
        if taken[-1] > FAR_TOO_SLOW:
            return taken[-1:]
    return taken[2:]


def _promote(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE staff SET role = '{MANAGER}' WHERE id = 1")


def _peers(waits: Any, now: datetime) -> dict[str, float]:
    """What numpy and DuckDB take for the median and the ninetieth percentile of each person, in ms."""
    since = stored(now - timedelta(days=28)) // DAY
    table = duckdb.connect()
    table.execute("SET threads = 2")
    day, person, wait = waits
    table.execute("CREATE TABLE waits AS SELECT unnest($1) AS day, unnest($2) AS person, unnest($3) AS wait",
                  [day, person, wait])  # fmt: skip
    asked = "SELECT person, quantile_disc(wait, [0.5, 0.9]) FROM waits WHERE day >= ? GROUP BY person"
    return {
        "numpy_28_days_ms": _best(lambda: _by_person(waits[:, day >= since])),
        "numpy_2_years_ms": _best(lambda: _by_person(waits)),
        "duckdb_28_days_ms": _best(lambda: table.execute(asked, [int(since)]).fetchall()),
        "duckdb_2_years_ms": _best(lambda: table.execute(asked, [0]).fetchall()),
    }


def _by_person(waits: Any) -> list[Any]:
    _, person, wait = waits
    order = np.argsort(person, kind="stable")
    ends = np.searchsorted(person[order], np.arange(1, PEOPLE + 2))
    parts = (wait[order[a:b]] for a, b in pairwise(ends))
    return [np.percentile(part, (50, 90), method="inverted_cdf") for part in parts if len(part)]


def _best(step: Callable[[], object]) -> float:
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        step()
        taken.append((time.perf_counter() - started) * 1000)
    return round(min(taken), 2)
