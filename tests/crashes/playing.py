"""A desk and a network in one process, on one clock that the test sets: for stories, and for moves drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from sqlalchemy import exists, select, update

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.person import Person
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network, Outgoing, Posted
from helpdesk.outbox.sender import Sender
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.database import Database
from helpdesk.records.replies import LIVE, Reply
from tests.cast import Office, SetClock
from tests.crashes.desk import RIGHT, Desk, Place
from tests.crashes.dialects import NETWORKS, Simulated
from tests.crashes.invariants import always, settled

PATIENCE = 60.0  # seconds that a request may take: no busy machine makes a fault that was not drawn


class Died(BaseException):
    """The process ended here. Nothing catches it but the play."""


@dataclass
class DiesAfterPosting:
    """A network whose caller dies when its post has arrived, and before it hears so."""

    network: Network

    def __getattr__(self, name: str) -> object:
        return getattr(self.network, name)

    def post(self, reply: Outgoing) -> Posted:
        self.network.post(reply)
        raise Died


@dataclass
class DiesBeforePosting(DiesAfterPosting):
    """A network whose caller dies when it has said that it sends, and before it does."""

    def post(self, reply: Outgoing) -> Posted:
        raise Died


@dataclass
class Play:
    """The desk, the network, and what customers wrote there and did not take back."""

    database: Database
    clock: SetClock
    network: Simulated
    desk: Desk
    written: list[str] = field(default_factory=list)
    answers: int = 0

    def carl_writes(self, *, who: int = 0, number: int = 1, seconds: float = 1) -> None:
        """So many posts of a customer, so many seconds apart."""
        for _ in range(number):
            self.clock.forward(seconds=seconds)
            words = f"{self.network.handle} my parcel is lost, number {len(self.written)}"
            self.written.append(self.network.carl_writes(words, handle=f"carl{who}"))

    def ada_answers(self) -> bool:
        """Ada answers the newest customer who waits and has no answer on its way; false when there is none."""
        live = exists().where(Reply.conversation_id == Conversation.id, Reply.state.in_(LIVE))
        waits = select(Conversation.id, Conversation.version).where(Conversation.status == OPEN, ~live)
        ada = Person(self.desk.place.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
        with self.database.writing() as connection:
            seen = connection.execute(waits.order_by(Conversation.id.desc()).limit(1)).first()
            if seen is None:
                return False
            self.answers += 1
            form = Answer(seen.id, f"On our way, {self.answers}.", f"form-{self.answers}", seen.version)
            first = accept(connection, form, acting=ada, at=self.clock.now(), limit=140)
            assert accept(connection, form, acting=ada, at=self.clock.now(), limit=140) == first  # a double click
        return True

    def dies_sending(self, *, after: bool) -> None:
        """The process dies while it sends, after its post has arrived or before; another one takes over."""
        dying = (DiesAfterPosting if after else DiesBeforePosting)(self.desk.network)
        sender = Sender(self.database, self.clock, lambda _account: cast("Network", dying))
        with suppress(Died):
            sender.send_next()
        self.restarts()

    def restarts(self) -> None:
        """Another process takes over: what was only in memory is gone."""
        self.desk.network.close()
        self.desk.network = connected(self.network, self.clock)

    def finish(self) -> list[str]:
        """Fair weather until everything is final; what is wrong then."""
        self.network.faults.clear()
        self.clock.forward(hours=1)  # past every pause that the network asked for
        self.desk.finish()
        return self.wrong() + settled(self.database, self.network, self.clock.now())

    def wrong(self) -> list[str]:
        """What is wrong at this moment."""
        return always(self.database, self.network)


def connected(network: Simulated, clock: SetClock) -> Network:
    """A connector that has only what stands in the settings."""
    access = Access(network.url, network.handle, network.token)
    return connect(network.network, access, clock, timeout_seconds=PATIENCE)


@contextmanager
def play(database: Database, folder: Path, name: str) -> Iterator[Play]:
    """Opens one on the network of this name, in an empty database."""
    clock = SetClock()
    office = Office.opened(database, clock)
    with NETWORKS[name](folder, clock) as network:
        connector = connected(network, clock)
        own_id = connector.whoami().remote_id
        reached = {"network": network.network, "handle": network.handle, "base_url": network.url}
        with database.writing() as connection:
            connection.execute(update(Account).values(remote_id=own_id, **reached))
        how = (network.network, network.handle, network.token)
        place = Place(network.url, office.account, own_id, office.ada, clock.now(), *how)
        opened = Play(database, clock, network, Desk(database, clock, place, connector, dict(RIGHT)))
        try:
            yield opened
        finally:
            opened.desk.network.close()
