"""Another policy is in force: clocks that run are counted by its calendars from then on.

Targets stay. What has passed stays counted as it was; only what was left at the moment of publication is counted anew,
so a due time moves forward of that moment alone, and a breach stays a breach. Each move is an event. Clocks are gone
through a batch a transaction, revision by revision, from where the last one stopped.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from helpdesk.clock import Clock as TimeOfDay
from helpdesk.language import N_
from helpdesk.policy.revisions import Policy, newest_number, numbered
from helpdesk.records.calendar_moves import CalendarMove
from helpdesk.records.clocks import IS_RUNNING, Clock, earliest_due
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.events import record
from helpdesk.records.moment import stored
from helpdesk.records.policy_revisions import PolicyRevision
from helpdesk.records.turns import take_turn
from helpdesk.sla.due import DueTimes
from helpdesk.sla.hours import Hours
from helpdesk.sla.steps import BREACH, moment

BATCH = 500
SETTLED = timedelta(minutes=1)  # whatever began while the revision was published has ended by then
WHY = N_("the opening hours changed")


def move(database: Database, clock: TimeOfDay) -> bool:
    """Moves the next batch of due times; true when there may be more."""
    now = clock.now()
    with database.reading() as connection:
        if _next_revision(connection, now) is None:
            return False
    with database.writing() as connection:
        take_turn(connection, "moving")
        revision = _next_revision(connection, now)
        if revision is not None:
            _move_some(connection, revision, now)
    return True


def _next_revision(connection: Connection, now: datetime) -> int | None:
    """The oldest revision that was not gone through; then the newest once more, when it has settled."""
    newest = newest_number(connection)
    passed = select(func.max(CalendarMove.revision)).where(CalendarMove.passed_at.is_not(None))
    done = connection.execute(passed).scalar() or 0
    if done < newest:
        return done + 1
    settled = select(CalendarMove.revision).where(
        CalendarMove.revision == newest, CalendarMove.ended_at.is_(None), CalendarMove.passed_at <= now - SETTLED
    )
    return connection.execute(settled).scalar()


def _move_some(connection: Connection, revision: int, now: datetime) -> None:
    place = _place(connection, revision)
    found: list[Any] = []
    if revision > 1:  # the first one moves nothing
        old, new = numbered(connection, revision - 1), numbered(connection, revision)
        if (old.calendars, old.calendar, old.topics) != (new.calendars, new.calendar, new.topics):
            found = _next(connection, place.after_clock, revision)
            _move(connection, found, new, now)
    values: dict[str, object] = {"after_clock": found[-1].id} if found else {}
    if len(found) < BATCH:
        values = {"after_clock": 0, "passed_at": now} if place.passed_at is None else {"ended_at": now}
    connection.execute(update(CalendarMove).where(CalendarMove.revision == revision).values(**values))


def _place(connection: Connection, revision: int) -> Row[*tuple[Any, ...]]:
    row = select(CalendarMove.after_clock, CalendarMove.passed_at).where(CalendarMove.revision == revision)
    if connection.execute(row).first() is None:
        connection.execute(insert(CalendarMove).values(revision=revision, after_clock=0))
    return connection.execute(row).one()


def _next(connection: Connection, after: int, revision: int) -> list[Any]:
    """The next clocks, their conversations locked first, as everybody does who changes both."""
    some = (
        select(
            *(Clock.id, Clock.conversation_id, Clock.kind, Clock.calendar, Clock.due_at, Clock.target_minutes),
            *(Clock.step, Clock.alarm_at, Clock.calendar_revision, Conversation.topic),
        )
        .join(Conversation, Conversation.id == Clock.conversation_id)
        .where(Clock.id > after, IS_RUNNING, Clock.calendar_revision < revision)
        .order_by(Clock.id)
        .limit(BATCH)
    )
    conversations = {row.conversation_id for row in connection.execute(some)}
    locked = select(Conversation.id).where(Conversation.id.in_(conversations)).order_by(Conversation.id)
    connection.execute(locked.with_for_update()).all()
    return list(connection.execute(some).all())


def _move(connection: Connection, clocks: list[Any], new: Policy, now: datetime) -> None:
    published = select(PolicyRevision.published_at).where(PolicyRevision.number == new.revision)
    at: datetime = connection.execute(published).scalar_one()
    after = DueTimes(new.calendars)
    hours = Hours(connection, new, after)
    for clock in clocks:
        calendar = new.hours(new.topic(clock.topic) or new.catch_all)
        was, counts = hours.of(clock.calendar, clock.calendar_revision), after.time(calendar)
        if was.calendar == counts.calendar or clock.due_at <= at:
            continue
        due_at = counts.add(at, was.between(at, clock.due_at))
        if due_at is None:
            continue  # the new hours never open: no promise can be kept by them, so the old one stays
        values: dict[str, Any] = {"calendar": calendar, "calendar_revision": new.revision, "due_at": due_at}
        if clock.alarm_at is not None and clock.step <= BREACH:
            values["alarm_at"] = moment(
                new.alarms, clock.step, time=counts, due_at=due_at, target_minutes=clock.target_minutes, since=at
            )
        connection.execute(update(Clock).where(Clock.id == clock.id, IS_RUNNING).values(**values))
        due = {"due_at": earliest_due(connection, clock.conversation_id), "version": Conversation.version + 1}
        connection.execute(update(Conversation).where(Conversation.id == clock.conversation_id).values(**due))
        record(
            connection, "due_moved", now, conversation_id=clock.conversation_id, clock=clock.kind, since=stored(at),
            **{"from": stored(clock.due_at), "to": stored(due_at)}, why=WHY, calendar=calendar, revision=new.revision,
        )  # fmt: skip
