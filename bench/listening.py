"""How long a post takes from the network into the queue, while some of fifty accounts are ill.

The real worker polls a practice network over HTTP. Three accounts in ten are ill: a third of those get no connection, a
third 503 from their network, a third no answer at all. The limit is the polling interval and a second more.
"""

from __future__ import annotations

import tempfile
import threading
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bench.desks import fresh
from bench.result import Result, percentile
from bench.town import closed, practice, silence
from helpdesk.clock import SystemClock
from helpdesk.config import Config, Intake
from helpdesk.config import Desk as DeskSettings
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database
from helpdesk.records.mentions import Mention
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.publishing import NewPost, publish
from helpdesk.sandbox.store import Store
from helpdesk.secret_files import Secrets
from helpdesk.worker import Worker

ACCOUNTS, SECONDS = 50, 30
POLL_SECONDS = 5.0  # as shipped
WAITS_FOR_THE_REST = timedelta(seconds=30)


def run(
    database_url: str | None, *, seconds: int = SECONDS, accounts: int = ACCOUNTS, poll_seconds: float = POLL_SECONDS
) -> Result:  # fmt: skip
    """Value: p99 of publication to row, in seconds, over the accounts that are well."""
    clock = SystemClock()
    with ExitStack() as stack:
        database = stack.enter_context(fresh(database_url))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-bench-")))
        well, ill = _handles(accounts)
        brands = [BrandAccount(handle, handle, f"token-of-{handle}") for handle in (*well, *ill)]
        url, store = stack.enter_context(practice(folder, "well", brands, clock))
        broken, _ = stack.enter_context(practice(folder, "ill", brands, clock, ill=True))
        addresses = [closed(), broken, stack.enter_context(silence())]
        _secrets(folder, brands)
        _accounts(database, clock.now(), dict.fromkeys(well, url))
        _accounts(database, clock.now(), {handle: addresses[n % 3] for n, handle in enumerate(ill)})
        worker = Worker(_config(folder, poll_seconds), database, clock, Secrets(folder))
        assert worker.lead(), "nobody else works on this database"
        worker.start()
        try:
            published = _customers_write(store, well, clock, seconds)
            arrived = _arrived(database, clock, published)
        finally:
            worker.stop()
    return Result(
        "listening", round(percentile(arrived, 0.99), 2), "seconds, p99 from publication to row", poll_seconds + 1,
        {
            "accounts": accounts, "ill": len(ill), "published": published, "arrived": len(arrived),
            "lost": published - len(arrived), "p50": round(percentile(arrived, 0.5), 2),
            "longest": round(max(arrived, default=0.0), 2),
        },
    )  # fmt: skip


def _handles(accounts: int) -> tuple[list[str], list[str]]:
    handles = [f"brand{number}" for number in range(accounts)]
    ill = handles[: accounts * 3 // 10]
    return handles[len(ill) :], ill


def _config(folder: Path, poll_seconds: float) -> Config:
    return Config(desk=DeskSettings(data=folder), intake=Intake(poll_seconds=poll_seconds))


def _secrets(folder: Path, brands: list[BrandAccount]) -> None:
    (folder / "secrets").mkdir(mode=0o700)
    for brand in brands:
        (folder / "secrets" / brand.handle).write_text(f"token-of-{brand.handle}")


def _accounts(database: Database, now: datetime, addresses: dict[str, str]) -> None:
    with database.writing() as connection:
        for handle, url in addresses.items():
            made = connection.execute(
                insert(Account).values(
                    network="practice", handle=f"@{handle}", purpose="service", base_url=url, secret=handle,
                    listen_only=False, created_at=now,
                )
            ).inserted_primary_key  # fmt: skip
            assert made is not None
            connection.execute(insert(Listener).values(account_id=made[0]))


def _customers_write(store: Store, handles: list[str], clock: SystemClock, seconds: int) -> int:
    """One post a second to each of the accounts that are well, after the first polls; gives how many."""
    pause, published = threading.Event(), 0
    pause.wait(POLL_SECONDS)
    for second in range(seconds):
        for number, handle in enumerate(handles):
            publish(store, NewPost(f"carl{number}", "Carl", f"@{handle} post {second}"), clock.now())
            published += 1
        pause.wait(1.0)
    return published


def _arrived(database: Database, clock: SystemClock, published: int) -> list[float]:
    """The seconds that each post took; waits for the last of them."""
    until, pause = clock.now() + WAITS_FOR_THE_REST, threading.Event()
    while True:
        with database.reading() as connection:
            rows = connection.execute(select(Mention.published_at, Mention.received_at)).all()
        if len(rows) >= published or clock.now() > until:
            return [(row.received_at - row.published_at).total_seconds() for row in rows]
        pause.wait(0.5)
