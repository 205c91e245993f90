"""The ledger is asked about conversations by their own events, not by all events of a kind that ever happened."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, event, select

from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.triage.handing_out import LEFT
from helpdesk.triage.who_gets_it import FIRST_HANDED_OUT, OPENED

OF_ONE = select(Event.data).where(Event.conversation_id == 7, Event.kind == "followed_up")
QUESTIONS: dict[str, tuple[Select[Any], dict[str, Any]]] = {
    "what followed in one conversation": (OF_ONE, {}),
    "who left those that wait": (LEFT, {"ids": [7, 8]}),
    "who was given them at first": (OPENED, {"ids": [7, 8]}),
    "who was given those that waited": (FIRST_HANDED_OUT, {"ids": [7, 8]}),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_ledger_is_asked_by_conversation(sqlite_database: Database, question: str) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(sqlite_database.engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    with sqlite_database.reading() as connection:
        connection.execute(*QUESTIONS[question]).all()
        statement, parameters = asked[-1]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any("ix_events_conversation" in str(step) for step in plan), plan
