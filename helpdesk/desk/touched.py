"""Whom the newest events touched, and which conversations: what a page that refreshes itself must read anew.

Nothing happens without an event. It names the conversation, who did it, and in its data the other people it is about:
to whom something went and from whom. Whose the conversation is now is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, case, literal, select, true, union_all

from helpdesk.records.among import among
from helpdesk.records.claims import Claim, Presence
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import NEWEST, Event
from helpdesk.records.moment import UtcDateTime
from helpdesk.records.notes import Follower

MOST = 5_000  # events; of more at once everything counts as touched
ABOUT_ONE = ("signed_in", "signed_out")  # without a conversation, and yet no matter of everybody's
PEOPLE = ("staff", "staff_id", "to", "previous", "of")  # names of people's numbers in the data of events
Here = frozenset[tuple[int, int, str]]


class Happened(NamedTuple):
    """The newest event, and who is where: nothing happens without an event but that people come, write and leave."""

    newest: int
    here: Here


@dataclass(slots=True)
class Touches:
    """`everything`: something happened that any page may show, such as a new policy.

    `people`: those whose conversations were touched, or who did something; `seats`: of whom it matters who they are.
    """

    everything: bool = False
    people: set[int | None] = field(default_factory=set)
    seats: set[int] = field(default_factory=set)
    conversations: set[int] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)


def happened(connection: Connection, now: datetime) -> Happened:
    """Something that differs as soon as anything happened at this desk, and is the same in every process until then."""
    rows = connection.execute(_happened(), {"now": now}).all()
    here = frozenset((row[1], row[2], row[3]) for row in rows if row[1] is not None)
    return Happened(rows[0][0] or 0, here)


def numbers_after(connection: Connection, after: int) -> list[int]:
    """The numbers of the events after this one, up to `MOST` + 1."""
    return list(connection.execute(_numbers(), {"after": after}).scalars())


def touched(connection: Connection, events: Sequence[int], moved: Here) -> Touches:
    """Whom and what these events touched, and people who `moved`: came, left, or do something else now."""
    found = Touches(conversations={conversation for conversation, _, _ in moved})
    for row in connection.execute(_events(), {"numbers": list(events)}) if events else ():
        found.people.update(_people(row))
        if row.conversation_id is not None:
            found.conversations.add(row.conversation_id)
        elif row.kind in ABOUT_ONE:
            found.seats.add(row.staff_id)
        else:
            found.everything = True
    if found.conversations:
        numbers = {"numbers": list(found.conversations)}
        for owner, customer in connection.execute(_owners(), numbers):
            found.people.add(owner)
            found.customers.add(customer)
        found.people.update(connection.execute(_followers(), numbers).scalars())
    return found


def _people(row: Row[Any]) -> Iterator[int]:
    if row.staff_id is not None:
        yield row.staff_id
    for data in (row.data, row.data.get("was")):
        if isinstance(data, dict):
            yield from (number for name in PEOPLE if isinstance(number := data.get(name), int))


@cache
def _numbers() -> Select[int]:
    later: Select[int] = select(Event.id).where(Event.id > bindparam("after")).order_by(Event.id)
    return later.limit(MOST + 1)


@cache
def _events() -> Select[*tuple[Any, ...]]:
    return select(Event.kind, Event.conversation_id, Event.staff_id, Event.data).where(among(Event.id, "numbers"))


@cache
def _happened() -> Select[*tuple[Any, ...]]:
    now = bindparam("now", type_=UtcDateTime)
    does = case((Presence.writes_until > now, "writing"), else_="looking")
    here = union_all(
        select(Claim.conversation_id, Claim.staff_id, literal("answering").label("does")).where(Claim.ends_at > now),
        select(Presence.conversation_id, Presence.staff_id, does).where(Presence.ends_at > now),
    ).subquery("here")
    newest = select(NEWEST.label("newest")).subquery("ledger")  # one row, also when nobody is anywhere
    there = (here.c.conversation_id, here.c.staff_id, here.c.does)
    return select(newest.c.newest, *there).select_from(newest.outerjoin(here, true()))


@cache
def _owners() -> Select[int | None, int]:
    return select(Conversation.staff_id, Conversation.author_id).where(among(Conversation.id, "numbers"))


@cache
def _followers() -> Select[int]:
    return select(Follower.staff_id).where(among(Follower.conversation_id, "numbers"))
