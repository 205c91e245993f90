"""A million mentions through the whole desk: decode, dedupe, queue, thread, triage, assign, clocks, events, commit.

It uses the program's own import and triage with the settings it ships with; only writing the lines is not timed. The
limit is the rate at which the very same rows can be inserted in the same batches without any thought.
"""

from __future__ import annotations

import gc
import resource
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from bench.desks import fresh, staffed
from bench.effort import Effort
from bench.generated import KEYWORDS, Writer
from bench.raw import insert_rate, rows_of
from bench.result import Result
from helpdesk.clock import SystemClock
from helpdesk.config import Intake, Triage
from helpdesk.intake.files import import_lines
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.triage.sorter import Sorter

CHUNK = 20_000  # lines that are written beforehand
COMPARED = 50_000  # mentions whose rows are inserted once more for the limit
FIRST = datetime(2014, 8, 1, tzinfo=UTC)


FULL: dict[str, int] = {"keywords": 5_000, "topics": 200, "people": 500, "offices": 20}
USUAL: dict[str, int] = {"keywords": KEYWORDS, "topics": 49, "people": 50, "offices": 0}


def run(
    database_url: str | None, *, mentions: int = 1_000_000, full: bool = False, keywords: int | None = None
) -> Result:
    """Pushes `mentions` lines through; value and limit are mentions a second. `full`: a policy as large as they get."""
    writer, clock = Writer(FIRST), SystemClock()
    size = (FULL if full else USUAL) | ({"keywords": keywords} if keywords else {})
    with fresh(database_url) as database:
        _staffed(database, writer, size)
        sorter = shipped_sorter(database)
        marks: list[tuple[int, float, int]] = []
        busy, effort = 0.0, Effort(database)
        for done in range(CHUNK, mentions + 1, CHUNK):
            lines = writer.lines(CHUNK)
            gc.collect()
            started = time.perf_counter()
            with effort:
                import_lines(database, clock, lines, batch=Intake().batch)
                while sorter.sort_batch():
                    pass
            busy += time.perf_counter() - started
            marks.append((done, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
        cost = effort.per(mentions)
        kept = _check(database, mentions)
        rows = rows_of(database, COMPARED)
    with fresh(database_url) as empty:
        _staffed(empty, writer, size)
        limit = insert_rate(empty, rows, Intake().batch)
    details = _details(marks, kept) | size | cost
    return Result("firehose", round(mentions / busy), "mentions/s", round(limit), details)


def _staffed(database: Database, writer: Writer, size: dict[str, int]) -> None:
    topics = writer.topics(size["keywords"], size["topics"], size["offices"])
    staffed(database, topics, FIRST, people=size["people"], offices=size["offices"])


def shipped_sorter(database: Database) -> Sorter:
    """Triage with the settings that config.toml has."""
    shipped = Triage()
    return Sorter(
        database,
        SystemClock(),
        score=shipped.misspelling_score,
        shortest=shipped.misspelling_shortest,
        batch=shipped.batch,
    )


def _check(database: Database, mentions: int) -> dict[str, int]:
    """Nothing lost: what was fetched is kept or was seen before, and all of it is sorted."""
    with database.reading() as connection:
        kept = connection.execute(select(func.count()).select_from(Mention)).scalar_one()
        waiting = connection.execute(select(func.count()).where(Mention.state == "new")).scalar_one()
        conversations = connection.execute(select(func.count()).select_from(Conversation)).scalar_one()
        other = connection.execute(select(func.count()).where(Conversation.topic == "other")).scalar_one()
    assert waiting == 0, f"{waiting} of {mentions} were not sorted"
    return {"kept": kept, "conversations": conversations, "matched_percent": round(100 - 100 * other / conversations)}


def _details(marks: list[tuple[int, float, int]], kept: dict[str, int]) -> dict[str, Any]:
    tenth = marks[max(0, len(marks) // 10 - 1)]
    last = marks[max(0, len(marks) * 9 // 10 - 1)]
    return {
        **kept,
        "first_tenth_per_second": round(tenth[0] / tenth[1]),
        "last_tenth_per_second": round((marks[-1][0] - last[0]) / (marks[-1][1] - last[1])) if len(marks) > 1 else None,
        "memory_mb_after_a_tenth": tenth[2],
        "memory_mb_at_the_end": marks[-1][2],
    }
