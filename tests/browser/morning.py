"""A morning at the desk, played through in seconds: the written scenario, slowed down, and two people who answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from helpdesk.commands.practice import Practice, practice
from helpdesk.config import Config
from helpdesk.config_file import load
from helpdesk.connections import Connections
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.closing import close
from helpdesk.desk.owning import put_back
from helpdesk.desk.person import Person
from helpdesk.first_start import prepare
from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.outbox.sender import Sender
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.database import Database
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff
from helpdesk.secret_files import Secrets
from helpdesk.sla.watch import watch
from helpdesk.triage.sorter import Sorter
from tests.cast import SetClock
from tests.databases import migrated

LASTS = timedelta(minutes=185)
SPEED = 0.18  # of the scenario: its half hour takes the morning
MINUTES_AN_ANSWER_TAKES = {"Ada": 3, "Ben": 2}
BREAK = timedelta(minutes=14)  # of Ada, at the end, so that something is late
PUT_BACK = 4  # of her newest conversations, by Ada, before her break
FOLLOW_UP = "Thank you for coming back to us! We look into it now and write again today."
PRAISE, OTHER = "praise", "other"
ANSWERS = {
    "outage": "We are on it: the shop is slow for everybody right now. We write here as soon as it is back.",
    "refunds": "Sorry about that! Send it back free of charge; your money is with you 3 days after it arrives.",
    "delivery": "That should not take so long. We have asked the courier and tell you more today.",
    "payments": "We found it: the second payment was never taken and disappears from your list by tomorrow.",
    "repairs": "That is covered. Bring it in or send it free of charge; repairs take about 5 days.",
    "advice": "Yes, it does. And you can try it at home for 30 days.",
    "offers": "The offer holds until Sunday, online and in the shops.",
    OTHER: "Thank you for telling us! Can you say a little more, perhaps with your order number?",
}


@dataclass
class Morning:
    """The desk's steps, taken one minute after another."""

    database: Database
    clock: SetClock
    practice: Practice
    connections: Connections
    listening: list[Listening]
    breaks: dict[str, datetime]  # since when somebody is away

    def minute(self) -> None:
        """What one minute brings."""
        now = self.clock.forward(minutes=1)
        self.practice.player.step(now)
        for account in self.listening:
            poll(self.database, self.clock, account, self.connections.network_of(account.account_id))
        sorter = Sorter(self.database, self.clock)
        while sorter.sort_batch():
            pass
        for name, minutes in MINUTES_AN_ANSWER_TAKES.items():
            if now.minute % minutes == 0 and (name not in self.breaks or now < self.breaks[name]):
                self._next(name, now)
        sender = Sender(self.database, self.clock, self.connections.network_of)
        while sender.send_next():
            pass
        while watch(self.database, self.clock):
            pass

    def put_back(self, name: str) -> None:
        """Somebody gives what came to them last back to the team."""
        theirs = select(Conversation.id).join(Staff, Staff.id == Conversation.staff_id).where(Staff.name == name)
        with self.database.writing() as connection:
            acting = connection.execute(select(Staff.id).where(Staff.name == name)).scalar_one()
            newest = theirs.where(Conversation.status == OPEN).order_by(Conversation.id.desc()).limit(PUT_BACK)
            for conversation in connection.execute(newest).scalars().all():
                put_back(connection, conversation, acting=acting, at=self.clock.now())

    def _next(self, name: str, now: datetime) -> None:
        """Somebody closes praise, and answers what is due first of all else that is theirs."""
        with self.database.writing() as connection:
            person = connection.execute(select(Staff).where(Staff.name == name)).one()
            first = connection.execute(
                select(Conversation.id, Conversation.topic, Conversation.version)
                .where(Conversation.staff_id == person.id, Conversation.status == OPEN)
                .order_by(Conversation.topic != PRAISE, Conversation.due_at)
                .limit(1)
            ).one_or_none()
            if first is None:
                return
            if first.topic == PRAISE:
                close(connection, first.id, "no_reply_needed", acting=person.id, at=now)
                return
            who = Person(person.id, person.name, person.initials, person.email, person.role, (), True)
            again = connection.execute(select(Reply.id).where(Reply.conversation_id == first.id)).first()
            words = FOLLOW_UP if again else ANSWERS.get(first.topic, ANSWERS[OTHER])
            accept(connection, Answer(first.id, words, uuid4().hex, first.version), acting=who, at=now, limit=140)


def play(data: Path, until: datetime) -> None:
    """Fills a new data folder with the morning that ends at `until`."""
    with _begun(data, SetClock(until - LASTS)) as morning:
        morning.breaks["Ada"] = until - BREAK
        while morning.clock.now() < until:
            morning.minute()
        morning.put_back("Ada")


@contextmanager
def _begun(data: Path, clock: SetClock) -> Iterator[Morning]:
    data.mkdir(mode=0o700)
    settings: Config = load(Path("config.toml"), overrides={"desk": {"data": data}, "sandbox": {"port": 0}})
    secrets = Secrets(data)
    database = migrated(settings.database_url)
    network = practice(settings, clock, secrets, None, SPEED)
    prepare(database, settings, practice_url=network.url, now=clock.now())
    network.serve()  # without its player: that is asked minute by minute
    connections = Connections(database, clock, secrets)
    with database.reading() as connection:
        accounts = connection.execute(select(Account.id)).scalars().all()
    try:
        listening = [Listening(account, "practice", connections.introduce(account)) for account in accounts]
        yield Morning(database, clock, network, connections, listening, {})
    finally:
        connections.close()
        network.stop()
        database.close()
