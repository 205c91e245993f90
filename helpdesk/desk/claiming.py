"""Two people never answer one customer: whoever begins to write has the conversation for a while.

A claim is a lease. Each save of the draft renews it, sending ends it, and who stops writing loses it by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select

from helpdesk.desk.refused import Refused
from helpdesk.desk.standing import standing
from helpdesk.language import gettext as _
from helpdesk.records.claims import Claim
from helpdesk.records.events import record
from helpdesk.records.staff import Staff
from helpdesk.records.upsert import upsert

LASTS = timedelta(seconds=90)  # after the last letter; longer than it takes to look something up


class Holder(NamedTuple):
    """Who is answering, since when, and until when nobody else can."""

    staff_id: int
    name: str
    since: datetime
    ends_at: datetime


class Claimed(Refused):
    """A colleague is answering this customer."""


def claim(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> bool:
    """Claims the conversation or renews one's claim; false when a colleague's runs. Ask for permission before."""
    mine = {"conversation_id": conversation_id, "staff_id": acting, "since": at, "ends_at": at + LASTS}
    free = or_(Claim.staff_id == acting, Claim.ends_at <= at)
    renewed = (
        connection.execute(
            select(Claim.since)
            .where(Claim.conversation_id == conversation_id, Claim.staff_id == acting, Claim.ends_at > at)
        ).scalar()
        is not None
    )  # fmt: skip
    return upsert(connection, Claim, mine, keep=("since",) if renewed else (), when=free)


def take_over(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> None:
    """Answers instead of the colleague who was answering. They are told, and keep their draft."""
    standing(connection, conversation_id, acting=acting)
    before = holder(connection, conversation_id, at)
    mine = {"conversation_id": conversation_id, "staff_id": acting, "since": at, "ends_at": at + LASTS}
    if before is not None and before.staff_id == acting:
        return
    upsert(connection, Claim, mine)
    if before is not None:
        record(
            connection, "claim_taken_over", at, conversation_id=conversation_id, staff_id=acting,
            previous=before.staff_id,
        )  # fmt: skip


def give_up(connection: Connection, conversation_id: int, *, acting: int) -> None:
    """Ends one's own claim, if there is one."""
    connection.execute(delete(Claim).where(Claim.conversation_id == conversation_id, Claim.staff_id == acting))


def holder(connection: Connection, conversation_id: int, at: datetime) -> Holder | None:
    """Who is answering at this moment."""
    found = connection.execute(
        select(Claim.staff_id, Staff.name, Claim.since, Claim.ends_at)
        .join(Staff, Staff.id == Claim.staff_id)
        .where(Claim.conversation_id == conversation_id, Claim.ends_at > at)
    ).one_or_none()
    return Holder(*found) if found else None


def refuse_if_anothers(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> None:
    """Raises Claimed while a colleague is answering."""
    who = holder(connection, conversation_id, at)
    if who is not None and who.staff_id != acting:
        told = _("%(who)s is answering this customer. Your text is kept: wait, or answer instead.", who=who.name)
        raise Claimed(told)
