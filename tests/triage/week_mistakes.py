"""Steps of the desk with a mistake in each, and the words in which a simulated week names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from helpdesk.policy.revisions import Policy, in_force
from helpdesk.records.conversations import OPEN, Conversation, Standing, change
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored
from helpdesk.records.staff import Staff
from helpdesk.sla.duty import shifts_in_force
from helpdesk.sla.shifts import Shifts
from helpdesk.triage.assigning import Assigning
from helpdesk.triage.handing_out import hand_out
from tests.triage.day import Day, Step


@dataclass(frozen=True)
class Mistake:
    """What is done in place of a step (with `and_then`: before it), and what is said of it."""

    step: str
    does: Step
    says: str
    and_then: bool = False


def with_mistake(day: Day, mistake: Mistake) -> Day:
    """The same desk, with the mistake in it."""
    right = day.steps[mistake.step]
    day.steps[mistake.step] = (lambda day: mistake.does(day) or right(day)) if mistake.and_then else mistake.does
    return day


def _hands_out(day: Day, shifts: Callable[[Policy], Shifts]) -> bool:
    """Hands out the queues, by other shifts and ceilings than are in force."""
    now = day.office.clock.now()
    with day.office.database.writing() as connection:
        assigning = Assigning(connection, shifts(in_force(connection)), now)
        hand_out(connection, assigning, now)
        assigning.write(connection, now)
    return False


def _ignores_ceilings(day: Day) -> bool:
    return _hands_out(day, lambda policy: Shifts(_duties(policy, ceiling=10_000)))


def _ignores_the_ceiling_of_all(day: Day) -> bool:
    return _hands_out(day, lambda policy: Shifts(replace(policy, ceiling=None)))


def _ignores_daily_ceilings(day: Day) -> bool:
    return _hands_out(day, lambda policy: Shifts(_duties(policy, daily_ceiling=None)))


def _ignores_shifts(day: Day) -> bool:
    return _hands_out(day, lambda policy: Shifts(_duties(policy, shift=None, exceptions=())))


def _duties(policy: Policy, **other: Any) -> Policy:
    return replace(policy, duties=tuple(replace(duty, **other) for duty in policy.duties))


def _takes_the_newest(day: Day) -> bool:
    """Hands out first what waits for the shortest time."""
    now = day.office.clock.now()
    columns = (Conversation.id, Conversation.version, Conversation.author_id, Conversation.topic, Mention.lang)
    newest = (
        select(*columns, as_stored(Conversation.due_at).label("due"))
        .join(Mention, Mention.id == Conversation.last_mention_id)
        .where(Conversation.status == OPEN, Conversation.staff_id.is_(None))
        .order_by(Conversation.due_at.desc(), Conversation.id)
    )
    with day.office.database.writing() as connection:
        assigning = Assigning(connection, shifts_in_force(connection), now)
        for team in assigning.free_teams():
            for row in connection.execute(newest.where(Conversation.team_id == team)).all():
                if not assigning.is_free(team):
                    break
                _give(connection, assigning, team, row, now)
        assigning.write(connection, now)
    return False


def _give(connection: Connection, assigning: Assigning, team: int, row: Row[Any], now: datetime) -> None:
    to, told = assigning.pick(team, author=row.author_id, topic=row.topic, due=row.due, lang=row.lang)
    values = {"staff_id": to, "version": row.version + 1}
    connection.execute(update(Conversation).where(Conversation.id == row.id).values(**values))
    record(connection, "handed_out", now, conversation_id=row.id, to=to, previous=None, **told)


def _returns(day: Day, *, tells: bool, counts: bool) -> bool:
    """Returns everything that those hold who switched themselves off."""
    now = day.office.clock.now()
    held = (
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
        .join(Staff, Staff.id == Conversation.staff_id)
        .where(Conversation.status == OPEN, Staff.on_duty.is_(False))
    )
    with day.office.database.writing() as connection:
        for row in connection.execute(held).all():
            before = Standing(*row)
            if counts:
                change(connection, before, staff_id=None)
            else:
                values = {"staff_id": None, "version": before.version + 1}
                connection.execute(update(Conversation).where(Conversation.id == before.id).values(**values))
            if tells:
                why = {"to": None, "previous": before.staff_id, "why": "they are off duty"}
                record(connection, "returned", now, conversation_id=before.id, **why)
    return False


MISTAKES = {
    "a ceiling is ignored": Mistake("sort", _ignores_ceilings, "on duty and below both ceilings", and_then=True),
    "the ceiling of all is ignored": Mistake("sort", _ignores_the_ceiling_of_all, "below both ceilings", and_then=True),
    "a daily ceiling is ignored": Mistake("sort", _ignores_daily_ceilings, "below both ceilings", and_then=True),
    "a shift is ignored": Mistake("sort", _ignores_shifts, "on duty and below both ceilings", and_then=True),
    "the newest goes first": Mistake("sort", _takes_the_newest, "the oldest deadline goes first", and_then=True),
    "nothing is returned": Mistake("return", lambda _: False, "is off duty and doesn't hold"),
    "a return isn't told": Mistake("return", lambda day: _returns(day, tells=False, counts=True), "by its events Told"),
    "a return isn't counted": Mistake("return", lambda day: _returns(day, tells=True, counts=False), "by the events"),
}
