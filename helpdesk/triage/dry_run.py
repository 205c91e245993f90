"""What a draft policy would have done with the last weeks: a comparison with the policy in force that writes nothing.

Each post that opened a conversation is sorted anew by both policies, by its words alone: what staff changed afterwards
plays no part. Each promise of an answer is made anew by both, from the same moment, and is late when the answer (or the
end without one, or now) came after it. Who would have got each conversation is played by both (`replay`). It reads a
page at a time, so that nobody waits for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Row

from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic
from helpdesk.records.clocks import FIRST_RESPONSE
from helpdesk.records.database import Database
from helpdesk.records.moment import stored
from helpdesk.records.uncollected import uncollected
from helpdesk.triage.dry_run_side import Side
from helpdesk.triage.past_promises import DAYS, Page, pages
from helpdesk.triage.replay import Arrival
from helpdesk.triage.who_gets_it import Share, WhoGetsIt

AHEAD: Final = 2  # pages whose words are looked at while the one before is compared
KEPT: Final = 1_000  # numbers of mentions told of each move
SAMPLES: Final = 3


class Place(NamedTuple):
    """Where a post goes: the keys of a topic and of its team."""

    topic: str
    team: str


@dataclass
class Moved:
    """Posts that would go from one place to another; `mentions` has the numbers of the first thousand."""

    before: Place
    after: Place
    count: int = 0
    mentions: list[int] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)


@dataclass
class DryRun:
    """What would have differed; `late_before` and `late_after` count the promises that either policy breaks."""

    since: datetime
    opened: int = 0  # posts that opened a conversation
    promises: int = 0
    late_before: int = 0
    late_after: int = 0
    newly_late: int = 0
    no_longer_late: int = 0
    newly_late_mentions: list[int] = field(default_factory=list)
    moves: dict[tuple[Place, Place], Moved] = field(default_factory=dict)
    people: list[Share] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """How many posts would go elsewhere."""
        return sum(move.count for move in self.moves.values())

    @property
    def largest(self) -> list[Moved]:
        """The moves, the largest first."""
        return sorted(self.moves.values(), key=lambda move: (-move.count, move.before, move.after))


def compare(
    database: Database, before: Policy, after: Policy, now: datetime, *, days: int = DAYS, score: int, shortest: int,
    newest: int | None = None, progress: Callable[[int], None] = lambda _: None, aside: bool = False,
) -> DryRun:  # fmt: skip
    """Compares two policies on the last `days`, or on the `newest` promises of these; `progress` is told each page.

    `aside`: posts are held against the words in processes beside this one.
    """
    with (
        closing(Side(before, score, shortest, aside=aside)) as old,
        closing(Side(after, score, shortest, like=old, aside=aside)) as new,
    ):
        return _compared(database, (before, after), (old, new), pages(database, now, days, newest), days, now, progress)


def _compared(
    database: Database, policies: tuple[Policy, Policy], sides: tuple[Side, Side], some: Iterable[Page], days: int,
    now: datetime, progress: Callable[[int], None],
) -> DryRun:  # fmt: skip
    run, (old, new) = DryRun(now - timedelta(days=days)), sides
    topics: dict[int, tuple[Topic, Topic]] = {}  # of the conversations that were opened in this time
    with database.reading() as connection:
        people = WhoGetsIt(connection, policies, run.since)
    for page, opening, pairs in _sorted_ahead(some, old, new, stored(run.since)):
        with uncollected():
            for row, pair in zip(opening, pairs(), strict=True):
                topics[row.conversation_id] = pair
                _compare_places(run, row, *pair)
            dues = {}
            for row in page:
                was, would_be = topics.get(row.conversation_id) or (old.named(row.topic), new.named(row.topic))
                dues[row.id] = due = old.due(was, row), new.due(would_be, row)
                end = row.ended_at or stored(now)
                _compare_promises(run, row, *(each is not None and end > each for each in due))
            arrivals = [
                [_arrival(row, topics[row.conversation_id][n], dues[row.id][n]) for row in opening] for n in (0, 1)
            ]
            with database.reading() as connection:
                people.opened(connection, opening, arrivals)
        progress(len(page))
    run.people = people.shares(now)
    return run


def _sorted_ahead(
    some: Iterable[Page], old: Side, new: Side, since: int
) -> Iterator[tuple[Page, Page, Callable[[], Iterator[tuple[Topic, Topic]]]]]:
    """Each page, those of its rows whose post opened a conversation, and what these are about by either policy."""
    known: set[int] = set()
    ahead: deque[tuple[Page, Page, Callable[[], Iterator[tuple[Topic, Topic]]]]] = deque()
    for page in some:
        opening = _opening(page, known, since)
        known.update(row.conversation_id for row in opening)
        begun = new.begin_beside(old, [row.text for row in opening], [row.lang for row in opening])
        ahead.append((page, opening, begun))
        if len(ahead) > AHEAD:
            yield ahead.popleft()
    yield from ahead


def _arrival(row: Row[Any], topic: Topic, due: int | None) -> Arrival:
    return Arrival(row.opened_at, topic.team, topic.key, row.lang, due, row.ended_at)


def _opening(page: Page, known: set[int], since: int) -> Page:
    """The rows whose post opened its conversation: the first promise of one that was opened in this time."""
    first: dict[int, Row[Any]] = {}
    for row in page:
        if row.kind == FIRST_RESPONSE and row.opened_at >= since and row.conversation_id not in known:
            first.setdefault(row.conversation_id, row)
    return list(first.values())


def _compare_places(run: DryRun, row: Row[Any], old: Topic, new: Topic) -> None:
    run.opened += 1
    before, after = Place(old.key, old.team), Place(new.key, new.team)
    if before == after:
        return
    move = run.moves.get((before, after))
    if move is None:
        move = run.moves[before, after] = Moved(before, after)
    move.count += 1
    if len(move.mentions) < KEPT:
        move.mentions.append(row.mention_id)
    if len(move.samples) < SAMPLES:
        move.samples.append(row.text)


def _compare_promises(run: DryRun, row: Row[Any], was: bool, would_be: bool) -> None:
    run.promises += 1
    run.late_before += was
    run.late_after += would_be
    run.no_longer_late += was and not would_be
    if would_be and not was:
        run.newly_late += 1
        if len(run.newly_late_mentions) < KEPT:
            run.newly_late_mentions.append(row.mention_id)
