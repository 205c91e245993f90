"""The watch: finds the clocks that ran out and says so, once each.

The row and its event are one transaction, so a crash tells it again or not at all, and never twice.
"""

from __future__ import annotations

from helpdesk.clock import Clock as TimeOfDay
from helpdesk.records.clocks import Clock
from helpdesk.records.database import Database
from helpdesk.sla.breach import UNTOLD, tell

BATCH = 500


def watch(database: Database, clock: TimeOfDay) -> bool:
    """Tells the next breaches; true when there may be more."""
    now = clock.now()
    overdue = UNTOLD.where(Clock.due_at < now).order_by(Clock.due_at).limit(BATCH)
    with database.reading() as connection:
        if connection.execute(overdue.limit(1)).first() is None:
            return False
    with database.writing() as connection:
        found = connection.execute(overdue).all()
        for row in found:
            tell(connection, row, now)
    return len(found) == BATCH
