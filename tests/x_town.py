"""The fake X over real HTTP, with an office that listens to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update

from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.outbox.reconcile import Reconciler
from helpdesk.outbox.sender import Sender
from helpdesk.records.accounts import Account
from helpdesk.records.mentions import Mention
from helpdesk.triage.sorter import Sorter
from tests.cast import Office
from tests.simulator.x import FakeX


@dataclass
class Place:
    """An office that listens to X, and the worker's steps."""

    office: Office
    x: FakeX
    listening: Listening
    network: Network

    def intake(self) -> None:
        """Fetches what is new, and sorts it."""
        assert self.poll()
        self.sort()

    def poll(self) -> bool:
        return poll(self.office.database, self.office.clock, self.listening, self.network)

    def sort(self) -> None:
        sorter = Sorter(self.office.database, self.office.clock)
        while sorter.sort_batch():
            pass

    def outbox(self) -> None:
        """Sends and settles what is due."""
        sender = Sender(self.office.database, self.office.clock, lambda _: self.network)
        reconciler = Reconciler(self.office.database, self.office.clock, lambda _: self.network)
        while sender.send_next() or reconciler.settle_next():
            pass

    def conversation_of(self, remote_id: str) -> int:
        with self.office.database.reading() as connection:
            found = connection.execute(
                select(Mention.conversation_id).where(Mention.remote_id == remote_id)
            ).scalar_one()
        assert found is not None
        return found


@contextmanager
def x_town(office: Office) -> Iterator[Place]:
    """Opens X and introduces @brightbyte to it; its account is then one of X."""
    with FakeX(office.clock) as x:
        secret = '{"app_token": "app-token", "access_token": "%s"}' % x.token_of("brightbyte")  # noqa: UP031 - braces
        network = connect("x", Access(x.base_url, "@brightbyte", secret), office.clock, timeout_seconds=5)
        own_id, limits = network.whoami().remote_id, network.limits()
        introduced = {
            "network": "x", "base_url": x.base_url, "remote_id": own_id, "characters": limits.characters,
            "link_length": limits.link_length, "length_unit": limits.unit,
        }  # fmt: skip
        with office.database.writing() as connection:
            connection.execute(update(Account).where(Account.id == office.account).values(**introduced))
        yield Place(office, x, Listening(office.account, "x", own_id), network)
        network.close()
