"""How long until everything was settled: the first time a conversation was closed, and the last, if it still is.

Both are told by the ledger of events. A conversation that was opened again never rewrites its first resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Subquery, func, select

from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.records.clocks import CANCELLED
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.reports.conditions import both, published_in
from helpdesk.reports.figures import SHARES
from helpdesk.reports.periods import TooMany
from helpdesk.reports.question import Question
from helpdesk.reports.waiting_times import quantiles
from helpdesk.reports.waits import chosen

SETTLING = ("begun", "closed_once", "unsettled", "reopened")  # what its numbers are called in an address


MOST_FOLLOWED = 50_000  # conversations of one page: each is followed through its events, a second for so many


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation that began in the period: when, whether it is closed now, and what the ledger tells of it."""

    published: int
    is_closed: bool
    closings: tuple[int, ...]
    reopened: bool


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
    """How the conversations that began in the period were settled, as it stands at `now`.

    A question about other answers than first ones is told the same: a conversation begins with its first post.
    Raises TooMany when they are too many to follow.
    """
    begun, at = _begun(connection, question), stored(now)
    closed = [each for each in begun.values() if each.closings]
    return Resolution(
        *(len(begun), len(closed), len(begun) - len(closed), sum(each.reopened for each in closed)),
        first=_median(begun.values(), lambda each: each.closings[0] if each.closings else None, at),
        final=_median(begun.values(), lambda each: each.closings[-1] if each.closings and each.is_closed else None, at),
    )


def conversations(connection: Connection, question: Question, which: str) -> list[int]:
    """The conversations that a number of `SETTLING` counts, the one that began first at the head.

    Raises TooMany when too many began in the period to follow them.
    """
    begun = _begun(connection, question)
    counts: dict[str, Callable[[Begun], bool]] = {
        "begun": lambda each: True,
        "closed_once": lambda each: bool(each.closings),
        "unsettled": lambda each: not each.closings,
        "reopened": lambda each: each.reopened,
    }
    return sorted((number for number, each in begun.items() if counts[which](each)), key=lambda n: begun[n].published)


def _begun(connection: Connection, question: Question) -> dict[int, Begun]:
    first = published_in(question.of_first_responses)
    all_of_them = chosen(both(first, lambda of: of.state != CANCELLED), "conversation_id", "published")
    waits = select(all_of_them).limit(MOST_FOLLOWED + 1).subquery("begun")  # it stops there: a count of all would not
    if connection.execute(select(func.count()).select_from(waits)).scalar_one() > MOST_FOLLOWED:
        raise TooMany(
            _(
                "More than %(most)s conversations began in these days; choose fewer days to see how they were settled.",
                most=in_digits(MOST_FOLLOWED),
            )
        )
    rows = connection.execute(
        select(waits.c.conversation_id, waits.c.published, Conversation.status).join(
            Conversation, Conversation.id == waits.c.conversation_id
        )
    ).all()
    closings, again = _closings(connection, waits)
    return {
        number: Begun(published, status == CLOSED, tuple(closings.get(number, ())), number in again)
        for number, published, status in rows
    }


def _closings(connection: Connection, begun: Subquery) -> tuple[dict[int, list[int]], set[int]]:
    """When each conversation was closed since its first post, in order; and those that were opened again after that.

    What was taken back as a mistake does not count.
    """
    events = connection.execute(
        select(begun.c.conversation_id, begun.c.published, Event.id, Event.kind, Event.at, Event.data)
        .join(Event, Event.conversation_id == begun.c.conversation_id)
        .where(Event.kind.in_(("closed", "reopened", "undone")))
        .order_by(Event.id)
    ).all()
    mistakes = {data["event"] for __, __, __, kind, __, data in events if kind == "undone"}
    closings: dict[int, list[int]] = {}
    again = set()
    for number, published, event, kind, at, __ in events:
        if event in mistakes or stored(at) < published:
            continue
        if kind == "closed":
            closings.setdefault(number, []).append(stored(at))
        elif kind == "reopened" and number in closings:
            again.add(number)
    return closings, again


def _median(begun: Iterable[Begun], ended: Callable[[Begun], int | None], now: int) -> timedelta | None:
    took: list[int] = []
    going_on: list[int] = []
    for each in begun:
        end = ended(each)
        (going_on if end is None else took).append((now if end is None else end) - each.published)
    (found,) = quantiles(sorted(took), sorted(going_on), SHARES[:1])
    return None if found is None else timedelta(microseconds=found)
