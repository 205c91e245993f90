"""The reports' pages over a long history: two years of replies by 500 people, as the records hold them.

The histograms are made by the desk's own job, out of the ledger. Beside it, in the same run: numpy and DuckDB over one
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

from bench.desks import fresh, staffed
from bench.generated import TEAMS, Writer
from bench.result import Result, percentile
from bench.signed_in import pages, sign_in
from helpdesk.clock import SystemClock
from helpdesk.records.authors import Author
from helpdesk.records.bulk import insert_rows
from helpdesk.records.clocks import FIRST_RESPONSE, MET, Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Base, Database
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import stored
from helpdesk.records.replies import SENT, Reply
from helpdesk.records.staff import MANAGER
from helpdesk.reports.keeping import keep

PEOPLE, YEARS, CHUNK, ROUNDS = 500, 2, 50_000, 12
DAY = 86_400_000_000  # microseconds
AUTHORS = 20_000
AUTHOR = ("id", "network", "remote_id", "handle", "name", "followers", "first_seen_at")
TABLES: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (Conversation, ("id", "account_id", "author_id", "status", "topic", "priority", "team_id", "staff_id", "version",
                    "opened_at", "last_mention_id", "last_activity_at")),
    (Mention, ("id", "account_id", "remote_id", "author_id", "conversation_id", "text", "lang", "published_at",
               "received_at", "state")),
    (Clock, ("id", "conversation_id", "mention_id", "kind", "state", "target_minutes", "policy_revision",
             "calendar_revision", "step", "started_at", "due_at", "ended_at")),
    (Reply, ("id", "submit_key", "conversation_id", "mention_id", "account_id", "staff_id", "parent_remote_id", "text",
             "body", '"then"', "state", "tries", "looks", "not_before", "accepted_at", "sent_at")),
    (Event, ("id", "at", "kind", "conversation_id", "staff_id", "data")),
    (Event, ("id", "at", "kind", "conversation_id", "staff_id", "data")),
)  # fmt: skip


def run(database_url: str | None, *, replies: int = 1_000_000) -> Result:
    """Value: p95 of the default page (28 days, by day), in ms of server time; limit: numpy's time for its figures."""
    clock = SystemClock()
    now = clock.now()
    details: dict[str, Any] = {"replies": replies}
    with fresh(database_url) as database:
        staffed(database, Writer(now).topics(), now, people=PEOPLE)
        _promote(database)
        waits = _history(database, now, replies)
        started = time.perf_counter()
        steps = 0
        while keep(database, "UTC"):
            steps += 1
        took = time.perf_counter() - started
        details["kept_replies_per_second"] = round(replies / took)
        if database.is_sqlite:
            details["bytes_of_database"] = (
                database.engine.connect()
                .exec_driver_sql("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
                .scalar_one()
            )
        browser = sign_in(pages(database), database, 1)
        for name, address in _addresses(now).items():
            taken = _times(browser, address)
            details[f"{name}_p50_ms"] = round(percentile(taken, 0.5), 1)
            details[f"{name}_p95_ms"] = round(percentile(taken, 0.95), 1)
    details |= _peers(waits, now)
    return Result("reports", details["default_p95_ms"], "ms", details["numpy_28_days_ms"], details)


def _addresses(now: datetime) -> dict[str, str]:
    """The pages that are timed: the default one, people and topics, a map of hours, all the history, one person."""
    page, first = "/reports/response-times", (now - timedelta(days=365 * YEARS - 1)).date()
    return {
        "default": page,
        "staff_28_days": f"{page}?by=staff",
        "hours_28_days": f"{page}?by=hour",
        "topics_28_days": f"{page}?by=topic",
        "one_person_28_days": f"{page}?staff=7",
        "days_2_years": f"{page}?from={first}&by=week",
        "staff_2_years": f"{page}?from={first}&by=staff",
        "topics_2_years": f"{page}?from={first}&by=topic",
        "one_person_2_years": f"{page}?from={first}&staff=7&by=week",
        "today": "/reports/today",
    }


def _times(browser: Any, address: str) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = browser.get(address)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.text
    return taken[2:]


def _promote(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE staff SET role = '{MANAGER}' WHERE id = 1")


def _history(database: Database, now: datetime, replies: int) -> Any:
    """Writes conversations that were answered, as the desk's verbs leave them; gives (day, person, microseconds)."""
    dice = np.random.default_rng(1)
    begins, ends = stored(now - timedelta(days=365 * YEARS)), stored(now - timedelta(hours=2))
    published = np.sort(dice.integers(begins, ends, replies))
    waited = (np.exp(dice.normal(np.log(1_080), 1.6, replies)) * 1e6).astype(np.int64) + 1_000_000
    waited = np.minimum(waited, stored(now) - published - 1)
    staff = dice.integers(1, PEOPLE + 1, replies)
    for start in range(0, replies, CHUNK):
        chosen = slice(start, min(start + CHUNK, replies))
        _write(database, start, published[chosen].tolist(), waited[chosen].tolist(), staff[chosen].tolist())
    return np.stack([published // DAY, staff, waited])


def _write(database: Database, start: int, published: list[int], waited: list[int], staff: list[int]) -> None:
    made = [
        _rows(start + place + 1, at, wait, who)
        for place, (at, wait, who) in enumerate(zip(published, waited, staff, strict=True))
    ]
    with database.writing() as connection:
        if start == 0:
            authors = [(n, "practice", f"a{n}", f"a{n}", f"A {n}", n, 0) for n in range(1, AUTHORS + 1)]
            insert_rows(connection, Author, AUTHOR, authors)
        for place, (model, columns) in enumerate(TABLES):
            insert_rows(connection, model, columns, [rows[place] for rows in made])


def _rows(number: int, at: int, wait: int, who: int) -> tuple[tuple[Any, ...], ...]:
    """A conversation, its post, clock and reply, and the two events that tell of them."""
    answered, received, due, team = at + wait, at + 2_000_000, at + 3_600_000_000, number % TEAMS + 1
    sent = f'{{"reply": {number}, "mention": {number}, "sent": {answered}}}'
    return (
        (
            number,
            1,
            number % AUTHORS + 1,
            "waiting",
            f"topic{number % 49}",
            "normal",
            team,
            who,
            2,
            at,
            number,
            answered,
        ),
        (number, 1, f"p{number}", number % AUTHORS + 1, number, "@brightbyte hello", "en", at, received, "sorted"),
        (number, number, number, FIRST_RESPONSE, MET, 60, 1, 1, 0, at, due, answered),
        (
            number,
            f"k{number}",
            number,
            number,
            1,
            who,
            f"p{number}",
            "Hello!",
            "Hello!",
            "wait",
            SENT,
            1,
            0,
            at,
            answered,
            answered,
        ),
        (2 * number, received, "opened", number, None, "{}"),
        (2 * number + 1, answered, "reply_sent", number, who, sent),
    )


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
