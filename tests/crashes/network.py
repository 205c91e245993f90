"""A practice network that forgets Idempotency-Keys, as most servers but Mastodon do: a double post shows as two.

It can be kept as it is and put back, so that every death starts from the same world.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import waitress

from helpdesk.clock import SystemClock
from helpdesk.commands.serving import InBackground
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.faults import Faults, read_rule
from helpdesk.sandbox.log import published
from helpdesk.sandbox.publishing import NewPost, delete, edit, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.crashes.weather import Weather

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "the-token-of-brightbyte"
BRAND = "brightbyte"
KEY = "HTTP_IDEMPOTENCY_KEY"


class Forgetful:
    """Makes each Idempotency-Key new before the network sees it: the log still tells whose it was.

    Unless it `forgets` nothing: then it only counts.
    """

    def __init__(self, app: WSGIApplication, *, forgets: bool = True) -> None:
        self._app, self._forgets = app, forgets
        self._turn = threading.Condition()
        self._posts = self._handled = 0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if KEY in environ and self._forgets:
            with self._turn:
                self._posts += 1
                environ[KEY] = f"{environ[KEY]}#{self._posts}"
        try:
            return self._app(environ, start)
        finally:
            with self._turn:
                self._handled += 1
                self._turn.notify_all()

    def begin_anew(self) -> None:
        """Counts posts from 1 again."""
        self._posts = 0

    @property
    def handled(self) -> int:
        """How many requests were carried out, or refused."""
        return self._handled

    def wait_for(self, handled: int, *, seconds: float = 5) -> bool:
        """Waits until so many requests were handled; false when they never came."""
        with self._turn:
            return self._turn.wait_for(lambda: self._handled >= handled, timeout=seconds)


@dataclass
class PracticeNetwork:
    """The network at `url`, which tells the truth about what was published."""

    store: Store
    url: str
    door: Forgetful
    faults: Faults
    clock: SetClock | SystemClock
    weather: Weather | None = None
    network: str = "practice"
    handle: str = f"@{BRAND}"
    token: str = TOKEN

    def calm(self) -> None:
        """From now on the network works as it should."""
        if self.weather is not None:
            self.weather.calm()

    def weather_report(self) -> tuple[int, int]:
        """How many calls came in, and how many of them were struck."""
        return (self.weather.calls, self.weather.struck) if self.weather is not None else (0, 0)

    def carl_writes(self, text: str, *, handle: str = "carl", answers: str | None = None) -> str:
        """A customer publishes a post; gives its id."""
        new = NewPost(handle, handle.title(), text, parent_id=int(answers) if answers else None)
        return str(publish(self.store, new, self.clock.now()).id)

    def changes(self, post_id: str, text: str) -> None:
        """Its author gives a post other words."""
        edit(self.store, int(post_id), self._author_of(post_id), text, self.clock.now())

    def disappears(self, post_id: str) -> None:
        """Its author takes a post back."""
        delete(self.store, int(post_id), self._author_of(post_id), self.clock.now())

    def _author_of(self, post_id: str) -> int:
        with self.store.reading() as connection:
            row = connection.execute("SELECT account_id FROM post WHERE id = ?", (int(post_id),)).fetchone()
        return int(row[0])

    def truth(self) -> list[dict[str, Any]]:
        """Everything that was ever published, as the network itself remembers it."""
        return published(self.store)

    def notifications(self) -> list[tuple[int, str]]:
        """The numbers under which our account is told of posts, with their posts."""
        told = (
            "SELECT notification_id, post_id FROM mention JOIN account ON account.id = mention.account_id"
            " WHERE account.handle = ?"
        )
        with self.store.reading() as connection:
            return [(row[0], str(row[1])) for row in connection.execute(told, (BRAND,))]

    def fails(
        self, effect: str, *, method: str = "POST", path: str = "/api/v1/statuses", count: int = 1, **more: Any
    ) -> None:
        """Makes the next calls fail in this way: those that publish, unless others are named."""
        self.faults.add(
            read_rule({"effect": effect, "match": {"method": method, "path": path}, "count": count, **more})
        )

    def keep(self) -> sqlite3.Connection:
        """A copy of everything that was published."""
        copy = sqlite3.connect(":memory:")
        with self.store.reading() as connection:
            connection.backup(copy)
        return copy

    def put_back(self, copy: sqlite3.Connection) -> None:
        """Makes the network what it was when it was kept; faults end."""
        self.door.begin_anew()
        self.faults.clear()
        with self.store.reading() as connection:
            copy.backup(connection)


@contextmanager
def practice_network(
    folder: Path, clock: SetClock | SystemClock, *, seed: int | None = None, keys: bool = False
) -> Iterator[PracticeNetwork]:
    """Opens the practice network on a free port, with @brightbyte on it; a `seed` brings bad weather.

    With `keys` it knows a repeat by its key, and the desk takes it for Mastodon itself.
    """
    store = Store(folder / "practice.db", clock)
    app = create_app(store, accounts=[BrandAccount(BRAND, "Brightbyte", TOKEN)], clock=clock, faults=True)
    faults: Faults = app.extensions["faults"]
    weather = Weather(app.wsgi_app, seed) if seed is not None else None
    door = Forgetful(weather or app.wsgi_app, forgets=not keys)
    server = waitress.create_server(door, host="127.0.0.1", port=0, threads=8)
    serving = InBackground(server, "practice network")
    try:
        url, spoken = f"http://127.0.0.1:{server.effective_port}", "mastodon" if keys else "practice"
        yield PracticeNetwork(store, url, door, faults, clock, weather, spoken)
    finally:
        serving.stop()
        store.close()
