"""Watches the sources: one that goes silent is told of once, and once when it is heard again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.database import Database, claim
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.outages import Outage
from helpdesk.records.turns import take_turn

SILENT = timedelta(seconds=60)  # or three times its polling interval, whichever is longer


def patience(poll_seconds: float) -> timedelta:
    """How long after its last complete poll a source counts as silent."""
    return max(SILENT, timedelta(seconds=3 * poll_seconds))


def watch_sources(database: Database, clock: Clock, *, working_since: datetime, poll_seconds: float) -> bool:
    """Finds who is silent and who is back. Always false: it finds all at once.

    A source is not blamed for the time before `working_since`, in which nobody of us asked it.
    """
    now = clock.now()
    heard = select(
        *(Account.id, Account.created_at, Account.connected_at, Listener.polled_at),
        *(Listener.failing_since, Listener.problem),
        func.coalesce(Listener.poll_seconds, poll_seconds).label("every"), Outage.id.label("outage"),
        Outage.since.label("silent_since"),
    ).join(Listener, Listener.account_id == Account.id).outerjoin(
        Outage, (Outage.account_id == Account.id) & Outage.ended_at.is_(None)
    ).where(Account.base_url.is_not(None), Account.removed_at.is_(None))  # fmt: skip
    with database.reading() as connection:
        sources = connection.execute(heard).all()
    for source in sources:
        told = (source.polled_at, source.connected_at, source.created_at)
        last = max(moment for moment in told if moment is not None)  # connected again, it begins anew
        if source.outage is not None:
            if source.polled_at is not None and source.polled_at > source.silent_since:
                _back(database, source.id, source.outage, source.polled_at, now)
        elif now - max(last, working_since) > patience(source.every) and not _catches_up(database, source, now):
            _silent(database, source.id, last, source.problem, now)
    return False


def _catches_up(database: Database, source: Row[*tuple[Any, ...]], now: datetime) -> bool:
    """Whether a poll only takes so long because there is so much: nothing fails, and posts do arrive."""
    if source.failing_since is not None:
        return False
    newest = select(Mention.received_at).where(Mention.account_id == source.id).order_by(Mention.id.desc()).limit(1)
    with database.reading() as connection:
        received_at = connection.execute(newest).scalar()
    return received_at is not None and now - received_at <= patience(source.every)


def _silent(database: Database, account_id: int, since: datetime, problem: str | None, now: datetime) -> None:
    with database.writing() as connection:
        take_turn(connection, "outages")
        going_on = select(Outage.id).where(Outage.account_id == account_id, Outage.ended_at.is_(None))
        if connection.execute(going_on).first() is None:
            made = connection.execute(
                insert(Outage).values(account_id=account_id, since=since, told_at=now)
            ).inserted_primary_key
            assert made is not None  # noqa: S101 - an insert of one row gives its key
            words = N_("Posts do not arrive from %(account)s since %(time)s UTC. %(problem)s")
            if not problem:
                words = N_("Posts do not arrive from %(account)s since %(time)s UTC.")
            told = {"account": _name(connection, account_id), "time": f"{since:%H:%M}", "problem": problem}
            _tell(connection, "source_stalled", f"outage {made[0]}", now, words, **told)
            record(
                connection, "source_stalled", now, account=account_id, since=since.isoformat(), reason=problem
            )  # fmt: skip


def _back(database: Database, account_id: int, outage: int, at: datetime, now: datetime) -> None:
    with database.writing() as connection:
        going_on = update(Outage).where(Outage.id == outage, Outage.ended_at.is_(None))
        if claim(connection, going_on.values(ended_at=at)):
            words = N_("Posts arrive from %(account)s again, since %(time)s UTC.")
            told = {"account": _name(connection, account_id), "time": f"{at:%H:%M}"}
            _tell(connection, "source_back", f"outage {outage} back", now, words, **told)
            record(connection, "source_back", now, account=account_id, heard=at.isoformat())


def _tell(connection: Connection, kind: str, key: str, now: datetime, words: str, **told: object) -> None:
    urgent = kind == "source_stalled"
    raise_alarm(connection, kind, key, now, staff=managers(connection), urgent=urgent, **said(words, **told))


def _name(connection: Connection, account_id: int) -> str:
    row = connection.execute(select(Account.handle, Account.network).where(Account.id == account_id)).one()
    return f"{row.handle} ({row.network})"
