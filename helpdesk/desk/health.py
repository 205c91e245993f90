"""How the desk itself is: who listens, what waits to go out, and whether anybody does the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from helpdesk.desk.listeners import Listening, accounts, patience
from helpdesk.language import N_
from helpdesk.records.events import Event
from helpdesk.records.heartbeats import Heartbeat
from helpdesk.records.mentions import NEW, Mention
from helpdesk.records.replies import QUEUED, SENDING, UNKNOWN, Reply

FORGOTTEN = timedelta(days=1)  # a job that rested for this long beside others that work is no longer on the timetable
MOST_COUNTED = 10_000

JOBS = {
    "triage": N_("Sorting posts"),
    "queues": N_("Handing out what waits in the queues"),
    "returns": N_("Returning what would be late with who is away"),
    "teams": N_("Watching who is on duty"),
    "sender": N_("Sending answers"),
    "reconciler": N_("Looking for answers that are not confirmed"),
    "watch": N_("Watching due times"),
    "reports": N_("Counting ended waits for the reports"),
    "promise": N_("Watching the public promise"),
    "ahead": N_("Looking ahead for trouble"),
    "report_mails": N_("Mailing reports"),
    "invitations": N_("Inviting who wants to join"),
    "moves": N_("Moving due times to new opening hours"),
    "alarms": N_("Putting alarms together"),
    "messages": N_("Sending alarms"),
    "roster": N_("Looking for new accounts"),
    "index": N_("Keeping the search up to date"),
    "sources": N_("Watching the sources"),
    "snoozed": N_("Waking what was put off"),
    "approvals": N_("Telling of answers that wait for approval"),
    "leases": N_("Forgetting who has left a conversation"),
}
BEATS = select(Heartbeat.job, Heartbeat.at)
POLLS = "poll-"  # what the jobs of single accounts begin with: those are told by their accounts


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody works: `since` when (None: never yet) and on what (empty: on anything)."""

    since: datetime | None
    jobs: tuple[str, ...] = ()


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


def silence(connection: Connection, now: datetime, every: float = 5.0) -> Silence | None:
    """What of the work stands still; None while all is done. `every`: the seconds between two scans."""
    beats = dict(connection.execute(BEATS).all())
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
        accounts=accounts(connection, now, poll_every=poll_every),
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
