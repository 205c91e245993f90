"""The practice network over real HTTP, with an office that listens to it: what the longer stories are told on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import waitress
from sqlalchemy import update

from helpdesk.commands.serving import InBackground
from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.outbox.reconcile import Reconciler
from helpdesk.outbox.sender import Sender
from helpdesk.records.accounts import Account
from helpdesk.sandbox.accounts import BrandAccount
from helpdesk.sandbox.log import published
from helpdesk.sandbox.publishing import NewPost, delete, edit, publish
from helpdesk.sandbox.server import create_app
from helpdesk.sandbox.store import Store
from helpdesk.triage.sorter import Sorter
from tests.cast import Office

TOKEN = "the-token-of-brightbyte"


@dataclass
class Town:
    """An office, the practice network at `url`, and the worker's steps, to be taken one at a time."""

    office: Office
    store: Store
    url: str
    listening: Listening
    network: Network

    def carl_writes(self, text: str, *, handle: str = "carl", answers: str | None = None) -> str:
        """A customer publishes a post; gives its id."""
        new = NewPost(handle, handle.title(), text, parent_id=int(answers) if answers else None)
        return str(publish(self.store, new, self.office.clock.now()).id)

    def poll(self) -> bool:
        """Fetches what is new."""
        return poll(self.office.database, self.office.clock, self.listening, self.network)

    def sort(self) -> None:
        """Sorts all that waits."""
        sorter = Sorter(self.office.database, self.office.clock)
        while sorter.sort_batch():
            pass

    @property
    def sender(self) -> Sender:
        return Sender(self.office.database, self.office.clock, lambda _: self.network)

    @property
    def reconciler(self) -> Reconciler:
        return Reconciler(self.office.database, self.office.clock, lambda _: self.network)

    def fault(self, effect: str, *, method: str, path: str, count: int = 1, **more: Any) -> None:
        """Makes the next matching calls fail in this way."""
        rule = {"match": {"method": method, "path": path}, "effect": effect, "count": count, **more}
        assert httpx2.post(f"{self.url}/_sandbox/faults", json=rule, timeout=10).status_code < 300

    def truth(self) -> list[dict[str, Any]]:
        """Everything that was ever published, as the network itself remembers it."""
        return published(self.store)

    def said_by_us(self) -> list[dict[str, Any]]:
        """What the company published."""
        return [post for post in self.truth() if post["author"] == "brightbyte"]

    def changes(self, post_id: str, text: str) -> None:
        """The author gives a post other words."""
        edit(self.store, int(post_id), self._author_of(post_id), text, self.office.clock.now())

    def disappears(self, post_id: str) -> None:
        """The author deletes a post."""
        delete(self.store, int(post_id), self._author_of(post_id), self.office.clock.now())

    def _author_of(self, post_id: str) -> int:
        with self.store.reading() as connection:
            row = connection.execute("SELECT account_id FROM post WHERE id = ?", (int(post_id),)).fetchone()
        return int(row[0])


@contextmanager
def town(office: Office, folder: Path, *, timeout_seconds: float = 5) -> Iterator[Town]:
    """Opens the practice network on a free port and introduces @brightbyte to it."""
    store = Store(folder / "practice.db", office.clock)
    brand = BrandAccount("brightbyte", "Brightbyte", TOKEN)
    app = create_app(store, accounts=[brand], clock=office.clock, faults=True)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    serving = InBackground(server, "practice network")
    url = f"http://127.0.0.1:{server.effective_port}"
    network = connect("practice", Access(url, "@brightbyte", TOKEN), office.clock, timeout_seconds=timeout_seconds)
    try:
        own_id = network.whoami().remote_id
        with office.database.writing() as connection:
            connection.execute(
                update(Account).where(Account.id == office.account).values(remote_id=own_id, base_url=url)
            )
        yield Town(office, store, url, Listening(office.account, "practice", own_id), network)
    finally:
        network.close()
        serving.stop()
        store.close()
