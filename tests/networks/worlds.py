"""The networks of the contract: each with @brightbyte's connector, and Carl, who writes there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import waitress

from helpdesk.commands.serving import InBackground
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.publishing import NewPost, delete, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.networks.misbehaving import Behaviour, answer
from tests.simulator.bluesky import dialect
from tests.simulator.bluesky.sky import PASSWORD, Sky
from tests.simulator.server import served
from tests.simulator.x import FakeX

TOKEN = "the-token-of-brightbyte"


@dataclass
class World:
    """One network. `writes(text, parent)` is Carl's and gives an id; `introduces` is what it answers before a list."""

    clock: SetClock
    network: str
    base_url: str
    token: str
    writes: Callable[[str, str | None], str]
    takes_back: Callable[[str], None]
    introduces: tuple[Behaviour, ...] = ()
    handle: str = "@brightbyte"

    @contextmanager
    def connector(self, base_url: str | None = None, patience: float = 5) -> Iterator[Network]:
        """@brightbyte's, at this network or at an address that only pretends to be one."""
        access = Access(base_url or self.base_url, self.handle, self.token)
        network = connect(self.network, access, self.clock, timeout_seconds=patience)
        yield network
        network.close()


@contextmanager
def practice(clock: SetClock, folder: Path) -> Iterator[World]:
    """Mastodon's API, as the practice network speaks it."""
    store = Store(folder / "practice.db", clock)
    app = create_app(store, accounts=[BrandAccount("brightbyte", "Brightbyte", TOKEN)], clock=clock)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    serving = InBackground(server, "practice network")

    def writes(text: str, parent: str | None) -> str:
        clock.forward(seconds=1)
        new = NewPost("carl", "Carl", text, parent_id=int(parent) if parent else None)
        return str(publish(store, new, clock.now()).id)

    def takes_back(post_id: str) -> None:
        with store.reading() as connection:
            author = connection.execute("SELECT account_id FROM post WHERE id = ?", (int(post_id),)).fetchone()[0]
        delete(store, int(post_id), author, clock.now())

    try:
        yield World(clock, "mastodon", f"http://127.0.0.1:{server.effective_port}", TOKEN, writes, takes_back)
    finally:
        serving.stop()
        store.close()


@contextmanager
def fake_x(clock: SetClock, folder: Path) -> Iterator[World]:
    """X, as the fake speaks it."""
    with FakeX(clock) as x:

        def writes(text: str, parent: str | None) -> str:
            clock.forward(seconds=1)
            return x.truth.publish("carl", text, parent=parent)

        me = answer('{"data": {"id": "1", "username": "brightbyte", "name": "Brightbyte"}}')
        yield World(clock, "x", x.base_url, x.token_of("brightbyte"), writes, x.truth.delete, (me,))


@contextmanager
def our_bluesky(clock: SetClock, folder: Path) -> Iterator[World]:
    """Bluesky, as ours speaks it. Carl's app marks "@brightbyte" as naming us, whatever our handle is."""
    sky = Sky(clock)
    us, carl = sky.person("brightbyte.example"), sky.person("carl.example")
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": us.did}

    def writes(text: str, parent: str | None) -> str:
        clock.forward(seconds=1)
        end = len("@brightbyte") if text.startswith("@brightbyte") else 0
        facet = {"index": {"byteStart": 0, "byteEnd": end}, "features": [mention]}
        return sky.writes(carl, text, answers=parent, facets=[facet] if end else [])

    told = {"did": us.did, "handle": us.handle, "accessJwt": "a", "refreshJwt": "r"}
    session = answer(json.dumps(told))
    with served(dialect.Bluesky(sky)) as server:
        yield World(
            clock,
            "bluesky",
            server.base_url,
            PASSWORD,
            writes,
            sky.takes_back,
            (session, session),
            "@brightbyte.example",
        )


WORLDS = {"bluesky": our_bluesky, "mastodon": practice, "x": fake_x}
