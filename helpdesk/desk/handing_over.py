"""Going off duty: what is somebody's, when it is due, and giving all of it back to their teams' queues at once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from helpdesk.desk.bulk import MOST, Done, to_each
from helpdesk.desk.owning import put_back
from helpdesk.desk.staffing import set_on_duty
from helpdesk.records.authors import Author
from helpdesk.records.conversations import OPEN, SNOOZED, WAITING, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.staff import Staff, Team
from helpdesk.sla.duty import shifts_in_force
from helpdesk.sla.shifts import Stint

UNDONE = (OPEN, SNOOZED)


class Held(NamedTuple):
    """One conversation that its customer, or its owner, wants to be gone on with."""

    id: int
    customer: str
    words: str
    team: str
    status: str
    due_at: datetime | None
    snoozed_until: datetime | None


class Theirs(NamedTuple):
    """What somebody has: up to MOST of what is to be handed over, how many these are, and how many wait for customers.

    `shift` is None for those whom the policy gives none.
    """

    held: list[Held]
    many: int
    waiting: int
    shift: Stint | None


def theirs(connection: Connection, staff_id: int, now: datetime) -> Theirs:
    """What this person would leave behind at `now`, what is due first at the top."""
    name = func.coalesce(func.nullif(Author.name, ""), Author.handle)
    found = connection.execute(
        select(
            *(Conversation.id, name, Mention.text, Team.name, Conversation.status, Conversation.due_at),
            Conversation.snoozed_until,
        )
        .join(Author, Author.id == Conversation.author_id)
        .join(Mention, Mention.id == Conversation.last_mention_id)
        .join(Team, Team.id == Conversation.team_id)
        .where(Conversation.staff_id == staff_id, Conversation.status.in_(UNDONE))
        .order_by(Conversation.due_at.is_(None), Conversation.due_at, Conversation.id)
        .limit(MOST)
    ).all()
    counted = dict(
        connection.execute(
            select(Conversation.status, func.count())
            .where(Conversation.staff_id == staff_id, Conversation.status.in_((*UNDONE, WAITING)))
            .group_by(Conversation.status)
        ).all()
    )
    return Theirs(
        [Held(*row) for row in found],
        sum(counted.get(status, 0) for status in UNDONE),
        counted.get(WAITING, 0),
        shift_of(connection, staff_id, now),
    )


def shift_of(connection: Connection, staff_id: int, now: datetime) -> Stint | None:
    """Where somebody is in their shift; None for those whom the policy gives none."""
    email = connection.execute(select(Staff.email).where(Staff.id == staff_id)).scalar_one()
    shifts = shifts_in_force(connection)
    duty = shifts.duties.get(email)
    return shifts.stint(email, now) if duty and duty.shift else None


def hand_over(connection: Connection, *, acting: int, at: datetime) -> Done | None:
    """Gives all that is theirs back to the queues, and takes them off duty; None when nothing was theirs.

    Whoever takes that back is on duty again, too.
    """
    off_duty = set_on_duty(connection, acting, False, at, acting=acting)
    numbers = [each.id for each in theirs(connection, acting, at).held]
    if not numbers:
        return None
    return to_each(
        connection, numbers,
        lambda connection, number: put_back(connection, number, acting=acting, at=at, handed_over=True),
        acting=acting, at=at, with_them=[] if off_duty is None else [off_duty],
    )  # fmt: skip
