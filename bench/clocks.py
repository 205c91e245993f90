"""A hundred thousand clocks run out at once among a million open ones: found, told and settled; and the scan when
nothing is due.

The limit is the rate at which the very rows of that settlement are written once more, in the same batches, without any
thought: the events and alarms inserted, the clocks updated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import func, select

from bench.desks import fresh, staffed
from bench.generated import Writer
from bench.result import Result, percentile
from helpdesk.records.alarms import COLUMNS, Alarm
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_new_rows, insert_rows, take_ids, update_rows
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.sla.moving import move
from helpdesk.sla.watch import BATCH, watch

DUE = 100_000
CHUNK = 10_000
SCANS = 200
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TARGET = 60  # minutes


class StoodStill:
    """A clock that shows what it is set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """What it shows."""
        return self.moment

    def monotonic(self) -> float:
        """Real seconds: nothing here waits for them."""
        return time.monotonic()


def run(database_url: str | None, *, mentions: int = 1_000_000) -> Result:
    """Value and limit: clocks settled a second. `mentions` is how many open clocks there are, with the due ones."""
    due = min(DUE, mentions // 2)
    clock = StoodStill(NOON)
    with fresh(database_url) as database:
        staffed(database, Writer(NOON).topics(), NOON)
        while move(database, clock):
            pass
        for start in range(0, mentions, CHUNK):
            _fill(database, start, min(CHUNK, mentions - start), due)
        idle = [_timed(lambda: watch(database, clock)) for _ in range(SCANS)]
        moves = [_timed(lambda: move(database, clock)) for _ in range(SCANS)]
        clock.moment = NOON + timedelta(minutes=TARGET + 1)
        cpu = time.process_time()
        seconds = _timed(lambda: _all(database, clock))
        cpu = time.process_time() - cpu
        told = _told(database)
        assert told == {"breached": due, "alarms": due}, f"{told} of {due}"
        again = _timed(lambda: watch(database, clock))
        limit = due / _raw(database, due)
    details = {
        "open_clocks": mentions, "due_clocks": due, "seconds_to_settle": round(seconds, 2),
        "cpu_seconds": round(cpu, 2), "seconds_for_100000": round(seconds * 100_000 / due, 2),
        "idle_scan_p50_ms": round(percentile(idle, 0.5) * 1000, 3),
        "idle_scan_p95_ms": round(percentile(idle, 0.95) * 1000, 3),
        "idle_move_p95_ms": round(percentile(moves, 0.95) * 1000, 3),
        "scan_after_settling_ms": round(again * 1000, 3), "batch": BATCH,
    }  # fmt: skip
    return Result("clocks", round(due / seconds), "clocks/s", round(limit), details)


def _all(database: Database, clock: StoodStill) -> None:
    while watch(database, clock):
        pass


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _fill(database: Database, start: int, count: int, due: int) -> None:
    """The next open conversations, each with its post and its clock; the first `due` of all run out in an hour."""
    numbers = range(start, start + count)
    with database.writing() as connection:
        authors = take_ids(connection, Author, count)
        insert_rows(
            connection, Author, ("id", "network", "remote_id", "handle", "name", "first_seen_at"),
            [(author, "practice", f"a{author}", f"a{author}", "A", stored(NOON)) for author in authors],
        )  # fmt: skip
        posts, threads = take_ids(connection, Mention, count), take_ids(connection, Conversation, count)
        at = stored(NOON)
        ends = [at + (TARGET if number < due else 100 * TARGET) * 60_000_000 for number in numbers]
        insert_rows(
            connection, Conversation,
            ("id", "account_id", "author_id", "status", "topic", "priority", "team_id", "staff_id", "version",
             "opened_at", "last_mention_id", "last_activity_at", "waiting_since", "due_at"),
            [(thread, 1, author, "open", "other", "normal", 1, 1 + thread % 50, 1, at, post, at, at, end)
             for thread, author, post, end in zip(threads, authors, posts, ends, strict=True)],
        )  # fmt: skip
        insert_rows(
            connection, Mention,
            ("id", "account_id", "remote_id", "author_id", "conversation_id", "text", "published_at",
             "received_at", "state"),
            [(post, 1, f"p{post}", author, thread, "Hello?", at, at, "sorted")
             for post, author, thread in zip(posts, authors, threads, strict=True)],
        )  # fmt: skip
        insert_rows(
            connection, Clock,
            ("conversation_id", "mention_id", "kind", "state", "target_minutes", "policy_revision", "started_at",
             "due_at", "calendar_revision", "step", "alarm_at"),
            [(thread, post, "first_response", "running", TARGET, 1, at, end, 1, 100, end)
             for thread, post, end in zip(threads, posts, ends, strict=True)],
        )  # fmt: skip


def _told(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            "breached": connection.execute(select(func.count()).where(Event.kind == "breached")).scalar_one(),
            "alarms": connection.execute(select(func.count()).select_from(Alarm)).scalar_one(),
        }


def _raw(database: Database, due: int) -> float:
    """Seconds to write the same rows once more."""
    with database.reading() as connection:
        events = connection.exec_driver_sql(
            "SELECT at, kind, conversation_id, data FROM events WHERE kind = 'breached'"
        )
        told = [(at, kind, thread, _text(data)) for at, kind, thread, data in events]
        alarms = [
            (f"{row[0]} again", *(_text(value) for value in row[1:]))
            for row in connection.exec_driver_sql(f"SELECT {', '.join(COLUMNS)} FROM alarms")
        ]
        steps = connection.exec_driver_sql(
            f"SELECT step, alarm_at, breach_seen_at, id FROM clocks WHERE breach_seen_at IS NOT NULL LIMIT {due}"
        ).all()
    rows: list[tuple[Any, ...]] = [tuple(row) for row in steps]
    began = time.perf_counter()
    for here in _batches(due):
        with database.writing() as connection:
            update_rows(connection, Clock, ("step", "alarm_at", "breach_seen_at"), rows[here])
            insert_rows(connection, Event, ("at", "kind", "conversation_id", "data"), told[here])
            insert_new_rows(connection, Alarm, COLUMNS, alarms[here])
    return time.perf_counter() - began


def _batches(due: int) -> Iterator[slice]:
    return (slice(start, start + BATCH) for start in range(0, due, BATCH))


def _text(data: Any) -> Any:
    """A JSON value as it is written; other values as they are."""
    return orjson.dumps(data).decode() if isinstance(data, dict) else data
