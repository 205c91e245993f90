"""The desk as a handful of steps, which one process takes and may die in, and another takes up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.closing import close
from helpdesk.desk.owning import take
from helpdesk.desk.person import Person
from helpdesk.desk.releasing import let_go, send_anyway
from helpdesk.desk.settling import settle
from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.intake.recheck import Recheck
from helpdesk.intake.stalled import watch_sources
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access, Network
from helpdesk.outbox.reconcile import LOOKS, Reconciler
from helpdesk.outbox.sender import Sender
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.replies import QUEUED, SENDING, UNKNOWN, Reply
from helpdesk.records.stops import ALL, resume, stop
from helpdesk.sla.moving import move
from helpdesk.sla.watch import watch
from helpdesk.triage.sorter import Sorter
from tests.cast import SetClock
from tests.crashes.network import BRAND, TOKEN

Step = Callable[["Desk"], bool]
FORM = "the-one-form-of-this-story"


@dataclass(frozen=True)
class Place:
    """What another process needs to know to work at the same desk."""

    url: str  # of the network
    account_id: int
    own_id: str  # our author id on the network
    ada: int
    moment: datetime
    network: str = "practice"
    handle: str = f"@{BRAND}"
    token: str = TOKEN


@dataclass
class Desk:
    """The desk in this process. `steps` are the worker's; a wrong program has another one in place of a right one."""

    database: Database
    clock: SetClock
    place: Place
    network: Network
    steps: dict[str, Step] = field(default_factory=dict)

    @classmethod
    def opened(cls, database: Database, place: Place) -> Desk:
        clock = SetClock(place.moment)
        network = connect(place.network, Access(place.url, place.handle, place.token), clock)
        return cls(database, clock, place, network, dict(RIGHT))

    @property
    def listening(self) -> Listening:
        return Listening(self.place.account_id, self.place.network, self.place.own_id)

    def network_of(self, _account_id: int) -> Network:
        return self.network

    def work(self, *steps: str) -> bool:
        """Takes each of these steps until it finds nothing to do; true when anything was found."""
        found = False
        for name in steps:
            while self.steps[name](self):
                found = True
        return found

    def finish(self) -> None:
        """Works until everything is as final as it gets by itself, the clock set forward past all quiet times."""
        for _ in range(2):  # a walk that was broken off ends where it meant to; the next one brings what is newer
            self.work("poll")
        for _ in range(20):
            self.work("sort", "send", "reconcile", "move", "watch")
            if not self._unsettled():
                break
            self.clock.forward(minutes=6)
        self.clock.forward(hours=3)
        self.work("move", "watch")

    def _unsettled(self) -> int:
        looked_for = (Reply.state == UNKNOWN) & (Reply.looks < LOOKS)
        with self.database.reading() as connection:
            waits = select(func.count()).where(or_(Reply.state.in_((QUEUED, SENDING)), looked_for))
            return connection.execute(waits.select_from(Reply)).scalar_one()

    def answers(self, body: str = "Of course, here it comes.", *, form: str = FORM) -> int:
        """Ada sends the form of the oldest conversation, as she saw it."""
        with self.database.writing() as connection:
            seen = connection.execute(select(Conversation.id, Conversation.version).order_by(Conversation.id)).first()
            assert seen is not None
            return accept(
                connection, Answer(seen.id, body, form, seen.version), acting=self._ada, at=self.clock.now(), limit=140
            )

    def answers_at_length(self) -> int:
        """Ada sends the same form with more words than one post holds, and asks for parts."""
        with self.database.writing() as connection:
            seen = connection.execute(select(Conversation.id, Conversation.version).order_by(Conversation.id)).first()
            assert seen is not None
            form = Answer(seen.id, "This is a sentence. " * 12, FORM, seen.version, in_parts=True)
            return accept(connection, form, acting=self._ada, at=self.clock.now(), limit=140)

    def takes(self) -> None:
        """Ada takes the oldest conversation."""
        with self.database.writing() as connection:
            take(connection, 1, acting=self.place.ada, at=self.clock.now())

    def closes(self) -> None:
        """Ada closes the oldest conversation."""
        with self.database.writing() as connection:
            close(connection, 1, "no_reply_needed", acting=self.place.ada, at=self.clock.now())

    def settles(self, *, there: bool) -> None:
        """Ada says whether the oldest answer is on the network."""
        with self.database.writing() as connection:
            settle(connection, 1, there=there, acting=self.place.ada, at=self.clock.now())

    def sends_anyway(self) -> None:
        """Ada sends the oldest answer although it is held."""
        with self.database.writing() as connection:
            send_anyway(connection, 1, acting=self.place.ada, at=self.clock.now())

    def lets_go(self) -> None:
        """Ada lets the oldest answer go."""
        with self.database.writing() as connection:
            let_go(connection, 1, acting=self.place.ada, at=self.clock.now())

    def stops(self) -> None:
        """Nothing more is posted."""
        with self.database.writing() as connection:
            stop(connection, ALL, "Drill.", self.clock.now())

    def resumes(self) -> None:
        """Answers go out again."""
        with self.database.writing() as connection:
            resume(connection, ALL, self.clock.now())

    @property
    def _ada(self) -> Person:
        return Person(self.place.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)


def _recheck(desk: Desk) -> bool:
    return Recheck(desk.database, desk.clock, timedelta(minutes=5)).step(desk.place.account_id, desk.network)


def _sources(desk: Desk) -> bool:
    return watch_sources(desk.database, desk.clock, working_since=desk.clock.now() - timedelta(hours=1), poll_seconds=5)


def _poll(desk: Desk) -> bool:
    poll(desk.database, desk.clock, desk.listening, desk.network)
    return False


RIGHT: dict[str, Step] = {
    "poll": _poll,
    "sort": lambda desk: Sorter(desk.database, desk.clock).sort_batch(),
    "send": lambda desk: Sender(desk.database, desk.clock, desk.network_of).send_next(),
    "reconcile": lambda desk: Reconciler(desk.database, desk.clock, desk.network_of).settle_next(),
    "recheck": _recheck,
    "sources": _sources,
    "watch": lambda desk: watch(desk.database, desk.clock),
    "move": lambda desk: move(desk.database, desk.clock),
}
