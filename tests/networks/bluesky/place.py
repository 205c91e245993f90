"""@brightbyte and Carl on our own Bluesky, over HTTP, and the connector that listens there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from helpdesk.networks.bluesky.connector import Bluesky
from helpdesk.networks.protocol import Access, Outgoing, Page, Post
from tests.cast import SetClock
from tests.simulator.bluesky import dialect
from tests.simulator.bluesky.sky import PASSWORD, Person, Sky
from tests.simulator.server import Served, served

OURS = "brightbyte.example"


@dataclass
class Pocket:
    """A place for what a connector keeps; `written` is every text that was."""

    written: list[str] = field(default_factory=list)

    def read(self) -> str | None:
        return self.written[-1] if self.written else None

    def write(self, value: str) -> None:
        self.written.append(value)


@dataclass
class Place:
    """One Bluesky with two people on it."""

    clock: SetClock
    sky: Sky
    spoken: dialect.Bluesky
    server: Served
    us: Person
    carl: Person
    pocket: Pocket = field(default_factory=Pocket)

    def connector(self, *, password: str = PASSWORD, timeout_seconds: float = 5, kept: bool = True) -> Bluesky:
        pocket = self.pocket if kept else None
        access = Access(self.server.base_url, f"@{OURS}", password, pocket)
        return Bluesky(access, self.clock, timeout_seconds)

    def reply(self, to: str, text: str = "Sorry! ^AL", key: str = "8b1e") -> Outgoing:
        return Outgoing(text, to, key, self.clock.now())


@contextmanager
def opened(clock: SetClock, *, seed: int | None = None) -> Iterator[Place]:
    """Opens the place."""
    sky = Sky(clock)
    spoken = dialect.Bluesky(sky)
    us, carl = sky.person(OURS), sky.person("carl.example")
    with served(spoken, seed=seed) as server:
        yield Place(clock, sky, spoken, server, us, carl)


def walk(desk: Bluesky, cursor: str | None = None) -> tuple[list[Post], str, list[Page]]:
    """All pages of one poll; gives the posts, the cursor to store, and the pages."""
    pages: list[Page] = []
    while True:
        page = desk.mentions(cursor)
        cursor = page.cursor
        pages.append(page)
        if not page.more:
            return [item for page in pages for item in page.items if isinstance(item, Post)], cursor, pages
