"""How the desk itself is: who listens, what waits to go out, and whether anybody does the work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from sqlalchemy import Connection, func, select

from helpdesk.records.accounts import Account, Listener
from helpdesk.records.events import Event
from helpdesk.records.heartbeats import Heartbeat
from helpdesk.records.mentions import NEW, Mention
from helpdesk.records.replies import QUEUED, SENDING, UNKNOWN, Reply

SILENT = timedelta(seconds=60)  # whoever finished nothing for this long, or for three rounds, stands still
FORGOTTEN = timedelta(days=1)  # a job that rested for this long beside others that work is no longer on the timetable
LATEST = 500  # posts of which the listener lag is taken
MOST_COUNTED = 10_000

JOBS = {
    "triage": "Sorting posts",
    "sender": "Sending answers",
    "reconciler": "Looking for answers that are not confirmed",
    "watch": "Watching due times",
    "promise": "Watching the public promise",
    "roster": "Looking for new accounts",
    "index": "Keeping the search up to date",
    "snoozed": "Waking what was put off",
    "leases": "Forgetting who has left a conversation",
}
POLLS = "poll-"  # what the jobs of single accounts begin with: those are told by their accounts


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody works: `since` when (None: never yet) and on what (empty: on anything)."""

    since: datetime | None
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listening:
    """One account. `lag` is the median time between publication and arrival of its latest posts."""

    handle: str
    network: str
    purpose: str
    listen_only: bool
    polled_at: datetime | None
    not_before: datetime | None
    failing_since: datetime | None
    problem: str | None
    fetched: int
    queued: int
    set_aside: int
    seen_before: int
    lag: timedelta | None
    still: bool  # nothing was fetched for too long, and no failure says why

    @property
    def adds_up(self) -> bool:
        """Whether every fetched post is accounted for."""
        return self.fetched == self.queued + self.set_aside + self.seen_before


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits to be posted, and what went wrong today."""

    queued: int
    oldest: datetime | None
    sending: int
    unknown: int
    failed_today: int
    held_today: int


@dataclass(frozen=True, slots=True)
class Job:
    """One job of the worker and when it last finished a scan."""

    name: str
    at: datetime
    still: bool


@dataclass(frozen=True, slots=True)
class Health:
    """The whole page."""

    accounts: tuple[Listening, ...]
    outbox: Outbox
    jobs: tuple[Job, ...]
    unsorted: int
    unsorted_since: datetime | None


def patience(every: float) -> timedelta:
    """How long what happens every so many seconds may rest before it stands still."""
    return max(SILENT, timedelta(seconds=3 * every))


def silence(connection: Connection, now: datetime, every: float = 5.0) -> Silence | None:
    """What of the work stands still; None while all is done. `every`: the seconds between two scans."""
    beats = dict(connection.execute(select(Heartbeat.job, Heartbeat.at)).all())
    newest = max(beats.values(), default=None)
    if newest is None or now - newest > patience(every):
        return Silence(newest)
    work = {job: at for job, at in beats.items() if not job.startswith(POLLS)}
    still = {job: at for job, at in work.items() if patience(every) < now - at < FORGOTTEN}
    if not still:
        return None
    return Silence(min(still.values()), tuple(sorted(JOBS.get(job, job) for job in still)))


def health(
    connection: Connection, now: datetime, today: datetime, *, every: float = 5.0, poll_every: float = 5.0
) -> Health:
    """How everything is at `now`; `today` is when the day began where the desk is. `every` as in the settings."""
    jobs = connection.execute(select(Heartbeat.job, Heartbeat.at).order_by(Heartbeat.job)).all()
    unsorted = select(Mention.received_at).where(Mention.state == NEW).order_by(Mention.id)
    return Health(
        accounts=_accounts(connection, now - patience(poll_every)),
        outbox=_outbox(connection, today),
        jobs=tuple(
            Job(JOBS.get(row.job, row.job), row.at, now - row.at > patience(every))
            for row in jobs
            if not row.job.startswith(POLLS)
        ),
        unsorted=connection.execute(
            select(func.count()).select_from(unsorted.limit(MOST_COUNTED + 1).subquery())
        ).scalar_one(),
        unsorted_since=connection.execute(unsorted.limit(1)).scalar(),
    )


def _accounts(connection: Connection, still_since: datetime) -> tuple[Listening, ...]:
    lags = _lags(connection)
    rows = connection.execute(
        select(
            *(Account.id, Account.handle, Account.network, Account.purpose),
            Account.base_url.is_(None).label("listen_only"),  # nobody is asked: its posts come from files
            *(Listener.polled_at, Listener.not_before, Listener.failing_since, Listener.problem),
            *(Listener.fetched, Listener.queued, Listener.set_aside, Listener.seen_before),
        )
        .outerjoin(Listener, Listener.account_id == Account.id)
        .where(Account.removed_at.is_(None))
        .order_by(Account.network, Account.handle)
    )
    return tuple(
        Listening(
            *(row.handle, row.network, row.purpose, row.listen_only),
            *(row.polled_at, row.not_before, row.failing_since, row.problem),
            *(row.fetched or 0, row.queued or 0, row.set_aside or 0, row.seen_before or 0),
            lag=median_low(lags[row.id]) if row.id in lags else None,
            still=not row.listen_only and row.polled_at is not None and row.polled_at < still_since,
        )
        for row in rows
    )


def _lags(connection: Connection) -> dict[int, list[timedelta]]:
    latest = connection.execute(
        select(Mention.account_id, Mention.published_at, Mention.received_at).order_by(Mention.id.desc()).limit(LATEST)
    )
    lags: defaultdict[int, list[timedelta]] = defaultdict(list)
    for account_id, published_at, received_at in latest:
        lags[account_id].append(max(received_at - published_at, timedelta(0)))
    return lags


def _outbox(connection: Connection, today: datetime) -> Outbox:
    live = {
        state: (count, oldest)
        for state, count, oldest in connection.execute(
            select(Reply.state, func.count(), func.min(Reply.accepted_at))
            .where(Reply.state.in_((QUEUED, SENDING, UNKNOWN)))
            .group_by(Reply.state)
        )
    }
    wrong = dict(
        connection.execute(
            select(Event.kind, func.count())
            .where(Event.kind.in_(("reply_failed", "reply_held")), Event.at >= today)
            .group_by(Event.kind)
        ).all()
    )
    nothing = (0, None)
    queued, oldest = live.get(QUEUED, nothing)
    return Outbox(
        queued, oldest, live.get(SENDING, nothing)[0], live.get(UNKNOWN, nothing)[0],
        wrong.get("reply_failed", 0), wrong.get("reply_held", 0),
    )  # fmt: skip
