"""An office with opening hours and a promised end, and what staff and customers do in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.closing import close, reopen
from helpdesk.desk.person import Person
from helpdesk.desk.undoing import undo
from helpdesk.policy.alarms import Alarms
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.revisions import Policy, publish
from helpdesk.policy.targets import USUAL, Targets
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.sla.moving import move
from helpdesk.sla.watch import watch
from tests.cast import TOPICS, Office
from tests.sla.hours import weekly
from tests.web.customers import becomes, writes

OFFICE = weekly("Europe/London", "09:00-12:30", "13:30-18:00", days=range(5))
TARGETS = {**USUAL, "high": Targets(30, 45, 480)}  # refunds are of high priority: an end within eight office hours


class Running:
    """The office under way: every verb is the program's own."""

    def __init__(self, office: Office, *calendars: Calendar, alarms: Alarms | None = None) -> None:
        self.office, self.clock, self.database = office, office.clock, office.database
        self.forms = 0
        self.alarms = alarms or Alarms()
        self.publishes(*calendars)

    def publishes(self, *calendars: Calendar, **more: Any) -> int:
        """Mona puts a policy in force whose topics are promised in these hours; round the clock without any."""
        hours = calendars[0].key if calendars else None
        topics = tuple(replace(topic, calendar=hours) for topic in TOPICS)
        policy = Policy(topics, calendars=calendars, targets=tuple(TARGETS.items()), alarms=self.alarms, **more)
        with self.database.writing() as connection:
            return publish(connection, policy, at=self.clock.now(), staff_id=self.office.mona)

    def at(self, moment: datetime) -> None:
        """The clock is set forward to this moment."""
        self.clock.forward(seconds=(moment - self.clock.now()).total_seconds())

    def carl_writes(self, text: str = "I want a refund", *, again: int | None = None, handle: str = "carl") -> int:
        return writes(self.office, text, again=again, handle=handle)

    def ada_answers(self, conversation: int, *, shown_at: datetime | None = None) -> None:
        """Ada's answer is on the network at once, or found out to have been there since `shown_at`."""
        self.forms += 1
        with self.database.writing() as connection:
            seen = connection.execute(select(Conversation.version).where(Conversation.id == conversation)).scalar_one()
            answer = Answer(conversation, f"Here you are, {self.forms}.", f"form {self.forms}", seen)
            ada = Person(self.office.ada, "Ada", "AL", "ada@brightbyte.example", "agent", (), True)
            accept(connection, answer, acting=ada, at=self.clock.now(), limit=140)
        becomes(self.office, "sent", shown_at=shown_at)

    def ada_closes(self, conversation: int, reason: str = "done") -> int | None:
        with self.database.writing() as connection:
            return close(connection, conversation, reason, acting=self.office.ada, at=self.clock.now())

    def ada_reopens(self, conversation: int) -> int | None:
        with self.database.writing() as connection:
            return reopen(connection, conversation, acting=self.office.ada, at=self.clock.now())

    def ada_takes_back(self, event: int | None) -> None:
        """The change that this event tells of was a mistake."""
        assert event is not None
        with self.database.writing() as connection:
            undo(connection, event, acting=self.office.ada, at=self.clock.now())

    def works(self) -> None:
        """The worker's scans, until they find nothing."""
        while move(self.database, self.clock) or watch(self.database, self.clock):
            pass

    def clocks(self, *kinds: str) -> list[Any]:
        """The clocks in the order of their starts, of these kinds or all."""
        with self.database.reading() as connection:
            found = connection.execute(select(Clock).order_by(Clock.started_at, Clock.kind)).all()
        return [clock for clock in found if not kinds or clock.kind in kinds]

    def conversation(self, number: int) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(Conversation).where(Conversation.id == number)).one()

    def events(self, *kinds: str) -> list[Any]:
        with self.database.reading() as connection:
            return list(connection.execute(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id)).all())
