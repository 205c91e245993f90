"""What staff took back within seconds, as a mistake: the ledger tells of it, and no figure counts it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select

from helpdesk.records.events import Event


def never_undone(since: datetime) -> ColumnElement[bool]:
    """Whether an event of `since` or later was left as it was."""
    undone = select(Event.data["event"].as_integer()).where(Event.kind == "undone", Event.at >= since)
    return Event.id.not_in(undone)
