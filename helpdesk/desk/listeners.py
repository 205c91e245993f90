"""How listening for each account goes, in one row: when it was heard, what came of it, what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from helpdesk.records.accounts import Account, Listener
from helpdesk.records.budgets import Budget
from helpdesk.records.gaps import Gap
from helpdesk.records.mentions import Mention
from helpdesk.records.outages import Outage

SILENT = timedelta(seconds=60)  # whoever finished nothing for this long, or for three rounds, stands still
LATEST = 500  # posts of which the listener lag is taken


@dataclass(frozen=True, slots=True)
class Listening:
    """One account. `lag` is the median time between publication and arrival of its latest posts."""

    id: int
    handle: str
    network: str
    purpose: str
    listen_only: bool  # nobody is asked: its posts come from files
    answers: bool  # whether anything can be posted as it
    polled_at: datetime | None
    not_before: datetime | None
    failing_since: datetime | None
    problem: str | None
    poll_seconds: float
    own_interval: bool  # set for this account, rather than for all
    token_expires_at: datetime | None
    fetched: int
    queued: int
    set_aside: int
    seen_before: int
    lag: timedelta | None
    still: bool  # nothing was fetched for too long, and no failure says why
    silent_since: datetime | None  # the managers were told of it, and it is not back yet
    gaps: int
    least_left: tuple[str, int, int] | None  # the budget that is used up most: its name, what is left, of how much

    @property
    def adds_up(self) -> bool:
        """Whether every fetched post is accounted for."""
        return self.fetched == self.queued + self.set_aside + self.seen_before


def patience(every: float) -> timedelta:
    """How long what happens every so many seconds may rest before it stands still."""
    return max(SILENT, timedelta(seconds=3 * every))


def accounts(connection: Connection, now: datetime, *, poll_every: float) -> tuple[Listening, ...]:
    """Every account, by network and handle. `poll_every`: the seconds between two polls where none are set."""
    (lags, arrived), gaps, left = _latest(connection), _gaps(connection), _least_left(connection, now)
    rows = connection.execute(
        select(
            *(Account.id, Account.handle, Account.network, Account.purpose, Account.listen_only),
            *(Account.base_url, Account.token_expires_at),
            *(Listener.polled_at, Listener.not_before, Listener.failing_since, Listener.problem),
            *(Listener.poll_seconds, Listener.fetched, Listener.queued, Listener.set_aside, Listener.seen_before),
            Outage.since.label("silent_since"),
        )
        .outerjoin(Listener, Listener.account_id == Account.id)
        .outerjoin(Outage, (Outage.account_id == Account.id) & Outage.ended_at.is_(None))
        .where(Account.removed_at.is_(None))
        .order_by(Account.network, Account.handle)
    ).all()
    return tuple(
        _listening(row, now, poll_every, lags.get(row.id), arrived.get(row.id), gaps.get(row.id, 0), left.get(row.id))
        for row in rows
    )


def _listening(
    row: Row[*tuple[Any, ...]], now: datetime, poll_every: float, lags: list[timedelta] | None,
    arrived: datetime | None, gaps: int, left: tuple[str, int, int] | None,
) -> Listening:  # fmt: skip
    every = row.poll_seconds or poll_every
    long_ago = now - patience(every)
    catches_up = row.failing_since is None and arrived is not None and arrived >= long_ago  # a poll of many pages
    return Listening(
        *(row.id, row.handle, row.network, row.purpose, row.base_url is None, not row.listen_only),
        *(row.polled_at, row.not_before, row.failing_since, row.problem),
        *(every, row.poll_seconds is not None, row.token_expires_at),
        *(row.fetched or 0, row.queued or 0, row.set_aside or 0, row.seen_before or 0),
        lag=median_low(lags) if lags else None,
        still=row.base_url is not None and row.polled_at is not None and row.polled_at < long_ago and not catches_up,
        silent_since=row.silent_since,
        gaps=gaps,
        least_left=left,
    )


class Silent(NamedTuple):
    """A source of which the managers were told, and which is not back yet."""

    account_id: int
    handle: str
    network: str
    since: datetime
    problem: str | None


def silent(connection: Connection) -> list[Silent]:
    """Whose posts do not arrive, the longest first."""
    rows = connection.execute(
        select(Account.id, Account.handle, Account.network, Outage.since, Listener.problem)
        .join(Outage, (Outage.account_id == Account.id) & Outage.ended_at.is_(None))
        .join(Listener, Listener.account_id == Account.id)
        .where(Account.removed_at.is_(None))
        .order_by(Outage.since)
    )
    return [Silent(*row) for row in rows]


def _latest(connection: Connection) -> tuple[dict[int, list[timedelta]], dict[int, datetime]]:
    """Of the latest posts, by account: how long each took, and when the newest arrived."""
    latest = connection.execute(
        select(Mention.account_id, Mention.published_at, Mention.received_at).order_by(Mention.id.desc()).limit(LATEST)
    )
    lags: defaultdict[int, list[timedelta]] = defaultdict(list)
    arrived: dict[int, datetime] = {}
    for account_id, published_at, received_at in latest:
        lags[account_id].append(max(received_at - published_at, timedelta(0)))
        arrived.setdefault(account_id, received_at)
    return lags, arrived


def _gaps(connection: Connection) -> dict[int, int]:
    return dict(connection.execute(select(Gap.account_id, func.count()).group_by(Gap.account_id)).all())


def _least_left(connection: Connection, now: datetime) -> dict[int, tuple[str, int, int]]:
    """For each account the budget of which the smallest share is left; one that was reset meanwhile is full again."""
    least: dict[int, tuple[str, int, int]] = {}
    for row in connection.execute(select(Budget).where(Budget.most > 0).order_by(Budget.account_id, Budget.name)):
        remaining = row.most if row.resets_at is not None and row.resets_at <= now else row.remaining
        known = least.get(row.account_id)
        if known is None or remaining / row.most < known[1] / known[2]:
            least[row.account_id] = (row.name, remaining, row.most)
    return least
