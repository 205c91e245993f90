"""A simulated desk that never sleeps: staff in four zones, in shifts, with ceilings, languages and topics.

Customers write and write again, staff answer, come and go; the desk does its rounds every twenty minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import pi, sin
from random import Random

from sqlalchemy import insert, select, update

from helpdesk.desk.closing import close
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.revisions import Policy, publish
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.staff import Staff, TeamMember
from helpdesk.triage.handing_out import hand_out_queues
from helpdesk.triage.returning import return_due
from helpdesk.triage.sorter import Sorter
from helpdesk.triage.unstaffed import watch_teams
from tests.cast import TOPICS, Office
from tests.triage.crew import Shift, Worker

TICK = timedelta(minutes=20)
DAY = timedelta(days=1)
WORDS = (
    *("refund please", "where is my parcel", "my screen is broken", "hello there", "refund and a parcel"),
    "can you repair it",
)
# The last three reach over midnight; in the night to 8 March 2026 New York goes over to summer time.
SHIFTS: tuple[Shift, ...] = (
    ("Europe/London", 480, 480),
    ("America/New_York", 540, 540),
    ("America/New_York", 1_320, 480),
    ("Asia/Kolkata", 1_320, 600),
    ("Australia/Sydney", 1_200, 480),
)
ON_DUTY = 0.4  # of all, at a moment
WRITES_AGAIN = 0.12

Step = Callable[["Day"], bool]
"""One step of the worker; true when there may be more to do."""

RIGHT: dict[str, Step] = {
    "return": lambda day: return_due(day.office.database, day.office.clock),
    "sort": lambda day: day.sorter.sort_batch(),
    "hand out": lambda day: hand_out_queues(day.office.database, day.office.clock),
    "watch": lambda day: watch_teams(day.office.database, day.office.clock),
}


class Day:
    """The staff, the customers, and a clock that goes on in ticks: a day, or as many `days` as are asked for."""

    def __init__(self, office: Office, seed: int, *, mentions: int, staff: int, days: int = 1) -> None:
        self.office, self.dice = office, Random(seed)  # noqa: S311 - repeatable, not secret
        self.begins, self.days, self.mentions = office.clock.now(), days, mentions
        self.sorter = Sorter(office.database, office.clock)
        self.steps = dict(RIGHT)
        self.rate = mentions / len(self.ticks()) / (staff * ON_DUTY)  # posts for each who is on duty, in a tick
        self.ceiling = 6 * max(1, round(self.rate))  # of those of whom the policy says nothing else
        self.written = 0
        self.workers = {number: self._hired(number) for number in range(100, 100 + staff)}
        self._said: list[tuple[str, Author]] = []
        self._employ()

    def _hired(self, number: int) -> Worker:
        dice, busy = self.dice, max(1, round(self.rate))
        shift = dice.choice((*SHIFTS, *SHIFTS, None))
        ceiling = dice.choice((None, 2 * busy, 4 * busy, 8 * busy))
        dates = [(self.begins + timedelta(days=day)).date() for day in range(self.days + 1)]
        return Worker(
            number,
            frozenset(dice.sample(sorted(self.office.teams.values()), dice.choice((1, 1, 2)))),
            shift,
            frozenset(day for day in dates if shift is not None and dice.random() < 0.1),
            own_ceiling=ceiling,
            ceiling=ceiling or self.ceiling,
            daily_ceiling=dice.choice((None, None, None, 15 * busy)),
            languages=tuple(dice.sample(("en", "nl", "fr"), dice.choice((0, 1, 2)))),
            topics=dice.choice(((), (), ("refunds",))),
        )

    def _employ(self) -> None:
        """Hires them, in place of whoever was there, and publishes what the policy says of them."""
        rows = [
            {
                "id": each.id, "email": each.email, "name": f"Agent {each.id}", "initials": "AG", "role": "agent",
                "active": True, "on_duty": True, "holding": 0, "created_at": self.begins,
            }
            for each in self.workers.values()
        ]  # fmt: skip
        teams = [{"team_id": team, "staff_id": each.id} for each in self.workers.values() for team in each.teams]
        shifts = tuple(
            Calendar(f"{zone} {begins}", zone, zone, (((begins, begins + lasts),),) * 7)
            for zone, begins, lasts in SHIFTS
        )
        duties = tuple(worker.duty for worker in self.workers.values())
        with self.office.database.writing() as connection:
            connection.execute(update(Staff).values(on_duty=False))
            connection.execute(insert(Staff), rows)
            connection.execute(insert(TeamMember), teams)
            policy = Policy(TOPICS, ceiling=self.ceiling, shifts=shifts, duties=duties)
            publish(connection, policy, at=self.begins, staff_id=None)

    def ticks(self) -> range:
        """The ticks of the whole time."""
        return range(self.days * DAY // TICK)

    def tick(self) -> datetime:
        """Customers write, staff answer, come and go, and the worker does its rounds; gives the moment."""
        now = self.office.clock.forward(minutes=TICK / timedelta(minutes=1))
        self._answers(now)
        self._switches()
        self._writes(now, self._due(now) - self.written)
        for step in self.steps.values():
            while step(self):
                pass
        return now.astimezone(UTC)

    def _due(self, now: datetime) -> int:
        """How many have been written by now: more by day than by night, and all of them in the end."""
        gone = (now - self.begins) / DAY
        return round(self.mentions * (gone + sin(2 * pi * gone) / (4 * pi)) / self.days)

    def _writes(self, now: datetime, how_many: int) -> None:
        posts = []
        for _ in range(how_many):
            self.written += 1
            key, parent = f"p{self.written}", None
            author = Author(key, key, key, 1)
            if self._said and self.dice.random() < WRITES_AGAIN:
                parent, author = self.dice.choice(self._said[-500:])
            at = now - timedelta(seconds=self.dice.randrange(1_200))
            lang = self.dice.choice(("en", "en", "nl", "fr", None))
            posts.append(Post(key, author, self.dice.choice(WORDS), at, parent, None, lang, None))
        with self.office.database.writing() as connection:
            take_in(connection, Listening(self.office.account, "practice", "our-own-id"), posts, now)
        self._said += [(post.remote_id, post.author) for post in posts]

    def _answers(self, now: datetime) -> None:
        """Who is on duty answers what is due first: none, some or many of it."""
        most = max(2, round(4 * self.rate))
        works = 1.8 * self.rate / (most / 2)  # how likely anybody answers something: a little more than comes in
        with self.office.database.writing() as connection:
            held = connection.execute(
                select(Conversation.id, Conversation.staff_id)
                .where(Conversation.status == OPEN, Conversation.staff_id.is_not(None))
                .order_by(Conversation.due_at, Conversation.id)
            ).all()
            mine: dict[int, list[int]] = defaultdict(list)
            for number, owner in held:
                mine[owner].append(number)
            for worker in self.workers.values():
                if worker.switch and worker.working(now - timedelta(seconds=1)) and self.dice.random() < works:
                    for number in mine[worker.id][: self.dice.randrange(most + 1)]:
                        close(connection, number, "no_reply_needed", acting=worker.id, at=now)

    def _switches(self) -> None:
        """Some go for coffee, and come back."""
        goes = set(self.dice.sample(sorted(self.workers), max(1, len(self.workers) // 25)))
        turned = [
            worker
            for worker in self.workers.values()
            if (worker.id in goes if worker.switch else self.dice.random() < 0.4)
        ]
        with self.office.database.writing() as connection:
            for worker in turned:
                worker.switch = not worker.switch
                connection.execute(update(Staff).where(Staff.id == worker.id).values(on_duty=worker.switch))
