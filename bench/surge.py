"""Twenty thousand posts behind the cursor: how fast they are taken in, beside the pages that the network gives.

The limit is a bare walk over the same pages with the same connector, which keeps nothing.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import insert, select

from bench.desks import fresh
from bench.result import Result
from bench.town import practice
from helpdesk.clock import SystemClock
from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.mentions import Mention
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.publishing import NewPost, insert_post
from helpdesk.sandbox.store import Store

MENTIONS = 20_000


def run(database_url: str | None, *, mentions: int = MENTIONS) -> Result:
    """Value: posts taken in a second. `lost` and `out_of_order` must be 0."""
    clock = SystemClock()
    with ExitStack() as stack:
        database = stack.enter_context(fresh(database_url))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-bench-")))
        brand = BrandAccount("brightbyte", "Brightbyte", "token")
        url, store = stack.enter_context(practice(folder, "practice", [brand], clock))
        network = connect("practice", Access(url, "@brightbyte", "token"), clock)
        own_id = network.whoami().remote_id
        with database.writing() as connection:
            connection.execute(
                insert(Account).values(
                    id=1, network="practice", handle="@brightbyte", purpose="service", base_url=url, remote_id=own_id,
                    listen_only=False, created_at=clock.now(),
                )
            )  # fmt: skip
            connection.execute(insert(Listener).values(account_id=1))
        account = Listening(1, "practice", own_id)
        assert poll(database, clock, account, network), "the cursor stands before the surge"
        written = _surge(store, clock, mentions)
        began = time.perf_counter()
        assert poll(database, clock, account, network)
        taken = time.perf_counter() - began
        bare, pages = _bare(network)
        with database.reading() as connection:
            kept = connection.execute(select(Mention.remote_id).order_by(Mention.id)).scalars().all()
        network.close()
    return Result(
        "surge", round(len(kept) / taken, 1), "posts a second", round(mentions / bare, 1),
        {
            "mentions": mentions, "lost": len(set(written) - set(kept)), "doubled": len(kept) - len(set(kept)),
            "out_of_order": sum(one != other for one, other in zip(kept, written, strict=False)),
            "seconds": round(taken, 1), "pages": pages, "bare_walk_seconds": round(bare, 1),
        },
    )  # fmt: skip


def _surge(store: Store, clock: SystemClock, mentions: int) -> list[str]:
    """Publishes them all at once, as an outage would leave them; gives their ids in the order of publication."""
    with store.writing() as connection:
        return [
            str(insert_post(connection, NewPost(f"carl{n % 500}", "Carl", f"@brightbyte is it down? {n}"), clock.now()))
            for n in range(mentions)
        ]


def _bare(network: Network) -> tuple[float, int]:
    """The seconds that the same walk takes when nothing is kept, and its pages."""
    began, pages, cursor = time.perf_counter(), 0, None
    while True:
        page = network.mentions(cursor)
        pages, cursor = pages + 1, page.cursor
        if not page.more:
            return time.perf_counter() - began, pages
