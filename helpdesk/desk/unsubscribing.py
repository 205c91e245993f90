"""Stopping the mails of a kept report by the link in one of them, which asks for no sign-in.

The link names the event by which the mails were chosen. It holds as long as they come, also when their day or hour
changes, and never stops those that were chosen anew after an end. Whoever lost their seat can use theirs, too.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, select, update
from sqlalchemy.orm import aliased

from helpdesk.records.events import Event, record
from helpdesk.records.saved_reports import MAIL_CHOSEN, NEVER, SavedReport


def mailed(connection: Connection, choice: int) -> str | None:
    """The name of the report whose mails began or went on with the event `choice`; None when they were stopped."""
    found = connection.execute(_of(choice)).one_or_none()
    return None if found is None else str(found.name)


def stop(connection: Connection, choice: int, *, at: datetime) -> None:
    """Sends no more of them; does nothing when they were stopped already."""
    found = connection.execute(_of(choice)).one_or_none()
    if found is None:
        return
    connection.execute(update(SavedReport).where(SavedReport.id == found.id).values(mailed=NEVER, mailed_for=""))
    record(connection, MAIL_CHOSEN, at, staff_id=found.staff_id, report=found.id, mailed=NEVER, by="link")


def _of(choice: int) -> Select[int, int, str]:
    later = aliased(Event)
    stopped_since = select(later.id).where(
        later.kind == MAIL_CHOSEN,
        later.staff_id == Event.staff_id,
        later.id > Event.id,
        later.data["report"].as_integer() == SavedReport.id,
        later.data["mailed"].as_string() == NEVER,
    )
    return (
        select(SavedReport.id, SavedReport.staff_id, SavedReport.name)
        .join(Event, Event.staff_id == SavedReport.staff_id)
        .where(
            Event.id == choice,
            Event.kind == MAIL_CHOSEN,
            Event.data["report"].as_integer() == SavedReport.id,
            Event.at >= SavedReport.created_at,  # or it speaks of a report that had this number before
            SavedReport.mailed != NEVER,
            ~stopped_since.exists(),
        )
    )
