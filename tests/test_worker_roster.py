"""Whom the worker listens to: new accounts, those connected anew, and no longer those removed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, update

from helpdesk.config import Config
from helpdesk.records.accounts import Account, Listener
from helpdesk.secret_files import Secrets
from helpdesk.watchdog import wake_overdue
from helpdesk.worker import Worker
from tests.cast import NOON, Office


def polled(worker: Worker) -> set[str]:
    worker._roster()
    return {job.id for job in worker._scheduler.get_jobs()}


def changed(office: Office, **values: object) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Account).where(Account.id == office.account).values(**values))


def test_the_roster_follows_what_is_connected_and_removed(office: Office, tmp_path: Path) -> None:
    worker = Worker(Config(), office.database, office.clock, Secrets(tmp_path))
    ours = f"poll-{office.account}"
    assert polled(worker) == {ours}
    with office.database.writing() as connection:
        for number, values in (
            (50, {"base_url": "http://127.0.0.1:1/feed", "network": "feed"}),
            (51, {"network": "file"}),
        ):
            connection.execute(
                insert(Account).values(
                    id=number, handle="@talk", purpose="service", listen_only=True, created_at=NOON, **values
                )
            )
            connection.execute(insert(Listener).values(account_id=number))
    assert polled(worker) == {ours, "poll-50"}, "a feed is asked, an account that is filled from files is not"
    changed(office, removed_at=NOON)
    assert polled(worker) == {"poll-50"}
    changed(office, removed_at=None, connected_at=NOON)
    assert polled(worker) == {ours, "poll-50"}


def test_an_account_that_was_connected_anew_begins_anew(office: Office, tmp_path: Path) -> None:
    secrets = Secrets(tmp_path)
    secrets.read_or_make("practice")
    worker = Worker(Config(), office.database, office.clock, secrets)
    polled(worker)
    before = worker._connections.network_of(office.account)
    polled(worker)
    assert worker._connections.network_of(office.account) is before
    changed(office, connected_at=NOON)
    polled(worker)
    assert worker._connections.network_of(office.account) is not before


def test_whoever_is_asked_rarely_is_not_asked_more_often_by_the_watchdog(office: Office, tmp_path: Path) -> None:
    worker = Worker(Config(), office.database, office.clock, Secrets(tmp_path))
    with office.database.writing() as connection:
        connection.execute(update(Listener).values(poll_seconds=300))
    (name,) = polled(worker)
    job = worker._scheduler.get_job(name)
    due = office.clock.now() + timedelta(hours=9)  # as the wall clock was set back
    job.modify(next_run_time=due)
    worker._finished[name] = office.clock.monotonic()
    office.clock.forward(seconds=330)
    wake_overdue(worker._scheduler, worker._finished, office.clock)
    assert job.next_run_time == due
    office.clock.forward(seconds=1)
    wake_overdue(worker._scheduler, worker._finished, office.clock)
    assert job.next_run_time == office.clock.now()
