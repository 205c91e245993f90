"""Back into the team's queue: what would be due while its owner is away.

Somebody whose shift is over keeps what is due after they are back. Of those who went off duty by their own switch
nobody knows when they are back: they keep what isn't due within half an hour. What is being answered is left alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.records.conversations import OPEN, Conversation, Standing, change
from helpdesk.records.database import Database
from helpdesk.records.events import record
from helpdesk.records.staff import Staff
from helpdesk.sla.being_answered import being_answered
from helpdesk.sla.duty import ON_DUTY, shifts_in_force, state

BATCH: Final = 500
SOON: Final = timedelta(minutes=30)

SHIFT_OVER: Final = N_("their shift is over, and it is due before they are back")
IS_AWAY: Final = N_("they are off duty, and it is due soon")


def return_due(database: Database, clock: Clock) -> bool:
    """Returns what would be late with its owner; true when there may be more. A step of the worker."""
    now = clock.now()
    with database.reading() as connection:
        if not any(_some(connection, owner, until, now) for owner, until, _ in _absent(connection, now)):
            return False
    returned = 0
    with database.writing() as connection:
        revision = shifts_in_force(connection).revision
        for owner, until, why in _absent(connection, now):
            for before in _some(connection, owner, until, now, locked=True):
                change(connection, before, staff_id=None)
                record(
                    connection, "returned", now, conversation_id=before.id, to=None, previous=owner, why=why,
                    revision=revision,
                )  # fmt: skip
                returned += 1
    return returned >= BATCH


def _absent(connection: Connection, now: datetime) -> list[tuple[int, datetime, str]]:
    """Who holds something and is not on duty, and until when what is due does not stay with them."""
    holders = connection.execute(
        select(Staff.id, Staff.email, Staff.active, Staff.on_duty).where(Staff.holding > 0).order_by(Staff.id)
    )
    shifts, absent = shifts_in_force(connection), []
    for row in holders:
        if state(shifts, row.email, now, active=row.active, on_duty=row.on_duty) == ON_DUTY:
            continue
        stint = shifts.stint(row.email, now)
        if stint.working or stint.until is None:
            absent.append((row.id, now + SOON, IS_AWAY))
        else:
            absent.append((row.id, max(stint.until, now + SOON), SHIFT_OVER))
    return absent


def _some(
    connection: Connection, owner: int, until: datetime, now: datetime, *, locked: bool = False
) -> list[Standing]:
    held = (
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
        .where(
            Conversation.staff_id == owner,
            Conversation.status == OPEN,
            Conversation.due_at <= until,
            ~being_answered(),
        )
        .order_by(Conversation.id)
        .limit(BATCH if locked else 1)
    )
    found = connection.execute(held.with_for_update(skip_locked=True) if locked else held, {"now": now})
    return [Standing(*row) for row in found]
