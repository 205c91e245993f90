"""The networks with many accounts of ours on each, so that each account can meet a trouble of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import waitress

from helpdesk.commands.serving import InBackground
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.log import published
from helpdesk.sandbox.publishing import NewPost, delete, edit, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.simulator.bluesky import dialect
from tests.simulator.bluesky.sky import PASSWORD, Sky
from tests.simulator.server import served
from tests.simulator.x import FakeX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class City:
    """A network with many accounts of ours, and Carl. `said(shop)` is what it published: the parent of each post."""

    network: str
    base_url: str
    handle: Callable[[str], str]
    token: Callable[[str], str]
    carl_writes: Callable[[str], str]
    said: Callable[[str], list[str]]
    carl_changes: Callable[[str, str], object]
    carl_takes_back: Callable[[str], object]
    carl_hides: Callable[[], object] | None = None  # from us and everybody whom he does not know


@contextmanager
def x_city(clock: SetClock, folder: Path, shops: Collection[str]) -> Iterator[City]:
    """Many accounts on X."""
    with FakeX(clock) as x:

        def said(shop: str) -> list[str]:
            return [each.parent or "" for each in x.truth.by(shop)]

        yield City(
            "x", x.base_url, lambda shop: f"@{shop}", x.token_of, lambda text: x.truth.publish("carl", text), said,
            x.truth.edit, x.truth.delete, lambda: x.truth.protected.add("carl"),
        )  # fmt: skip


@contextmanager
def mastodon_city(clock: SetClock, folder: Path, shops: Collection[str]) -> Iterator[City]:
    """Many accounts on the practice network, which speaks Mastodon's API."""
    store = Store(folder / "practice.db", clock)
    brands = [BrandAccount(shop, shop.title(), f"token-of-{shop}") for shop in shops]
    server = waitress.create_server(
        create_app(store, accounts=brands, clock=clock), host="127.0.0.1", port=0, threads=8
    )
    serving = InBackground(server, "practice network")

    def carl_writes(text: str) -> str:
        return str(publish(store, NewPost("carl", "Carl", text), clock.now()).id)

    def said(shop: str) -> list[str]:
        return [post["parent"] for post in published(store) if post["author"] == shop]

    def author_of(post_id: str) -> int:
        with store.reading() as connection:
            return int(connection.execute("SELECT account_id FROM post WHERE id = ?", (int(post_id),)).fetchone()[0])

    def changes(post_id: str, text: str) -> object:
        return edit(store, int(post_id), author_of(post_id), text, clock.now())

    def takes_back(post_id: str) -> object:
        return delete(store, int(post_id), author_of(post_id), clock.now())

    try:
        url = f"http://127.0.0.1:{server.effective_port}"
        yield City("mastodon", url, lambda shop: f"@{shop}", lambda shop: f"token-of-{shop}", carl_writes, said,
                   changes, takes_back)  # fmt: skip
    finally:
        serving.stop()
        store.close()


@contextmanager
def bluesky_city(clock: SetClock, folder: Path, shops: Collection[str]) -> Iterator[City]:
    """Many accounts on our own Bluesky."""
    sky, lock = Sky(clock), threading.RLock()
    spoken, carl = dialect.Bluesky(sky, 10**9), sky.person("carl.example")
    people = {shop: sky.person(f"{shop}.example") for shop in shops}

    def alone(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with lock:
            return spoken(environ, start)

    def said(shop: str) -> list[str]:
        puts = {entry["uri"]: entry["parent"] for entry in sky.written_by(people[shop])}
        return list(puts.values())

    with served(alone) as server:
        yield City(
            "bluesky", server.base_url, lambda shop: f"@{shop}.example", lambda _shop: PASSWORD,
            lambda text: sky.writes(carl, text), said, sky.edits, sky.takes_back, lambda: setattr(carl, "closed", True),
        )  # fmt: skip


CITIES = {"bluesky": bluesky_city, "mastodon": mastodon_city, "x": x_city}
