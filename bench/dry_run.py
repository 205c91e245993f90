"""A draft policy against a million mentions of 30 days: where each would have gone, what would have been late, and who
would have got it.

Four in five conversations were answered, within an hour and a half. The limit is the rate at which the very same rows
are read, in the same pages, without any thought.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from bench.desks import fresh, staffed
from bench.firehose import CHUNK, FIRST, FULL, USUAL, shipped_sorter
from bench.generated import TEAMS, Writer
from bench.result import Result
from helpdesk.clock import SystemClock
from helpdesk.config import Intake, Triage
from helpdesk.intake.files import import_lines
from helpdesk.policy.revisions import Policy, in_force
from helpdesk.policy.topics import Topic
from helpdesk.records.database import Database
from helpdesk.triage.dry_run import compare
from helpdesk.triage.past_promises import DAYS, pages, size

ANSWERED = (
    "UPDATE clocks SET state = 'met', ended_at = started_at + (id % 90) * 60000000"
    " WHERE kind = 'first_response' AND id % 5 > 0"
)


def run(database_url: str | None, *, mentions: int = 1_000_000, full: bool = False) -> Result:
    """Value and limit: mentions a second. `full`: a policy as large as they get."""
    writer = Writer(FIRST, per_second=mentions / timedelta(days=DAYS).total_seconds())
    sizes, now = FULL if full else USUAL, FIRST + timedelta(days=DAYS)
    with fresh(database_url) as database:
        topics = writer.topics(sizes["keywords"], sizes["topics"], sizes["offices"])
        staffed(database, topics, FIRST, people=sizes["people"], offices=sizes["offices"])
        _filled(database, writer, mentions)
        with database.reading() as connection:
            policy = in_force(connection)
        shipped, cpu, began = Triage(), _cpu_seconds(), time.perf_counter()
        found = compare(
            database, policy, _draft(policy), now, score=shipped.misspelling_score,
            shortest=shipped.misspelling_shortest, aside=True,
        )  # fmt: skip
        seconds, cpu = time.perf_counter() - began, _cpu_seconds() - cpu
        promises = size(database, now)
        assert found.promises == promises, f"{found.promises} of {promises} promises were compared"
        began = time.perf_counter()
        read = sum(len(page) for page in pages(database, now))
        reading = time.perf_counter() - began
        assert read == promises, f"{read} of {promises}"
    details: dict[str, Any] = sizes | {
        "seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1), "seconds_asked": 60, "mentions": mentions,
        "promises": promises, "opened": found.opened, "moved": found.moved, "newly_late": found.newly_late,
        "people": len(found.people),
    }  # fmt: skip
    return Result("dry-run", round(mentions / seconds), "mentions/s", round(mentions / reading), details)


def _filled(database: Database, writer: Writer, mentions: int) -> None:
    sorter = shipped_sorter(database)
    for _ in range(CHUNK, mentions + 1, CHUNK):
        import_lines(database, SystemClock(), writer.lines(CHUNK), batch=Intake().batch)
        while sorter.sort_batch():
            pass
    with database.writing() as connection:
        connection.execute(text(ANSWERED))


def _draft(policy: Policy) -> Policy:
    """Every tenth topic goes to the next team, promises half the time, and has a keyword less."""
    return replace(policy, topics=tuple(_moved(policy.topics)))


def _moved(topics: tuple[Topic, ...]) -> Iterator[Topic]:
    for number, topic in enumerate(topics):
        if number % 10 or topic.catch_all:
            yield topic
        else:
            team = f"team{(number + 1) % TEAMS}"
            yield replace(topic, team=team, first_response_minutes=30, keywords=topic.keywords[1:])


def _cpu_seconds() -> float:
    """Of this process and of those that it began and that have ended."""
    return sum(os.times()[:4])
