"""The part of a wait that lay in opening hours: those that its promise was counted in when it ended, or is now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from helpdesk.policy import calendars as calendar_files
from helpdesk.records.policy_revisions import PolicyRevision
from helpdesk.sla.open_time import OpenTime, open_time


class BusinessHours:
    """Opening hours by calendar and revision. Keeps the revisions it has read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, dict[str, OpenTime]] = {}

    def between(self, calendar: str | None, revision: int, start: int, end: int) -> int | None:
        """The open time in microseconds; None where every minute counts, so that there is nothing to tell apart."""
        if calendar is None:
            return None
        if revision not in self._known:
            self._known[revision] = self._read(revision)
        hours = self._known[revision].get(calendar)
        return None if hours is None else hours.between(start, end)

    def _read(self, revision: int) -> dict[str, OpenTime]:
        wanted = select(PolicyRevision.body["calendars"]).where(PolicyRevision.number == revision)
        found: list[Any] = self._connection.execute(wanted).scalar() or []
        calendars = (calendar_files.from_json(each) for each in found)
        return {calendar.key: open_time(calendar) for calendar in calendars}
