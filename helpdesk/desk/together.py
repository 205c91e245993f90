"""Who else is here: who has a conversation open, who writes, who is answering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    bindparam,
    case,
    delete,
    exists,
    literal,
    or_,
    select,
    union_all,
)

from helpdesk.clock import Clock
from helpdesk.desk.permission import permitted
from helpdesk.desk.standing import refuse_unknown
from helpdesk.records.among import among
from helpdesk.records.claims import Claim, Presence
from helpdesk.records.database import Database
from helpdesk.records.drafts import Draft
from helpdesk.records.moment import UtcDateTime
from helpdesk.records.notes import Follower
from helpdesk.records.staff import ROLES, Staff
from helpdesk.records.upsert import upsert

LOOKS = timedelta(seconds=45)  # after the page said so; it says so every 20 seconds while it is in sight
WRITES = timedelta(seconds=15)


@dataclass(frozen=True)
class Together:
    """Who is at one conversation besides the person who asks; names in the order in which they came."""

    answering: str | None = None  # who has the claim; "" when it is the person themselves
    writing: tuple[str, ...] = ()  # besides who is answering
    looking: tuple[str, ...] = ()
    draft: bool = False  # the person who asks has unsent words here
    named: bool = False  # a note asks for the person, who has not looked yet

    @property
    def is_draft_alone(self) -> bool:
        """Whether nobody else is here."""
        return not (self.answering or self.writing or self.looking)


NOBODY = Together()


class Who(NamedTuple):
    """One person at one conversation."""

    staff_id: int
    name: str
    does: str


def here(connection: Connection, conversation_id: int, *, writes: bool, acting: int, at: datetime) -> None:
    """Notes that somebody has the conversation in front of them. Raises Refused (404) when there is none."""
    permitted(connection, acting, *ROLES)
    refuse_unknown(connection, conversation_id)
    values = {
        "conversation_id": conversation_id, "staff_id": acting, "since": at, "ends_at": at + LOOKS,
        "writes_until": at + WRITES if writes else None,
    }  # fmt: skip
    upsert(connection, Presence, values, keep=("since",) if writes else ("since", "writes_until"))


def together(connection: Connection, conversations: Collection[int], me: int, at: datetime) -> dict[int, Together]:
    """Who is at these conversations; those with nobody are left out."""
    if not conversations:
        return {}
    rows = connection.execute(_who_is_where(), {"shown": list(conversations), "me": me, "now": at})
    at_each: dict[int, list[Who]] = defaultdict(list)
    for number, *who in rows:
        at_each[number].append(Who(*who))
    return {number: _together(people, me) for number, people in at_each.items()}


@cache  # put together once: each page of the inbox asks
def _who_is_where() -> Select[*tuple[Any, ...]]:
    me, now = bindparam("me", type_=BigInteger), bindparam("now", type_=UtcDateTime)
    claims = select(Claim.conversation_id, Claim.staff_id, Claim.since, literal("answering").label("does"))
    does = case((Presence.writes_until > now, "writing"), else_="looking")
    others = select(Presence.conversation_id, Presence.staff_id, Presence.since, does)
    named = select(Follower.conversation_id, Follower.staff_id, Follower.since, literal("named"))
    drafts = select(Draft.conversation_id, Draft.staff_id, Draft.saved_at, literal("draft"))
    found = union_all(
        claims.where(Claim.ends_at > now, among(Claim.conversation_id, "shown")),
        others.where(Presence.ends_at > now, Presence.staff_id != me, among(Presence.conversation_id, "shown")),
        named.where(Follower.staff_id == me, Follower.named_at.is_not(None), among(Follower.conversation_id, "shown")),
        drafts.where(Draft.staff_id == me, among(Draft.conversation_id, "shown")),
    ).subquery()
    return (
        select(found.c.conversation_id, found.c.staff_id, Staff.name, found.c.does)
        .join(Staff, Staff.id == found.c.staff_id)
        .order_by(found.c.since)
    )


def _together(people: list[Who], me: int) -> Together:
    answering = next((who for who in people if who.does == "answering"), None)
    besides = [who for who in people if answering is None or who.staff_id != answering.staff_id]
    return Together(
        answering=None if answering is None else "" if answering.staff_id == me else answering.name,
        writing=tuple(who.name for who in besides if who.does == "writing"),
        looking=tuple(who.name for who in besides if who.does == "looking"),
        draft=any(who.does == "draft" for who in people),
        named=any(who.does == "named" for who in people),
    )


def forget_gone(database: Database, clock: Clock) -> bool:
    """Removes the leases that have ended; they count for nothing already. A step of the worker."""
    now = clock.now()
    with database.reading() as connection:
        gone = or_(exists().where(Claim.ends_at <= now), exists().where(Presence.ends_at <= now))
        if not connection.execute(select(gone)).scalar():
            return False
    with database.writing() as connection:
        connection.execute(delete(Claim).where(Claim.ends_at <= now))
        connection.execute(delete(Presence).where(Presence.ends_at <= now))
    return False
