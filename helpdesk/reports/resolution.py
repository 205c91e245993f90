"""How long until everything was settled: the first time a conversation was closed, and the last, if it still is.

Both are told by the ledger of events. A conversation that was opened again never rewrites its first resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.records.among import among
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.events import Event
from helpdesk.records.moment import stored
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.conditions import both, published_in, wanted
from helpdesk.reports.figures import SHARES
from helpdesk.reports.periods import TooMany
from helpdesk.reports.question import Question
from helpdesk.reports.reading_waits import asked_or_due, read_waits
from helpdesk.reports.waiting_times import quantiles

SETTLING = ("begun", "closed_once", "unsettled", "reopened")  # what its numbers are called in an address


MOST_FOLLOWED = 50_000  # conversations of one page: each is followed through its events, a second for so many


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation that began in the period: when, whether it is closed now, and what the ledger tells of it.

    calendar, revision: in whose hours its first promise was counted; None: round the clock.
    """

    published: int
    is_closed: bool
    closings: tuple[int, ...]
    reopened: bool
    calendar: str | None
    revision: int

    @property
    def first(self) -> int | None:
        """When it was closed for the first time."""
        return self.closings[0] if self.closings else None

    @property
    def final(self) -> int | None:
        """When it was closed for the last time, if it still is."""
        return self.closings[-1] if self.closings and self.is_closed else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Of the conversations whose customer first wrote in the period and that were not closed as needless.

    closed + unsettled = conversations. first, final: median from the first post on, with the unsettled as "at least
    this long"; a conversation that is open again has no final resolution yet. reopened: opened again after a closing.
    business_first, business_final: the same within opening hours, of those whose first promise is counted in such.
    """

    conversations: int
    closed: int
    unsettled: int
    reopened: int
    first: timedelta | None
    final: timedelta | None
    counted: int  # in opening hours
    business_first: timedelta | None
    business_final: timedelta | None


def resolution(connection: Connection, question: Question, now: datetime) -> Resolution:
    """How the conversations that began in the period were settled, as it stands at `now`.

    A question about other answers than first ones is told the same: a conversation begins with its first post.
    Raises TooMany when they are too many to follow.
    """
    begun, at, hours = _begun(connection, question, stored(now)), stored(now), BusinessHours(connection)
    closed = [each for each in begun.values() if each.closings]
    first, final = ([(each, getattr(each, end)) for each in begun.values()] for end in ("first", "final"))

    def whole(each: Begun, until: int) -> int | None:
        return until - each.published

    def open_part(each: Begun, until: int) -> int | None:
        return hours.between(each.calendar, each.revision, each.published, until)

    return Resolution(
        *(len(begun), len(closed), len(begun) - len(closed), sum(each.reopened for each in closed)),
        first=_median(first, whole, at), final=_median(final, whole, at),
        counted=sum(each.calendar is not None for each in begun.values()),
        business_first=_median(first, open_part, at), business_final=_median(final, open_part, at),
    )  # fmt: skip


def conversations(connection: Connection, question: Question, which: str, now: int) -> list[int]:
    """The conversations that a number of `SETTLING` counts, the one that began first at the head.

    Raises TooMany when too many began in the period to follow them.
    """
    begun = _begun(connection, question, now)
    counts: dict[str, Callable[[Begun], bool]] = {
        "begun": lambda each: True,
        "closed_once": lambda each: bool(each.closings),
        "unsettled": lambda each: not each.closings,
        "reopened": lambda each: each.reopened,
    }
    return sorted((number for number, each in begun.items() if counts[which](each)), key=lambda n: begun[n].published)


def _begun(connection: Connection, question: Question, now: int) -> dict[int, Begun]:
    first = question.of_first_responses
    condition = both(published_in(first), wanted)
    waits = read_waits(connection, condition, ("id", "conversation_id", "published"), now, within=asked_or_due(first))
    if len(waits) > MOST_FOLLOWED:
        raise TooMany(
            _(
                "More than %(most)s conversations began in these days; choose fewer days to see how they were settled.",
                most=in_digits(MOST_FOLLOWED),
            )
        )
    clocks = {"ids": waits.id.values.tolist()}
    began = dict(zip(waits.conversation_id.values.tolist(), waits.published.values.tolist(), strict=True))
    rows = connection.execute(
        select(Conversation.id, Conversation.status, Clock.calendar, Clock.calendar_revision)
        .join(Clock, Clock.conversation_id == Conversation.id)
        .where(among(Clock.id, "ids")),
        clocks,
    ).all()
    closings, again = _closings(connection, began)
    return {
        row.id: Begun(
            *(began[row.id], row.status == CLOSED, tuple(closings.get(row.id, ())), row.id in again),
            *(row.calendar, row.calendar_revision),
        )
        for row in rows
    }


def _closings(connection: Connection, began: dict[int, int]) -> tuple[dict[int, list[int]], set[int]]:
    """When each conversation was closed since its first post, in order; and those that were opened again after that.

    What was taken back as a mistake does not count.
    """
    events = connection.execute(
        select(Event.conversation_id, Event.id, Event.kind, Event.at, Event.data)
        .where(among(Event.conversation_id, "conversations"), Event.kind.in_(("closed", "reopened", "undone")))
        .order_by(Event.id),
        {"conversations": list(began)},
    ).all()
    mistakes = {data["event"] for __, __, kind, __, data in events if kind == "undone"}
    closings: dict[int, list[int]] = {}
    again = set()
    for number, event, kind, at, __ in events:
        if event in mistakes or stored(at) < began[number]:
            continue
        if kind == "closed":
            closings.setdefault(number, []).append(stored(at))
        elif kind == "reopened" and number in closings:
            again.add(number)
    return closings, again


def _median(
    ends: Iterable[tuple[Begun, int | None]], took: Callable[[Begun, int], int | None], now: int
) -> timedelta | None:
    """Of how long each took until its end, or takes until now; those that `took` can't tell of are left out."""
    ended: list[int] = []
    going_on: list[int] = []
    for each, end in ends:
        span = took(each, now if end is None else end)
        if span is not None:
            (going_on if end is None else ended).append(span)
    (found,) = quantiles(sorted(ended), sorted(going_on), SHARES[:1])
    return None if found is None else timedelta(microseconds=found)
