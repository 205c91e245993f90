"""More posts than usual: the last hour against the same hour of the weeks before, and the words that grew.

Usual is the median of those weeks; what is unusual is measured by their median deviation, which one wild week does not
move (as in `volume`), but never by less than chance alone makes of such a count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, select

from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention

HOUR = timedelta(hours=1)
WEEKS, FEWEST_WEEKS = 6, 3
ARRIVALS = ("opened", "followed_up", "reopened")  # one event for each post that was sorted
MOST_COUNTED = 50_000  # of one kind in one hour: beyond it nobody needs to be told how many more
FEWEST = 10  # posts: a quiet desk's fourth is no surge
MUCH_MORE = 1.5  # times the usual
DEVIATIONS = 3
READ = 500  # of the newest posts, and as many before them
OFTEN = 5  # posts a word must be in
WORDS = 5
_WORD = re.compile(r"(?:https?://|@)\S+|([^\W\d_]{4,})")


@dataclass(frozen=True, slots=True)
class Surge:
    """`posts` came within the hour up to now; `usual` of that hour; `words` are those that grew most."""

    posts: int
    usual: float
    words: tuple[str, ...] = ()


def unusual(posts: int, before: Sequence[int]) -> float | None:
    """What is usual, if these are clearly more than that; else None, also when too few weeks are known."""
    if len(before) < FEWEST_WEEKS or posts < FEWEST:
        return None
    usual = float(median(before))
    deviation = 1.4826 * median(abs(each - usual) for each in before)
    chance = max(usual, 1.0) ** 0.5  # the deviation of a count that has this mean
    return usual if posts > max(MUCH_MORE * usual, usual + DEVIATIONS * max(deviation, chance)) else None


def grown(now: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    """The words in many more of the posts now than before, the most telling first."""
    here, there = _posts_with(now), _posts_with(before)
    telling = {word: count / (there[word] + 1) for word, count in here.items() if count >= OFTEN}
    best = sorted((word for word, times in telling.items() if times >= MUCH_MORE), key=lambda w: (-telling[w], w))
    return tuple(best[:WORDS])


def surge(connection: Connection, now: datetime) -> Surge | None:
    """The surge at `now`, if there is one."""
    first = connection.execute(select(func.min(Event.at)).where(Event.kind == ARRIVALS[0])).scalar()
    if first is None:
        return None
    weeks = [now - timedelta(weeks=number) for number in range(1, WEEKS + 1)]
    before = [_arrived(connection, each) for each in weeks if each - HOUR >= first]
    posts = _arrived(connection, now) if len(before) >= FEWEST_WEEKS else 0
    usual = unusual(posts, before)
    return None if usual is None else Surge(posts, usual, _words(connection, now))


def _arrived(connection: Connection, until: datetime) -> int:
    total = 0
    for kind in ARRIVALS:
        some = select(Event.id).where(Event.kind == kind, Event.at > until - HOUR, Event.at <= until)
        if kind == "reopened":
            some = some.where(Event.staff_id.is_(None))  # staff open conversations again, too, without a post
        counted = select(func.count()).select_from(some.limit(MOST_COUNTED).subquery())
        total += connection.execute(counted).scalar_one()
    return total


def _words(connection: Connection, now: datetime) -> tuple[str, ...]:
    newest = select(Mention.id, Mention.text, Mention.received_at).order_by(Mention.id.desc())
    recent = connection.execute(newest.limit(READ)).all()
    lately = [row for row in recent if row.received_at > now - HOUR]
    if not lately:
        return ()
    start = select(Event.data).where(Event.kind == ARRIVALS[0], Event.at > now - HOUR).order_by(Event.at).limit(1)
    opened = connection.execute(start).scalar() or {}
    first = min(int(opened.get("mention", lately[-1].id)), lately[-1].id)
    earlier = connection.execute(newest.where(Mention.id < first).limit(READ))
    return grown((row.text for row in lately), (row.text for row in earlier))


def _posts_with(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in {found for found in _WORD.findall(text.casefold()) if found})
