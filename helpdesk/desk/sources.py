"""Everything about listening for one account: how it stands, what is missing, what it may do, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from helpdesk.desk.costs import Day, foreseen
from helpdesk.desk.listeners import Listening, accounts
from helpdesk.desk.misspellings import misspellings
from helpdesk.desk.refused import Refused
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.language import gettext as _
from helpdesk.networks.searching import SEARCHED
from helpdesk.records.budgets import Budget, Spending
from helpdesk.records.gaps import Declared, gaps_between
from helpdesk.records.listening_words import ListeningWord

DAYS = 7  # by which the money of a month is foreseen
CHOICES = (5, 15, 30, 60, 300, 900, 3_600)  # seconds between two polls that are offered


@dataclass(frozen=True, slots=True)
class Word:
    """One listening word and how many posts it found that nobody had brought before."""

    id: int
    words: str
    hits: int
    searched_at: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of one of the network's budgets, as it told at `told_at`."""

    name: str
    limit: int
    remaining: int
    resets_at: datetime | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """One account, whole. Money in millionths of a US dollar; `foreseen` for 30 days at each polling interval."""

    listening: Listening
    quotas: tuple[Quota, ...]
    gaps: tuple[Declared, ...]
    words: tuple[Word, ...]
    suggestions: tuple[str, ...]
    spent_today: int
    spent_lately: int
    foreseen: dict[float, int | None]

    @property
    def costs(self) -> bool:
        """Whether this network asks money at all."""
        return self.spent_lately > 0

    @property
    def searched(self) -> bool:
        """Whether this network can be searched for listening words."""
        return self.listening.network in SEARCHED


def source(connection: Connection, account_id: int, now: datetime, *, poll_every: float) -> Source:
    """Raises Refused (404) when there is no such account."""
    found = [each for each in accounts(connection, now, poll_every=poll_every) if each.id == account_id]
    if not found:
        raise Refused(_("There is no such account."), status=NOT_FOUND)
    (listening,) = found
    words = _words(connection, account_id)
    days = _days(connection, account_id, now)
    lately = [Day(*money) for money in days.values()]
    today = days.get(f"{now:%Y-%m-%d}", (0, 0, 0))
    return Source(
        listening=listening,
        quotas=_quotas(connection, account_id),
        gaps=tuple(gap for gap in gaps_between(connection) if gap.account_id == account_id),
        words=words,
        suggestions=tuple(misspellings(listening.handle, [word.words for word in words])),
        spent_today=today[1] + today[2],
        spent_lately=sum(day.reading + day.posting for day in lately),
        foreseen={every: foreseen(lately, every) for every in sorted({*map(float, CHOICES), listening.poll_seconds})},
    )


def _quotas(connection: Connection, account_id: int) -> tuple[Quota, ...]:
    rows = connection.execute(
        select(Budget.name, Budget.most, Budget.remaining, Budget.resets_at, Budget.told_at)
        .where(Budget.account_id == account_id)
        .order_by(Budget.name)
    )
    return tuple(Quota(*row) for row in rows)


def _words(connection: Connection, account_id: int) -> tuple[Word, ...]:
    rows = connection.execute(
        select(
            *(ListeningWord.id, ListeningWord.words, ListeningWord.hits),
            *(ListeningWord.searched_at, ListeningWord.problem),
        )
        .where(ListeningWord.account_id == account_id, ListeningWord.removed_at.is_(None))
        .order_by(ListeningWord.words)
    )
    return tuple(Word(*row) for row in rows)


def _days(connection: Connection, account_id: int, now: datetime) -> dict[str, tuple[int, int, int]]:
    first = f"{now - timedelta(days=DAYS - 1):%Y-%m-%d}"
    rows = connection.execute(
        select(Spending.day, Spending.polls, Spending.reading, Spending.posting).where(
            Spending.account_id == account_id, Spending.day >= first
        )
    )
    return {row.day: (row.polls, row.reading, row.posting) for row in rows}
