"""The receipt of a clock: how each minute since its start was counted, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from helpdesk.policy.calendars import Calendar
from helpdesk.policy.revisions import NoPolicy, numbered
from helpdesk.records.clocks import IS_LIVE, IS_OVER, PAUSED, Clock
from helpdesk.records.events import Event
from helpdesk.records.moment import read_back, stored
from helpdesk.sla.history import KINDS, Course, courses
from helpdesk.sla.ledger import CLOSED, COUNTED, Pause, Rule, Stretch, stretches, told_apart
from helpdesk.sla.ledger import PAUSED as RESTED

WRITTEN, UNDONE = "reply_accepted", "undone"
DECIDED = ("reply_approved", "reply_returned", "reply_withdrawn")


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of a conversation, as its page lists it."""

    id: int
    kind: str
    state: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    target_minutes: int

    @property
    def is_late(self) -> bool:
        """Whether it ended after it was due; one that still runs is late by the time of day."""
        return self.ended_at is not None and self.ended_at > self.due_at


@dataclass(frozen=True, slots=True)
class Move:
    """A due time that was moved, and why."""

    since: datetime
    before: datetime
    after: datetime
    why: str
    revision: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """One clock, minute by minute, from its start until `until`. The sums are those of the lines."""

    clock: ClockLine
    conversation_id: int
    revision: int
    until: datetime
    lines: tuple[Stretch, ...]
    moves: tuple[Move, ...]

    @property
    def counted(self) -> timedelta:
        """The time that was taken from the target."""
        return self._sum(COUNTED)

    @property
    def paused(self) -> timedelta:
        """The time in which nobody waited for us."""
        return self._sum(RESTED)

    @property
    def closed(self) -> timedelta:
        """The time outside the opening hours."""
        return self._sum(CLOSED)

    @property
    def in_approval(self) -> timedelta:
        """How much of what counted an answer waited for a colleague to approve it."""
        return sum((line.length for line in self.lines if line.in_approval), timedelta(0))

    @property
    def target(self) -> timedelta:
        """What was promised."""
        return timedelta(minutes=self.clock.target_minutes)

    @property
    def left(self) -> timedelta:
        """What is left of it; negative when it was not enough."""
        return self.target - self.counted

    def _sum(self, kind: str) -> timedelta:
        return sum((line.length for line in self.lines if line.kind == kind), timedelta(0))


_LINE = (Clock.id, Clock.kind, Clock.state, Clock.started_at, Clock.due_at, Clock.ended_at, Clock.target_minutes)


def clocks_of(connection: Connection, conversation_id: int) -> list[ClockLine]:
    """The clocks of a conversation, the newest first."""
    found = [
        ClockLine(*row)
        for which in (IS_LIVE, IS_OVER)
        for row in connection.execute(select(*_LINE).where(Clock.conversation_id == conversation_id, which))
    ]
    return sorted(found, key=lambda clock: (clock.ended_at is None, clock.started_at, clock.id), reverse=True)


def receipt(connection: Connection, conversation_id: int, clock_id: int, now: datetime) -> Receipt | None:
    """The receipt as it stands at `now`; None when this conversation has no such clock."""
    row = connection.execute(
        select(*_LINE, Clock.policy_revision, Clock.calendar, Clock.calendar_revision, Clock.paused_at).where(
            Clock.id == clock_id, Clock.conversation_id == conversation_id
        )
    ).one_or_none()
    if row is None:
        return None
    clock = ClockLine(row.id, row.kind, row.state, row.started_at, row.due_at, row.ended_at, row.target_minutes)
    told = connection.execute(
        select(Event.kind, Event.data)
        .where(Event.conversation_id == conversation_id, Event.kind.in_(KINDS))
        .order_by(Event.id)
    ).all()
    course = _course(told, row)
    start = _second(clock.started_at)
    until = max(_second(clock.ended_at or now), start)
    pauses = [
        Pause(_second(read_back(since)), _second(read_back(end)) if end else None) for since, end in course.pauses
    ]
    lines = told_apart(
        stretches(start, until, _rules(connection, course), pauses), _approvals(connection, conversation_id)
    )
    moves = tuple(_moves(told, clock))
    return Receipt(clock, conversation_id, row.policy_revision, until, tuple(lines), moves)


def _second(moment: datetime) -> datetime:
    """Whole seconds, so that what a page shows adds up as well."""
    return moment.replace(microsecond=0)


def _course(told: Sequence[Row[*tuple[Any, ...]]], row: Row[*tuple[Any, ...]]) -> Course:
    """The clock's course by the ledger; a clock from before the ledger told of it was counted by one rule."""
    began = stored(row.started_at)
    for course in reversed(courses((event.kind, event.data) for event in told)):
        if (course.kind, course.started_at) == (row.kind, began):
            return course
    pauses = ((stored(row.paused_at), None),) if row.state == PAUSED else ()
    rule = (began, row.calendar, row.calendar_revision)
    return Course(row.kind, began, row.target_minutes, stored(row.due_at), rules=(rule,), pauses=pauses)


def _approvals(connection: Connection, conversation_id: int) -> list[Pause]:
    """When answers waited for approval, in order: from each that was written so until it was decided or taken back."""
    events = connection.execute(
        select(Event.kind, Event.at, Event.data)
        .where(Event.conversation_id == conversation_id, Event.kind.in_((WRITTEN, *DECIDED, UNDONE)))
        .order_by(Event.id)
    )
    found: list[Pause] = []
    waits: int | None = None  # the answer
    for kind, at, data in events:
        again = kind == UNDONE and data.get("undid") == "reply_approved"
        if again or (kind == WRITTEN and data.get("approval") and data.get("part", 1) == 1):
            waits = data["reply"]
            found.append(Pause(_second(at), None))
        elif kind in DECIDED and waits is not None and data["reply"] == waits:
            found[-1] = found[-1]._replace(until=_second(at))
            waits = None
    return found


def _rules(connection: Connection, course: Course) -> list[Rule]:
    known: dict[int, dict[str, Calendar]] = {}
    rules = []
    for since, key, revision in course.rules:
        if key is not None and revision not in known:
            try:
                calendars = numbered(connection, revision).calendars
            except NoPolicy:
                calendars = ()
            known[revision] = {calendar.key: calendar for calendar in calendars}
        rules.append(Rule(read_back(since), known[revision].get(key) if key is not None else None, revision))
    return rules


def _moves(told: Sequence[Row[*tuple[Any, ...]]], clock: ClockLine) -> Iterator[Move]:
    for event in told:
        if event.kind != "due_moved" or event.data["clock"] != clock.kind:
            continue
        since, before, after = (read_back(event.data[key]) for key in ("since", "from", "to"))
        if clock.started_at <= since and (clock.ended_at is None or since <= clock.ended_at):
            yield Move(since, before, after, event.data["why"], event.data["revision"])
