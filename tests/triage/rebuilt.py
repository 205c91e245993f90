"""The state of a desk, rebuilt from nothing but its events, and where the tables say something else.

It knows the steps of the simulated days: opened, written again, handed out, returned, closed, opened again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import as_stored
from helpdesk.records.staff import Staff
from helpdesk.sla.history import KINDS, courses

MOST = 20  # sentences: one mistake can be in every row


@dataclass
class Told:
    """A conversation as its events tell of it."""

    topic: str
    team: int
    opened: int
    status: str = OPEN
    owner: int | None = None
    due: int | None = None
    closed: int | None = None
    version: int = 0


@dataclass
class Rebuilt:
    """Everything that the events tell."""

    conversations: dict[int, Told]
    mentions: dict[int, int]  # in which conversation each is
    clocks: dict[int, list[tuple[str, dict[str, Any]]]]
    last: dict[int, int]  # when each person was given one last

    @property
    def holding(self) -> Counter[int | None]:
        """How many open conversations each person has."""
        return Counter(told.owner for told in self.conversations.values() if told.status == OPEN)


def rebuilt(connection: Connection) -> Rebuilt:
    """The state that comes out of the whole ledger, read in order."""
    state = Rebuilt({}, {}, defaultdict(list), {})
    columns = (Event.id, as_stored(Event.at).label("at"), Event.kind, Event.conversation_id, Event.data)
    for event in connection.execute(select(*columns).order_by(Event.id)):
        if event.conversation_id is not None:
            _happened(state, event.kind, event.conversation_id, event.data, event.at)
    return state


def _happened(state: Rebuilt, kind: str, number: int, data: dict[str, Any], at: int) -> None:
    if kind in KINDS:
        state.clocks[number].append((kind, data))
    if kind == "opened":
        state.conversations[number] = Told(data["topic"], data["team"], at)
    told = state.conversations[number]
    match kind:
        case "opened" | "followed_up" | "reopened":
            state.mentions[data["mention"]] = number
            told.owner = data["staff"]
            if kind != "followed_up":
                told.status, told.due, told.closed = OPEN, data["due"], None
        case "due_moved":
            told.due = data["to"]
        case "handed_out" | "returned":
            told.owner = data["to"]
        case "closed":
            told.status, told.due, told.closed = CLOSED, None, at
        case _:
            return
    told.version += 1
    if "passed" in data and told.owner is not None:
        state.last[told.owner] = at


def differences(connection: Connection) -> list[str]:
    """Where the tables are not what the events tell: at most `MOST` sentences."""
    state = rebuilt(connection)
    wrong = [*_conversations(connection, state), *_mentions(connection, state), *_people(connection, state)]
    return [*wrong, *_clocks(connection, state)][:MOST]


def _conversations(connection: Connection, state: Rebuilt) -> list[str]:
    columns = ("topic", "team_id", "opened_at", "status", "staff_id", "due_at", "closed_at", "version")
    rows = connection.execute(select(Conversation.id, *(as_stored(getattr(Conversation, name)) for name in columns)))
    kept = {number: Told(*rest) for number, *rest in rows}
    return [
        f"conversation {number} is {kept.get(number)}, and by its events {state.conversations.get(number)}"
        for number in kept.keys() | state.conversations.keys()
        if kept.get(number) != state.conversations.get(number)
    ]


def _mentions(connection: Connection, state: Rebuilt) -> list[str]:
    kept = dict(connection.execute(select(Mention.id, Mention.conversation_id)).all())
    return [
        f"mention {number} is in conversation {kept.get(number)}, and by the events in {state.mentions.get(number)}"
        for number in kept.keys() | state.mentions.keys()
        if kept.get(number) != state.mentions.get(number)
    ]


def _people(connection: Connection, state: Rebuilt) -> list[str]:
    holding = state.holding
    people = connection.execute(select(Staff.id, Staff.holding, as_stored(Staff.last_assigned_at).label("last")))
    return [
        f"agent {person.id} holds {person.holding} and was given one at {person.last}, "
        f"and by the events {holding[person.id]} and at {state.last.get(person.id)}"
        for person in people
        if (person.holding, person.last) != (holding[person.id], state.last.get(person.id))
    ]


def _clocks(connection: Connection, state: Rebuilt) -> list[str]:
    kept: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    columns = ("kind", "started_at", "target_minutes", "state", "ended_at", "due_at")
    chosen = select(Clock.conversation_id, *(as_stored(getattr(Clock, name)) for name in columns))
    for number, *rest in connection.execute(chosen.order_by(Clock.started_at, Clock.kind)):
        kept[number].append(tuple(rest))
    told = {
        number: [
            (each.kind, each.started_at, each.minutes, each.state, each.ended_at, each.due_at)
            for each in courses(events)
        ]
        for number, events in state.clocks.items()
    }
    return [
        f"the clocks of conversation {number} are {kept[number]}, and by its events {told.get(number)}"
        for number in kept.keys() | told.keys()
        if kept[number] != told.get(number)
    ]
