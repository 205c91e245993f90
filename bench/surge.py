"""Twenty thousand posts behind the cursor: how fast they are taken in, beside the pages that the network gives.

The limit is a bare walk over the same pages with the same connector, which keeps nothing. Mastodon hands a backlog out
from its oldest end, X and Bluesky from the newest; X's timeline ends after 800, and search has the rest. What a
manager's list shows then is compared with the order in which people wrote.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from bench.desks import fresh, staffed
from bench.firehose import shipped_sorter
from bench.generated import Writer
from bench.result import Result
from bench.signed_in import pages, sign_in
from helpdesk.clock import SystemClock
from helpdesk.intake.poller import poll
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.records.accounts import Listener
from helpdesk.records.mentions import Mention
from helpdesk.sandbox.publishing import NewPost, insert_post
from tests.cast import SetClock
from tests.crashes.dialects import NETWORKS, Simulated
from tests.crashes.network import PracticeNetwork
from tests.intake.surge import moved_to, numbers_on_screen

MENTIONS = 20_000
BETWEEN = 0.05  # seconds between two posts
FLOOR = "mastodon"


def run(database_url: str | None, *, mentions: int = MENTIONS, network: str = FLOOR) -> Result:
    """Value: posts taken in a second. `lost`, `doubled` and `out_of_order` must be 0."""
    clock = SetClock(SystemClock().now())
    with ExitStack() as stack:
        database = stack.enter_context(fresh(database_url))
        staffed(database, Writer(clock.now()).topics(), clock.now())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-bench-")))
        there = stack.enter_context(NETWORKS[network](folder, clock))
        connector = connect(there.network, Access(there.url, there.handle, there.token), clock)
        stack.callback(connector.close)
        account = moved_to(database, 1, there, connector)
        _surge(there, clock, 1)
        assert poll(database, clock, account, connector), "the cursor stands before the surge"
        with database.reading() as connection:
            start = connection.execute(select(Listener.cursor)).scalar_one()
            before = set(connection.execute(select(Mention.remote_id)).scalars())
        clock.forward(minutes=20)  # so that X's overlap has nothing from before in it
        written = _surge(there, clock, mentions)
        clock.forward(minutes=1)
        began = time.perf_counter()
        while not poll(database, clock, account, connector):
            clock.forward(minutes=15)  # the network asked us to wait
        taken = time.perf_counter() - began
        with database.reading() as connection:
            found = connection.execute(select(Mention.remote_id)).scalars().all()
        bare, walked = _bare(connector, start)
        sorter = shipped_sorter(database)
        while sorter.sort_batch():
            pass
        shown = numbers_on_screen(sign_in(pages(database), database, 1))
    kept = [each for each in found if each not in before]
    return Result(
        "surge", round(len(kept) / taken, 1), "posts a second", round(mentions / bare, 1),
        {
            "network": network, "mentions": mentions, "lost": len(set(written) - set(kept)),
            "doubled": len(kept) - len(set(kept)), "on_screen": len(shown),
            "out_of_order": sum(one > other for one, other in pairwise(shown)),
            "seconds": round(taken, 1), "pages": walked, "bare_walk_seconds": round(bare, 1),
        },
    )  # fmt: skip


def _surge(there: Simulated, clock: SetClock, mentions: int) -> list[str]:
    """Publishes them one after the other, as an outage would leave them; gives their ids in that order."""
    posts = [(f"{there.handle} is it down? no {number} ?", f"carl{number % 500}") for number in range(mentions)]
    ids = []
    if isinstance(there, PracticeNetwork):
        with there.store.writing() as connection:
            for text, who in posts:
                ids.append(str(insert_post(connection, NewPost(who, who.title(), text), clock.now())))
                clock.forward(seconds=BETWEEN)
        return ids
    for text, who in posts:
        ids.append(there.carl_writes(text, handle=who))
        clock.forward(seconds=BETWEEN)
    return ids


def _bare(network: Network, cursor: str | None) -> tuple[float, int]:
    """The seconds that the same walk takes when nothing is kept, and its pages."""
    began, walked = time.perf_counter(), 0
    while True:
        page = network.mentions(cursor)
        walked, cursor = walked + 1, page.cursor
        if not page.more:
            return time.perf_counter() - began, walked
