"""What listening costs: requests and US dollars for 1,000 mentions on each network, beside the least any client needs.

The real connectors listen to the networks made for tests: a surge of 1,000 mentions by 400 people read in one walk, and
two days on which as many come evenly, asked for every five minutes. The least is one request a page, or a poll, and the
price of each mention and of each person once: a desk that was there yesterday knows most of them.
"""

from __future__ import annotations

import math
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.result import Result
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.networks.x.prices import OWN_READ, USER_READ
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.publishing import NewPost, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.networks.bluesky.place import OURS, opened
from tests.simulator.server import served
from tests.simulator.x import FakeX

MENTIONS, PEOPLE = 1_000, 400
POLL_EVERY = 5  # minutes
POLLS_A_DAY = 24 * 60 // POLL_EVERY
TOKEN = "the-token-of-brightbyte"  # noqa: S105 - of a network that ends with this run


@dataclass
class Listened:
    """A network to listen to: Carl and the others `write`, `asked` counts requests, `page` is its largest page."""

    network: Network
    clock: SetClock
    write: Callable[[str, str], object]
    asked: Callable[[], int]
    page: int
    mention_price: int = 0  # millionths of a dollar, as are all prices
    person_price: int = 0
    cursor: str | None = None
    found: int = 0
    known: set[str] = field(default_factory=set)  # who has written before

    def walk(self) -> None:
        """One poll, to its end."""
        more = True
        while more:
            read = self.network.mentions(self.cursor)
            self.cursor, more = read.cursor, read.more
            self.found += len(read.items)


def run(database_url: str | None, *, mentions: int = MENTIONS) -> Result:
    """Value: US dollars for 1,000 mentions on X on the first day; limit: the least. No database is needed."""
    details: dict[str, Any] = {}
    first = least = 0.0
    for name, made in (("x", _x), ("mastodon", _practice), ("bluesky", _bluesky)):
        with made() as listened:
            details |= _surge(name, listened, mentions)
        with made() as listened:
            for day in ("first", "second"):
                told = _day(f"{name}_{day}_day", listened, mentions)
                details |= told
                if (name, day) == ("x", "first"):
                    first, least = told["x_first_day_dollars"], told["x_first_day_dollars_least"]
    return Result("networks", first, "US dollars for 1,000 mentions on X", least, details)


def _surge(name: str, listened: Listened, mentions: int) -> dict[str, Any]:
    writers = _write(listened, mentions)
    before = listened.asked()
    listened.walk()
    assert listened.found >= min(mentions, 800)  # X shows no more
    reached = min(mentions, 800) if listened.mention_price else mentions
    per_page = math.ceil(reached / listened.page)
    people = math.ceil(len(writers) / listened.page) if listened.person_price else 0
    return _costs(f"{name}_surge", listened.asked() - before, per_page + people, mentions)


def _day(name: str, listened: Listened, mentions: int) -> dict[str, Any]:
    listened.network.take_spent()
    before, writers, written = listened.asked(), set[str](), 0
    for poll in range(1, POLLS_A_DAY + 1):
        due = mentions * poll // POLLS_A_DAY
        writers |= _write(listened, due - written)
        written = due
        listened.clock.forward(minutes=POLL_EVERY)
        listened.walk()
    told = _costs(name, listened.asked() - before, POLLS_A_DAY, mentions)
    if listened.mention_price:
        least = mentions * listened.mention_price + len(writers - listened.known) * listened.person_price
        listened.known |= writers
        told[f"{name}_dollars"] = round(listened.network.take_spent() / 1e6 * 1_000 / mentions, 3)
        told[f"{name}_dollars_least"] = round(least / 1e6 * 1_000 / mentions, 3)
    return told


def _costs(name: str, requests: int, least: int, mentions: int) -> dict[str, Any]:
    each = 1_000 / mentions
    return {f"{name}_requests": round(requests * each, 1), f"{name}_requests_least": round(least * each, 1)}


def _write(listened: Listened, count: int) -> set[str]:
    """So many mentions, by people drawn by lot; gives who wrote."""
    draw = random.Random(str(listened.clock.now()))
    writers = [f"customer{draw.randrange(PEOPLE)}" for _ in range(count)]
    for number, who in enumerate(writers):
        listened.write(who, f"@brightbyte where is my parcel no {number}?")
    return set(writers)


@contextmanager
def _x() -> Iterator[Listened]:
    clock = _midnight()
    with FakeX(clock) as x, ExitStack() as closing:
        secret = '{"app_token": "%s"}' % x.door.app  # noqa: UP031 - braces
        x.truth.person("brightbyte")
        network = connect("x", Access(x.base_url, "@brightbyte", secret), clock)
        closing.callback(network.close)
        network.whoami()
        yield Listened(network, clock, x.truth.publish, lambda: len(x.requests), 100, OWN_READ, USER_READ)


@contextmanager
def _practice() -> Iterator[Listened]:
    """Mastodon's API, as the practice network speaks it."""
    clock = _midnight()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing:
        store = Store(Path(folder) / "practice.db", clock)
        closing.callback(store.close)
        app = create_app(store, accounts=[BrandAccount("brightbyte", "Brightbyte", TOKEN)], clock=clock)
        server = closing.enter_context(served(app))
        network = connect("mastodon", Access(server.base_url, "@brightbyte", TOKEN), clock)
        closing.callback(network.close)

        def write(who: str, text: str) -> object:
            return publish(store, NewPost(who, who, text), clock.now())

        yield Listened(network, clock, write, lambda: len(server.asked), 80)


@contextmanager
def _bluesky() -> Iterator[Listened]:
    clock = _midnight()
    with opened(clock) as place, ExitStack() as closing:
        network = place.connector()
        closing.callback(network.close)
        network.whoami()  # signing in is not listening

        def write(who: str, text: str) -> object:
            clock.forward(milliseconds=1)
            return place.sky.writes(place.sky.person(f"{who}.example"), text.replace("@brightbyte", f"@{OURS}"))

        yield Listened(network, clock, write, lambda: len(place.server.asked), 100)


def _midnight() -> SetClock:
    clock = SetClock()
    clock.moment = clock.moment.replace(hour=0) + timedelta(days=1)
    return clock
