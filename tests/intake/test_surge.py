"""A surge while nobody listened: all of it is taken in, in a network's bad weather too, and shown the oldest first.

X and Bluesky hand a backlog out from its newest end, Mastodon from its oldest: on screen that makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.records.mentions import Mention
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.crashes.dialects import NETWORKS, Simulated
from tests.intake.surge import moved_to, numbers_on_screen
from tests.test_journey import signed_in

POSTS, SEED = {"x": 900, "mastodon": 300, "bluesky": 300}, 7  # X shows the newest 800


@contextmanager
def our_connector(office: Office, there: Simulated) -> Iterator[tuple[Listening, Network]]:
    """Our account is at this network from now on."""
    connector = connect(there.network, Access(there.url, there.handle, there.token), office.clock, timeout_seconds=5)
    yield moved_to(office.database, office.account, there, connector), connector
    connector.close()


def a_surge(office: Office, there: Simulated, posts: int) -> list[str]:
    """Many customers write, one after the other; their posts' ids in that order."""
    ids = []
    for number in range(1, posts + 1):
        words = f"{there.handle} where is my order no {number} ?"
        ids.append(there.carl_writes(words, handle=f"customer{number}"))
        office.clock.forward(seconds=1)
    return ids


def kept(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return list(connection.execute(select(Mention.remote_id).order_by(Mention.id)).scalars())


@pytest.mark.parametrize("seed", [None, SEED], ids=["fair", "bad weather"])
@pytest.mark.parametrize("network", NETWORKS)
def test_a_surge_is_taken_in_whole_and_stands_on_screen_the_oldest_first(
    office: Office, tmp_path: Path, network: str, seed: int | None
) -> None:
    with NETWORKS[network](tmp_path, office.clock, seed=seed) as there, our_connector(office, there) as (us, connector):
        before = there.carl_writes(f"{there.handle} is order no 0 on its way ?")
        while not poll(office.database, office.clock, us, connector):
            office.clock.forward(minutes=2)
        office.clock.forward(minutes=20)
        written = a_surge(office, there, POSTS[network])
        office.clock.forward(minutes=1)
        broken_off = 0
        while not poll(office.database, office.clock, us, connector):
            broken_off += 1
            office.clock.forward(minutes=2)
        assert broken_off == 0 if seed is None else broken_off > 0
        found = kept(office)
        assert sorted(found) == sorted([before, *written]), "each of them once"
        while Sorter(office.database, office.clock).sort_batch():
            pass
        shown = numbers_on_screen(signed_in(office, office.mona))
    assert shown == list(range(POSTS[network] + 1))
