"""How long until everything was settled: the first time a conversation was closed, and the last, if it still is.

Both are told by the ledger of events. A conversation that was opened again never rewrites its first resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from helpdesk.records.clocks import CANCELLED
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.reports.conditions import both, published_in
from helpdesk.reports.figures import SHARES
from helpdesk.reports.question import Question
from helpdesk.reports.waiting_times import quantiles
from helpdesk.reports.waits import chosen


@dataclass(frozen=True, slots=True)
class Resolution:
    """Of the conversations whose customer first wrote in the period and that were not closed as needless.

    closed + unsettled = conversations. first, final: median from the first post on, with the unsettled as "at least
    this long"; a conversation that is open again has no final resolution yet. reopened: opened again after a closing.
    """

    conversations: int
    closed: int
    unsettled: int
    reopened: int
    first: timedelta | None
    final: timedelta | None


def resolution(connection: Connection, question: Question, now: datetime) -> Resolution:
    """How the conversations of a question about first responses were settled, as it stands at `now`."""
    begun = _begun(connection, question)
    closings, again = _closings(connection, question)
    closed_now = {number for number, (_, status) in begun.items() if status == CLOSED}
    at = stored(now)
    first = {number: closings[number][0] for number in begun if number in closings}
    final = {number: closings[number][-1] for number in closed_now if number in closings}
    reopened = sum(number in again for number in first)
    return Resolution(
        *(len(begun), len(first), len(begun) - len(first), reopened),
        first=_median(begun, first, at),
        final=_median(begun, final, at),
    )


def _begun(connection: Connection, question: Question) -> dict[int, tuple[int, str]]:
    """When the first post of each conversation was published, and how the conversation stands."""
    waits = chosen(both(published_in(question), lambda of: of.state != CANCELLED), "conversation_id", "published")
    found = connection.execute(
        select(waits.c.conversation_id, waits.c.published, Conversation.status).join(
            Conversation, Conversation.id == waits.c.conversation_id
        )
    )
    return {number: (published, status) for number, published, status in found}


def _closings(connection: Connection, question: Question) -> tuple[dict[int, list[int]], set[int]]:
    """When each conversation was closed since that post, in order; and those that were opened again after that.

    What was taken back as a mistake does not count.
    """
    begun = chosen(both(published_in(question), lambda of: of.state != CANCELLED), "conversation_id", "published")
    events = connection.execute(
        select(begun.c.conversation_id, begun.c.published, Event.id, Event.kind, Event.at, Event.data)
        .join(Event, Event.conversation_id == begun.c.conversation_id)
        .where(Event.kind.in_(("closed", "reopened", "undone")))
        .order_by(Event.id)
    ).all()
    mistakes = {data["event"] for _, _, _, kind, _, data in events if kind == "undone"}
    closings: dict[int, list[int]] = {}
    again = set()
    for number, published, event, kind, at, _ in events:
        if event in mistakes or stored(at) < published:
            continue
        if kind == "closed":
            closings.setdefault(number, []).append(stored(at))
        elif kind == "reopened" and number in closings:
            again.add(number)
    return closings, again


def _median(begun: dict[int, tuple[int, str]], ended: dict[int, int], now: int) -> timedelta | None:
    took = sorted(ended[number] - published for number, (published, _) in begun.items() if number in ended)
    going_on = sorted(now - published for number, (published, _) in begun.items() if number not in ended)
    (found,) = quantiles(took, going_on, SHARES[:1])
    return None if found is None else timedelta(microseconds=found)
