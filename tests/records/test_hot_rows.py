"""Rows that are written thousands of times a second give up their foreign keys, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, select

from helpdesk.records import schema
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from tests.cast import Office, SetClock
from tests.town import town

BEFORE = "0005"


@pytest.mark.parametrize("steps", [1, 2])
def test_a_filled_desk_keeps_every_row_when_its_keys_are_given_up(
    office: Office, tmp_path: Path, clock: SetClock, steps: int
) -> None:
    database = office.database
    with town(office, tmp_path) as brightbyte:
        first = brightbyte.carl_writes("@brightbyte where is my refund?")
        brightbyte.carl_writes("@brightbyte hello?", answers=first)
        brightbyte.poll()
        brightbyte.sort()
    kept = _rows(database)
    assert len(kept) == 2
    for _ in range(steps):
        _move(database, command.downgrade, BEFORE)
        assert _keys(database) == 8
        assert _rows(database) == kept
        _move(database, command.upgrade, "head")
        assert _keys(database) == 0
        assert _rows(database) == kept
    with database.reading() as connection:
        assert schema.drift(connection) == []
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def _move(database: Database, way: object, to: str) -> None:
    with database.writing() as connection:
        way(schema._config(connection), to)  # type: ignore[operator]  # there is no command to go back


def _keys(database: Database) -> int:
    inspected = inspect(database.engine)
    return sum(len(inspected.get_foreign_keys(table)) for table in ("mentions", "conversations", "clocks"))


def _rows(database: Database) -> list[tuple[object, ...]]:
    found = select(Mention.id, Mention.text, Conversation.id, Conversation.staff_id).join(
        Conversation, Conversation.id == Mention.conversation_id
    )
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(found.order_by(Mention.id))]
