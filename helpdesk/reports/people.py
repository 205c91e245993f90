"""A fair view of one person's work: what they carried, not only how fast they were.

Everything is told by the ledger of events. There is no order by speed: who takes the hard ones would stand last.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, select

from helpdesk.records.among import among
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.records.staff import Staff
from helpdesk.reports.approval import Approval, approval
from helpdesk.reports.columns import NOTHING
from helpdesk.reports.conditions import both, published_in, wanted
from helpdesk.reports.figures import SHARES, Figures
from helpdesk.reports.mistakes import never_undone
from helpdesk.reports.question import Question
from helpdesk.reports.reading_waits import asked_or_due, read_waits
from helpdesk.reports.response_times import total
from helpdesk.reports.waiting_times import quantiles
from helpdesk.reports.without_need import by_group
from helpdesk.sla.duty import on_duty

GIVING = ("taken", "assigned", "put_back", "moved", "escalated", "handed_out", "returned")
OWNING = ("opened", "followed_up", "reopened", *GIVING, "reply_accepted")


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody did for the customers who wrote in a period.

    figures: of the customers they answered, and those who wait and are theirs now. own_median: of the same, from when
    they got a conversation (or the post, if that was later) until their answer, with those who wait as "at least this
    long". handed_on: conversations they gave away, put back or moved, or that went to a colleague because nobody
    answered. reopened: conversations that they closed and that were opened again, of `closed`.
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
    approval: Approval  # of their answers; it counts in the customer's wait


def work(connection: Connection, staff_id: int, question: Question, now: datetime) -> Work | None:
    """The work of one person; None for a number that nobody has."""
    who = connection.execute(
        select(Staff.id, Staff.name, Staff.active, Staff.holding, Staff.supervised).where(Staff.id == staff_id)
    ).one_or_none()
    if who is None:
        return None
    others = tuple(pair for pair in question.filters if pair[0] != "staff")
    own = replace(question, filters=(*others, ("staff", str(staff_id))))
    taken, handed_on = _moved(connection, staff_id, question)
    closed, reopened = _closings(connection, staff_id, question)
    return Work(
        *(who.id, who.name, who.active, staff_id in on_duty(connection, now, [staff_id]), who.holding, who.supervised),
        figures=total(connection, own, now),
        own_median=_own_median(connection, own, staff_id, stored(now)),
        taken=taken,
        handed_on=handed_on,
        closed=closed,
        reopened=reopened,
        without_need=by_group(connection, own, "staff").total(),
        approval=approval(connection, staff_id, question.period, now),
    )


def _moved(connection: Connection, staff_id: int, question: Question) -> tuple[int, int]:
    """How often a conversation was given to them in the period, and how often it was theirs before."""
    period = question.period
    counts = (func.count(case((Event.data[name].as_integer() == staff_id, 1))) for name in ("to", "previous"))
    found = select(*counts).where(Event.kind.in_(GIVING), Event.at >= period.start, Event.at < period.end)
    row = connection.execute(found).one()
    return int(row[0]), int(row[1])


def _closings(connection: Connection, staff_id: int, question: Question) -> tuple[int, int]:
    """How many conversations this person closed in the period, and how many of them were opened again later."""
    period = question.period
    closed = select(Event.conversation_id, func.max(Event.id).label("last")).where(
        *(Event.kind == "closed", Event.staff_id == staff_id, Event.at >= period.start, Event.at < period.end),
        never_undone(period.start),
    )
    mine = closed.group_by(Event.conversation_id).subquery("closed")
    again = select(Event.id).where(
        *(Event.conversation_id == mine.c.conversation_id, Event.id > mine.c.last, Event.kind == "reopened"),
        never_undone(period.start),
    )
    found = connection.execute(select(again.exists()).select_from(mine)).scalars().all()
    return len(found), sum(found)


def _own_median(connection: Connection, own: Question, staff_id: int, now: int) -> timedelta | None:
    """The median from when they had both the conversation and the post, until the network showed their answer.

    Those who wait with them now count as "at least this long", as everywhere.
    """
    condition = both(published_in(own), wanted)
    waits = read_waits(connection, condition, ("conversation_id", "received", "ended"), now, within=asked_or_due(own))
    since = _since(connection, waits.conversation_id.values.tolist(), staff_id)
    took: list[int] = []
    going_on: list[int] = []
    rows = zip(*(waits[name].values.tolist() for name in ("conversation_id", "received", "ended")), strict=True)
    for conversation, received, ended in rows:
        until, streaks = now if ended == NOTHING else ended, since.get(conversation, [])
        place = bisect_right(streaks, until)
        got_it = streaks[place - 1] if place else received
        (going_on if ended == NOTHING else took).append(max(until - max(got_it, received), 0))
    (found,) = quantiles(sorted(took), sorted(going_on), SHARES[:1])
    return None if found is None else timedelta(microseconds=found)


def _since(connection: Connection, theirs: list[int], staff_id: int) -> dict[int, list[int]]:
    """For each of these conversations, the moments at which it became this person's."""
    events = connection.execute(
        select(Event.conversation_id, Event.kind, Event.at, Event.staff_id, Event.data)
        .where(among(Event.conversation_id, "theirs"))
        .order_by(Event.id),
        {"theirs": sorted(set(theirs))},
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
