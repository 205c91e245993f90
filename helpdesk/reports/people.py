"""A fair view of one person's work: what they carried, not only how fast they were.

Everything is told by the ledger of events. There is no order by speed: who takes the hard ones would stand last.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, case, func, select

from helpdesk.records.clocks import MET
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.records.staff import Staff
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.conditions import both, published_in
from helpdesk.reports.figures import SHARES, Figures, Wait, figures
from helpdesk.reports.question import Question
from helpdesk.reports.reading_waits import asked_or_due
from helpdesk.reports.waiting_times import quantiles
from helpdesk.reports.waits import chosen
from helpdesk.reports.without_need import by_group
from helpdesk.sla.duty import on_duty

GIVING = ("taken", "assigned", "put_back", "moved", "escalated", "handed_out", "returned")
OWNING = ("opened", "followed_up", "reopened", *GIVING, "reply_accepted")


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody did for the customers who wrote in a period.

    figures: of the customers they answered, and those who wait and are theirs now. own_median: from when they got a
    conversation (or the post, if that was later) until their answer. handed_on: conversations they gave away, put back
    or moved, or that went to a colleague because nobody answered. reopened: conversations that they closed and whose
    customer then wrote again, of `closed`.
    """

    id: int
    name: str
    active: bool
    on_duty: bool
    holding: int
    supervised: int  # how many of their next answers need approval; -1: all
    figures: Figures
    own_median: timedelta | None
    taken: int
    handed_on: int
    closed: int
    reopened: int
    without_need: int  # answers of theirs in the period that nobody waited for
    approved: int  # answers of theirs that a colleague approved in the period
    approval_median: timedelta | None  # from when they were written until then; it counts in the customer's wait


def work(connection: Connection, staff_id: int, question: Question, now: datetime) -> Work | None:
    """The work of one person; None for a number that nobody has."""
    who = connection.execute(
        select(Staff.id, Staff.name, Staff.active, Staff.holding, Staff.supervised).where(Staff.id == staff_id)
    ).one_or_none()
    if who is None:
        return None
    others = tuple(pair for pair in question.filters if pair[0] != "staff")
    own = replace(question, filters=(*others, ("staff", str(staff_id))))
    hours, waits, promised = BusinessHours(connection), list[Wait](), list[Wait]()
    for row, asked, is_due in asked_or_due(connection, own):
        wait = hours.measure(row, stored(now)).wait
        waits += [wait] * asked
        promised += [wait] * is_due
    taken, handed_on = _moved(connection, staff_id, question)
    waited = _waited_for_approval(connection, staff_id, question)
    closed, reopened = _closings(connection, staff_id, question)
    return Work(
        *(who.id, who.name, who.active, staff_id in on_duty(connection, now, [staff_id]), who.holding, who.supervised),
        figures=figures(waits, promised, stored(now)),
        own_median=_own_median(connection, own, staff_id),
        taken=taken,
        handed_on=handed_on,
        closed=closed,
        reopened=reopened,
        without_need=by_group(connection, own, "staff").total(),
        approved=len(waited),
        approval_median=timedelta(seconds=median(waited)) if waited else None,
    )


def _moved(connection: Connection, staff_id: int, question: Question) -> tuple[int, int]:
    """How often a conversation was given to them in the period, and how often it was theirs before."""
    period = question.period
    counts = (func.count(case((Event.data[name].as_integer() == staff_id, 1))) for name in ("to", "previous"))
    found = select(*counts).where(Event.kind.in_(GIVING), Event.at >= period.start, Event.at < period.end)
    row = connection.execute(found).one()
    return int(row[0]), int(row[1])


def _waited_for_approval(connection: Connection, staff_id: int, question: Question) -> list[int]:
    """The seconds that each answer of this person waited that was approved in the period."""
    period = question.period
    events = select(Event.data).where(Event.kind == "reply_approved", Event.at >= period.start, Event.at < period.end)
    return [data["waited"] for data in connection.execute(events).scalars() if data["author"] == staff_id]


def _closings(connection: Connection, staff_id: int, question: Question) -> tuple[int, int]:
    """How many conversations this person closed in the period, and how many of them were opened again later."""
    period = question.period
    closed = select(Event.conversation_id, func.max(Event.id).label("last")).where(
        Event.kind == "closed", Event.staff_id == staff_id, Event.at >= period.start, Event.at < period.end
    )
    mine = closed.group_by(Event.conversation_id).subquery("closed")
    again = select(Event.id).where(
        Event.conversation_id == mine.c.conversation_id, Event.id > mine.c.last, Event.kind == "reopened"
    )
    found = connection.execute(select(again.exists()).select_from(mine)).scalars().all()
    return len(found), sum(found)


def _own_median(connection: Connection, own: Question, staff_id: int) -> timedelta | None:
    """The median from when they had both the conversation and the post, until the network showed their answer."""
    answered = both(published_in(own), lambda of: of.state == MET)
    since = _since(connection, own, staff_id)
    waits = chosen(answered, "conversation_id", "received", "ended")
    took = []
    for conversation, received, ended in connection.execute(select(waits)):
        streaks = since.get(conversation, [])
        place = bisect_right(streaks, ended)
        got_it = streaks[place - 1] if place else received
        took.append(max(ended - max(got_it, received), 0))
    (found,) = quantiles(sorted(took), (), SHARES[:1])
    return None if found is None else timedelta(microseconds=found)


def _since(connection: Connection, own: Question, staff_id: int) -> dict[int, list[int]]:
    """For each conversation that they answered, the moments at which it became theirs."""
    answered = chosen(both(published_in(own), lambda of: of.state == MET), "conversation_id")
    events = connection.execute(
        select(Event.conversation_id, Event.kind, Event.at, Event.staff_id, Event.data)
        .where(Event.conversation_id.in_(select(answered.c.conversation_id)))
        .order_by(Event.id)
    )  # of any kind: asked for kinds, SQLite reads all there ever were of them
    owner: dict[int, int | None] = {}
    since: dict[int, list[int]] = {}
    for conversation, kind, at, actor, data in events.all():
        if kind not in OWNING:
            continue
        becomes = _owner_after(kind, actor, data, owner.get(conversation))
        if becomes == staff_id and owner.get(conversation) != staff_id:
            since.setdefault(conversation, []).append(stored(at))
        owner[conversation] = becomes
    return since


def _owner_after(kind: str, actor: int | None, data: dict[str, Any], before: int | None) -> int | None:
    """Whose a conversation is after an event."""
    match kind:
        case "reply_accepted":
            return actor
        case "taken" | "assigned" | "put_back" | "escalated" | "handed_out" | "returned":
            return data.get("to")
        case "moved":
            return None
    return data.get("staff", before)
