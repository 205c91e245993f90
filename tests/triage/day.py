"""A simulated day of a desk that never sleeps: staff in four zones, in shifts, with ceilings, languages and topics.

Who is on duty is worked out here once more, by plain arithmetic with wall clocks, and never asked of the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from helpdesk.desk.closing import close
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.policy.calendars import EXCEPTION, Calendar, SpecialDay
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy, publish
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.staff import Staff, TeamMember
from helpdesk.triage.handing_out import hand_out_queues
from helpdesk.triage.returning import return_due
from helpdesk.triage.sorter import Sorter
from helpdesk.triage.unstaffed import watch_teams
from tests.cast import NOON, TOPICS, Office

TICK = timedelta(minutes=20)
DAY = timedelta(days=1)
WORDS = ("refund please", "where is my parcel", "my screen is broken", "hello there", "refund and a parcel")
# Zone, beginning and length in minutes: the last two reach over midnight.
SHIFTS = (
    ("Europe/London", 480, 480),
    ("America/New_York", 540, 540),
    ("Asia/Kolkata", 1_320, 600),
    ("Australia/Sydney", 1_200, 480),
)


@dataclass
class Worker:
    """One of them, as the simulation knows them."""

    id: int
    teams: frozenset[int]
    shift: tuple[str, int, int] | None
    off: bool  # today is their day off
    duty: Duty
    switch: bool = True

    def working(self, now: datetime) -> bool:
        """On duty by shift, the switch aside."""
        if self.shift is None:
            return True
        zone, begins, lasts = self.shift
        local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for days in (0, 1):
            day = local.date() - timedelta(days=days)
            if self.off and day == NOON.date():
                continue
            start = datetime.combine(day, time()) + timedelta(minutes=begins)
            if start <= local < start + timedelta(minutes=lasts):
                return True
        return False

    def today(self, now: datetime) -> date:
        """The day on which their daily ceiling counts."""
        return now.astimezone(ZoneInfo(self.shift[0]) if self.shift else UTC).date()

    def changes(self, now: datetime) -> datetime | None:
        """When their shift begins or ends next; every shift does on a quarter of an hour, and within two days."""
        if self.shift is None:
            return None
        quarter = timedelta(minutes=15)
        at = now - (now - NOON) % quarter
        while self.working(at) == self.working(now):
            at += quarter
        return at


class Day:
    """The staff, the customers, and a clock that goes on in ticks."""

    def __init__(self, office: Office, seed: int, *, mentions: int, staff: int) -> None:
        self.office, self.dice, self.mentions = office, Random(seed), mentions  # noqa: S311 - repeatable, not secret
        self.sorter = Sorter(office.database, office.clock)
        self.workers: dict[int, Worker] = {}
        with office.database.writing() as connection:
            connection.execute(update(Staff).values(on_duty=False))
            for number in range(100, 100 + staff):
                self.workers[number] = self._hired(number)
                connection.execute(
                    insert(Staff).values(
                        id=number, email=self.workers[number].duty.email, name=f"Agent {number}", initials="AG",
                        role="agent", active=True, on_duty=True, holding=0, created_at=NOON,
                    )
                )  # fmt: skip
                for team in self.workers[number].teams:
                    connection.execute(insert(TeamMember).values(team_id=team, staff_id=number))
            shifts = tuple(
                Calendar(zone, zone, zone, (((begins, begins + lasts),),) * 7) for zone, begins, lasts in SHIFTS
            )
            duties = tuple(worker.duty for worker in self.workers.values())
            publish(connection, Policy(TOPICS, shifts=shifts, duties=duties), at=NOON, staff_id=None)

    def _hired(self, number: int) -> Worker:
        dice = self.dice
        shift = dice.choice((*SHIFTS, *SHIFTS, None))
        off = shift is not None and dice.random() < 0.1
        teams = frozenset(dice.sample(sorted(self.office.teams.values()), dice.choice((1, 1, 2))))
        duty = Duty(
            f"agent{number}@brightbyte.example",
            shift[0] if shift else None,
            (SpecialDay(NOON.date(), (), EXCEPTION),) if off else (),
            ceiling=dice.choice((None, 2, 4, 8)),
            daily_ceiling=dice.choice((None, None, None, 15)),
            languages=tuple(dice.sample(("en", "nl", "fr"), dice.choice((0, 1, 2)))),
            topics=dice.choice(((), (), ("refunds",))),
        )
        return Worker(number, teams, shift, off, duty)

    def ticks(self) -> range:
        """The ticks of the day."""
        return range(DAY // TICK)

    def tick(self) -> datetime:
        """Customers write, staff answer, come and go, and the worker does its rounds; gives the moment."""
        now = self.office.clock.forward(minutes=TICK / timedelta(minutes=1))
        self._answers(now)
        self._switches()
        self._writes(now, self.mentions // len(self.ticks()))
        while return_due(self.office.database, self.office.clock):
            pass
        while self.sorter.sort_batch():
            pass
        while hand_out_queues(self.office.database, self.office.clock):
            pass
        watch_teams(self.office.database, self.office.clock)
        return now.astimezone(UTC)

    def _writes(self, now: datetime, how_many: int) -> None:
        posts = []
        for number in range(how_many):
            key = f"{now:%d%H%M}-{number}"
            author = Author(key, key, key, 1)
            at = now - timedelta(seconds=self.dice.randrange(1_200))
            lang = self.dice.choice(("en", "en", "nl", "fr", None))
            posts.append(Post(key, author, self.dice.choice(WORDS), at, None, None, lang, None))
        with self.office.database.writing() as connection:
            take_in(connection, Listening(self.office.account, "practice", "our-own-id"), posts, now)

    def _answers(self, now: datetime) -> None:
        """Who is on duty answers what is due first: none, some or many of it."""
        with self.office.database.writing() as connection:
            held = connection.execute(
                select(Conversation.id, Conversation.staff_id)
                .where(Conversation.status == OPEN, Conversation.staff_id.is_not(None))
                .order_by(Conversation.due_at, Conversation.id)
            ).all()
            for worker in self.workers.values():
                mine = [number for number, owner in held if owner == worker.id]
                if worker.switch and worker.working(now - timedelta(seconds=1)):
                    for number in mine[: self.dice.choice((0, 1, 2, 3))]:
                        close(connection, number, "no_reply_needed", acting=worker.id, at=now)

    def _switches(self) -> None:
        """Some go for coffee, and come back."""
        for worker in self.dice.sample(sorted(self.workers), 2):
            self.workers[worker].switch = not self.workers[worker].switch
            with self.office.database.writing() as connection:
                switch = self.workers[worker].switch
                connection.execute(update(Staff).where(Staff.id == worker).values(on_duty=switch))
