"""The limit that a benchmark compares with: the very rows of a run, inserted once more; and the CPU time of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from bench.desks import fresh
from bench.effort import Effort
from bench.firehose import FIRST, shipped_sorter
from bench.generated import Writer
from bench.raw import ORDER, insert_rate, rows_of
from helpdesk.intake.files import import_lines
from helpdesk.records.database import Database
from helpdesk.records.tables import metadata
from tests.cast import Office, SetClock
from tests.databases import emptied

LINES = 50


def test_the_rows_of_a_run_can_be_inserted_once_more_all_of_them(office: Office, clock: SetClock) -> None:
    database = office.database
    kept = import_lines(database, clock, Writer(FIRST).lines(LINES)).queued
    effort = Effort(database)
    with effort:
        assert shipped_sorter(database).sort_batch()
    rows = rows_of(database, kept)
    assert len(rows["mentions"]) == len(rows["events"]) == kept
    cost = effort.per(kept)
    assert cost["client_cpu_us_per_mention"]
    assert (cost["server_cpu_us_per_mention"] is None) == database.is_sqlite
    with _empty(database) as other:
        assert insert_rate(other, rows, batch=20) > 0
        with other.reading() as connection:
            for table in ORDER:
                count = connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
                assert count == len(rows[table])


@contextmanager
def _empty(database: Database) -> Iterator[Database]:
    if database.is_sqlite:
        with fresh(None) as other:
            yield other
    else:
        emptied(database)
        yield database
