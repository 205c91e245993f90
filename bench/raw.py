"""The limit: the very rows that a run made, inserted once more by the database's fastest way, in the same batches.

Foreign keys are not checked here, so the limit is higher than what a real writer could reach.
"""

from __future__ import annotations

import time
from typing import Any

import orjson
from sqlalchemy import event

from helpdesk.records.database import Database
from helpdesk.records.tables import metadata

ORDER = ("authors", "conversations", "mentions", "clocks", "events")  # in the order of need


def rows_of(database: Database, mentions: int) -> dict[str, list[tuple[Any, ...]]]:
    """The first `mentions` mentions and all rows that belong to them, as stored."""
    conversations = f"SELECT conversation_id FROM mentions WHERE id <= {mentions}"
    wanted = {
        "authors": f"id IN (SELECT author_id FROM mentions WHERE id <= {mentions})",
        "conversations": f"id IN ({conversations})",
        "mentions": f"id <= {mentions}",
        "clocks": f"mention_id <= {mentions}",
        "events": f"kind <> 'policy_published' AND conversation_id IN ({conversations})",
    }
    with database.reading() as connection:
        return {
            table: [
                tuple(orjson.dumps(value).decode() if isinstance(value, dict) else value for value in row)
                for row in connection.exec_driver_sql(
                    f"SELECT {_names(table)} FROM {table} WHERE {condition} ORDER BY id"
                )
            ]
            for table, condition in wanted.items()
        }


def insert_rate(database: Database, rows: dict[str, list[tuple[Any, ...]]], batch: int) -> float:
    """Mentions a second when `rows` are only inserted, `batch` mentions a commit, into `database` (empty of them)."""
    mentions = len(rows["mentions"])
    batches = max(1, mentions // batch)
    if database.is_sqlite:
        _without_foreign_keys(database)
    started = time.perf_counter()
    for number in range(batches):
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for table in ORDER:
                some = rows[table][len(rows[table]) * number // batches : len(rows[table]) * (number + 1) // batches]
                _insert(connection, table, some)
    return mentions / (time.perf_counter() - started)


def _without_foreign_keys(database: Database) -> None:
    @event.listens_for(database.engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = OFF")

    database.engine.dispose()


def _insert(connection: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    names = _names(table)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in rows[0])
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        return
    with (
        connection.connection.driver_connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _names(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in metadata.tables[table].columns)
