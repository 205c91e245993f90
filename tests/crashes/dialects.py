"""One door to the three networks of the tests: the same way to write there, the same weather, the same log of truth.

A network's log is kept by the simulator, never asked of the desk: every post that was ever published there, oldest
first, in the shape of `helpdesk.sandbox.log.published`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import waitress

from helpdesk.clock import SystemClock
from helpdesk.commands.serving import InBackground
from helpdesk.sandbox.faults import Faults, Rule
from helpdesk.sandbox.identifiers import written
from tests.cast import SetClock
from tests.crashes.network import BRAND, Forgetful, practice_network
from tests.crashes.replies_honest import WORDS
from tests.crashes.weather import Weather
from tests.simulator import x_app
from tests.simulator.bluesky import dialect
from tests.simulator.bluesky.sky import PASSWORD, Person, Sky
from tests.simulator.x import FakeX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AnyClock = SetClock | SystemClock
NO_LIMIT = 10**9  # of requests: a thousand rounds ask more in a quarter of an hour than a real desk does


class Simulated(Protocol):
    """What a test needs of a network, whichever it is. `network`, `handle` and `token` are how the desk gets in."""

    network: str
    handle: str
    token: str
    url: str
    door: Forgetful
    faults: Faults

    def carl_writes(self, text: str, *, handle: str = "carl", answers: str | None = None) -> str: ...
    def changes(self, post_id: str, text: str) -> None: ...
    def disappears(self, post_id: str) -> None: ...
    def truth(self) -> list[dict[str, Any]]: ...
    def notifications(self) -> list[tuple[int, str]]: ...
    def fails(self, effect: str, *, method: str = "POST", path: str = ..., count: int = 1, **more: Any) -> None: ...
    def calm(self) -> None: ...
    def weather_report(self) -> tuple[int, int]: ...


@dataclass
class Served:
    """What X and Bluesky have in common here: an app, its weather and its door. `one_at_a_time` guards its state."""

    url: str
    door: Forgetful
    faults: Faults
    clock: AnyClock
    one_at_a_time: threading.RLock

    def notifications(self) -> list[tuple[int, str]]:
        """None: these lists have no numbers of their own. That nothing is passed over shows when nothing is lost."""
        return []

    def fails(self, effect: str, *, method: str = "POST", path: str = "*", count: int = 1, **more: Any) -> None:
        """Makes the next calls fail in this way: those that write, unless others are named."""
        self.faults.add(Rule(effect, method=method, path=path, count=count, **more))

    def calm(self) -> None:
        """From now on the network works as it should."""
        self.faults.clear()
        if isinstance(self.faults, Weather):
            self.faults.calm()

    def weather_report(self) -> tuple[int, int]:
        """How many calls came in, and how many of them were struck."""
        return (self.faults.calls, self.faults.struck) if isinstance(self.faults, Weather) else (0, 0)


@dataclass
class XNetwork(Served):
    """X, as the fake speaks it."""

    x: FakeX
    token: str
    network: str = "x"
    handle: str = f"@{BRAND}"

    def carl_writes(self, text: str, *, handle: str = "carl", answers: str | None = None) -> str:
        with self.one_at_a_time:
            return self.x.truth.publish(handle, text, parent=answers)

    def changes(self, post_id: str, text: str) -> None:
        with self.one_at_a_time:
            self.x.truth.edit(post_id, text)

    def disappears(self, post_id: str) -> None:
        with self.one_at_a_time:
            self.x.truth.delete(post_id)

    def truth(self) -> list[dict[str, Any]]:
        with self.one_at_a_time:
            versions: dict[str, list[Any]] = {}
            for each in self.x.truth.versions.values():
                versions.setdefault(each.history[0], []).append(each)
            return [self._told(first, said) for first, said in versions.items()]

    def _told(self, first: str, said: list[Any]) -> dict[str, Any]:
        truth, newest = self.x.truth, said[-1]
        ours = newest.author.username == BRAND  # X puts the name of whom we answer in front by itself
        texts = [each.text if ours else truth.in_front(each) + each.text for each in said]
        parent = truth.versions[newest.parent].history[0] if newest.parent else None
        named = [BRAND] if not ours and any(truth.names(each, BRAND) for each in said) else []
        return _entry(first, newest.author.username, texts, parent, said[0].at, named, gone=first in truth.deleted)


@dataclass
class BlueskyNetwork(Served):
    """Bluesky, as ours speaks it. The log of `sky` is the truth."""

    sky: Sky
    us: Person
    token: str = PASSWORD
    network: str = "bluesky"
    handle: str = f"@{BRAND}.example"

    def carl_writes(self, text: str, *, handle: str = "carl", answers: str | None = None) -> str:
        with self.one_at_a_time:
            name = f"{handle.replace('_', '-')}.example"
            return self.sky.writes(self.sky.known_as(name) or self.sky.person(name), text, answers=answers)

    def changes(self, post_id: str, text: str) -> None:
        with self.one_at_a_time:
            self.sky.edits(post_id, text)

    def disappears(self, post_id: str) -> None:
        with self.one_at_a_time:
            self.sky.takes_back(post_id)

    def truth(self) -> list[dict[str, Any]]:
        with self.one_at_a_time:
            written_there: dict[str, list[dict[str, Any]]] = {}
            gone = set()
            for entry in self.sky.log:
                if entry["did"] == "put":
                    written_there.setdefault(entry["uri"], []).append(entry)
                else:
                    gone.add(entry["uri"])
            return [self._told(uri, said, gone=uri in gone) for uri, said in written_there.items()]

    def _told(self, uri: str, said: list[dict[str, Any]], *, gone: bool) -> dict[str, Any]:
        by = said[0]["by"]
        author = BRAND if by == self.us.did else self.sky.people[by].handle
        named = [BRAND] if by != self.us.did else []  # every customer of these stories names us
        texts = list(dict.fromkeys(entry["text"] for entry in said))
        created_at = datetime.fromisoformat(said[0]["created_at"])
        return _entry(uri, author, texts, said[0]["parent"], created_at, named, gone=gone)


def _entry(
    post_id: str, author: str, texts: list[str], parent: str | None, at: datetime, named: list[str], *, gone: bool
) -> dict[str, Any]:
    return {
        "id": post_id,
        "author": author,
        "text": texts[-1],
        "former_texts": texts[:-1],
        "parent": parent,
        "created_at": written((at - datetime.fromtimestamp(0, at.tzinfo)) // timedelta(milliseconds=1)),
        "mentions": named,
        "idempotency_key": WORDS + texts[0] if author == BRAND else None,
        "deleted": gone,
    }


@contextmanager
def x_network(folder: Path, clock: AnyClock, *, seed: int | None = None) -> Iterator[XNetwork]:
    """Opens X on a free port, with @brightbyte on it; a `seed` brings bad weather. Nothing is kept in `folder`."""
    with FakeX(clock) as x:
        x.counter.limits = dict.fromkeys(("mentions", "search", "post", "lookup", "tweets", "users", "me"), NO_LIMIT)
        x.counter.limits |= {"delete": NO_LIMIT, "day": NO_LIMIT}
        token = x.token_of(BRAND)
        x.door.users[token] = (BRAND, clock.now() + timedelta(days=365))  # renewing is proved elsewhere
        with _behind_a_door(x_app.spoken(x), seed) as (url, door, faults, lock):
            yield XNetwork(url, door, faults, clock, lock, x, token)


@contextmanager
def bluesky_network(folder: Path, clock: AnyClock, *, seed: int | None = None) -> Iterator[BlueskyNetwork]:
    """Opens Bluesky on a free port, with us on it; a `seed` brings bad weather. Nothing is kept in `folder`."""
    sky = Sky(clock)
    us = sky.person(f"{BRAND}.example")
    with _behind_a_door(dialect.Bluesky(sky, NO_LIMIT), seed) as (url, door, faults, lock):
        yield BlueskyNetwork(url, door, faults, clock, lock, sky, us)


@contextmanager
def _behind_a_door(app: WSGIApplication, seed: int | None) -> Iterator[tuple[str, Forgetful, Faults, threading.RLock]]:
    lock = threading.RLock()

    def alone(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with lock:
            return app(environ, start)

    faults = Faults(alone) if seed is None else Weather(alone, seed)
    door = Forgetful(faults)
    server = waitress.create_server(door, host="127.0.0.1", port=0, threads=8)
    serving = InBackground(server, "simulated network")
    try:
        yield f"http://127.0.0.1:{server.effective_port}", door, faults, lock
    finally:
        serving.stop()


Opening = Callable[..., AbstractContextManager[Simulated]]
NETWORKS: dict[str, Opening] = {"bluesky": bluesky_network, "mastodon": practice_network, "x": x_network}
WITH_KEYS: dict[str, Opening] = {"mastodon-keys": partial(practice_network, keys=True)}  # it forgives a repeat
