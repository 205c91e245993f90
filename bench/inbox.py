"""One agent's inbox page with 10,000, 100,000 and 1,000,000 mentions in the database.

The limit is a bare Flask page that runs one query for 50 rows of the same table and joins, and prints them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from bench.desks import fresh, staffed
from bench.firehose import CHUNK, FIRST, shipped_sorter
from bench.generated import Writer
from bench.result import Result, percentile
from bench.signed_in import pages, sign_in
from helpdesk.clock import SystemClock
from helpdesk.config import Intake
from helpdesk.intake.files import import_lines
from helpdesk.records.database import Database

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 200
AGENT = 7
BARE = """
SELECT c.id, a.name, a.handle, m.text, c.topic, c.due_at, t.name FROM conversations c
JOIN mentions m ON m.id = c.last_mention_id JOIN authors a ON a.id = c.author_id JOIN teams t ON t.id = c.team_id
WHERE c.staff_id = {agent} AND c.status = 'open' ORDER BY c.due_at, c.id LIMIT 50
"""


def run(database_url: str | None, *, mentions: int = SIZES[-1]) -> Result:
    """Value: p95 of the inbox page at the largest size, in ms of server time; limit: that of the bare page."""
    writer, clock = Writer(FIRST), SystemClock()
    details: dict[str, Any] = {}
    with fresh(database_url) as database:
        staffed(database, writer.topics(), FIRST)
        sorter = shipped_sorter(database)
        browser = sign_in(pages(database), database, AGENT)
        bare = _bare(database).test_client()
        value = limit = first = 0.0
        done = 0
        for size in [size for size in SIZES if size <= mentions]:
            while done < size:
                count = min(CHUNK, size - done)
                import_lines(database, clock, writer.lines(count), batch=Intake().batch)
                while sorter.sort_batch():
                    pass
                done += count
            taken = _times(lambda: _page(browser, "/inbox?view=mine"))
            bare_taken = _times(lambda: _page(bare, "/"))
            value, limit = percentile(taken, 0.95), percentile(bare_taken, 0.95)
            first = first or percentile(taken, 0.5)
            details[f"p50_ms_at_{size}"] = round(percentile(taken, 0.5), 2)
            details[f"p95_ms_at_{size}"] = round(value, 2)
            details[f"bare_p50_ms_at_{size}"] = round(percentile(bare_taken, 0.5), 2)
            details["growth_of_p50"] = round(percentile(taken, 0.5) / first, 2)
        details["bytes"] = len(browser.get("/inbox?view=mine").data)
    return Result("inbox", round(value, 2), "ms", round(limit, 2), details)


def _times(page: Callable[[], None]) -> list[float]:
    for _ in range(20):
        page()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        page()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _page(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.data


def _bare(database: Database) -> Flask:
    app = Flask("bare")

    @app.get("/")
    def rows() -> str:
        with database.reading() as connection:
            found = connection.exec_driver_sql(BARE.format(agent=AGENT)).all()
        return "<ul>" + "".join(f"<li>{' '.join(map(str, row))}</li>" for row in found) + "</ul>"

    return app
