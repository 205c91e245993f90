"""A year at the desk, lived through in a second: what the reports' figures are compared on.

It has opening hours with holidays that change in summer, both changes of the clocks, posts found late, an outage,
reassignments, moves between teams, holding answers, conversations closed without need and opened again, customers
who write twice, answers that nobody waited for, and some who still wait.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from helpdesk.desk import owning
from helpdesk.policy.calendars import HOLIDAY, Calendar, SpecialDay
from helpdesk.policy.revisions import Policy, newest_number, publish
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.replies import HOLD
from helpdesk.sla.moving import move
from tests.cast import TOPICS, Office
from tests.reports.desk import Customer, Customers

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 12, tzinfo=UTC)
OUTAGE = (datetime(2026, 6, 3, 8, tzinfo=UTC), datetime(2026, 6, 4, 8, tzinfo=UTC))
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)  # from then on the shop keeps other hours
CLOSED = {date(2026, 4, 3), date(2026, 5, 25), date(2026, 12, 25)}
LUNCH = {day: [(9 * 60, 12 * 60 + 30), (13 * 60, 17 * 60 + 30)] for day in range(5)}
LATE = {**{day: [(11 * 60, 20 * 60)] for day in range(4)}, 5: [(10 * 60, 16 * 60)]}
HOURS = {2: LUNCH, 3: LATE}  # by revision
ZONE = "Europe/London"
WORDS = ("refund?", "where is my parcel", "the screen is broken", "hello there", "refnud now")


COUNTED = {"repairs", "refunds"}  # in the shop's hours; the others round the clock


def newest(office: Office) -> int:
    with office.database.reading() as connection:
        return newest_number(connection)


class Year:
    """Lets the office live through it, in order of time."""

    def __init__(self, office: Office, seed: int, customers: int = 100) -> None:
        self.office, self.customers, self.count = office, Customers(office), customers
        self.languages: dict[int, str | None] = {}  # of each conversation's first post, and how many follow its author:
        self.followers: dict[int, int | None] = {}
        self.dice = random.Random(seed)  # noqa: S311 - a simulation

    def live(self) -> None:
        if newest(self.office) == 1:
            self.publish(2, BEGINS)
        moments = [BEGINS + (ENDS - BEGINS) * self.dice.random() for _ in range(self.count)]
        # Around both nights on which the clocks change in London, and the last hours of the year.
        nights = (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), ENDS - timedelta(hours=2))
        moments += [
            night + timedelta(minutes=self.dice.randrange(150)) for night in nights for _ in range(self.count // 15)
        ]
        moments += [OUTAGE[0] + (OUTAGE[1] - OUTAGE[0]) * self.dice.random() for _ in range(self.count // 20)]
        for at in sorted(moments):
            if at > SUMMER and newest(self.office) == 2:
                self.publish(3, at)
            self.customer(at)
        self.office.clock.moment = ENDS

    def publish(self, revision: int, at: datetime) -> None:
        """The shop's hours hold for repairs and refunds; what runs is moved to them."""
        week = tuple(tuple(HOURS[revision].get(day, ())) for day in range(7))
        closed = tuple(SpecialDay(day, (), HOLIDAY) for day in sorted(CLOSED))
        topics = tuple(replace(each, calendar="shop") if each.key in COUNTED else each for each in TOPICS)
        self.office.clock.moment = at
        with self.office.database.writing() as connection:
            made = publish(
                connection, Policy(topics, calendars=(Calendar("shop", "Shop", ZONE, week, closed),)), at=at,
                staff_id=None,
            )  # fmt: skip
        assert made == revision
        while move(self.office.database, self.office.clock):
            pass

    def customer(self, at: datetime) -> None:
        lag = timedelta(seconds=self.dice.choice((2, 30, 4_000)))
        if OUTAGE[0] <= at < OUTAGE[1]:
            lag = OUTAGE[1] - at
        self.set(at + lag)
        lang, followers = self.dice.choice(("en", "de", None)), self.dice.choice((7, 150, 20_000, None))
        post = Customer(at, f"@brightbyte {self.dice.choice(WORDS)}", lag=lag, lang=lang, followers=followers)
        (number,) = self.customers.write([post])
        self.languages[number], self.followers[number] = lang, followers
        now = at + lag
        for _ in range(self.dice.randrange(2, 8)):
            now += timedelta(minutes=self.dice.expovariate(1 / 40))
            if now > ENDS:
                return
            self.set(now)
            self.something(number, now)

    def set(self, now: datetime) -> None:
        """What one customer brings may reach over the next one's post; the office's clock shows whatever happens."""
        self.office.clock.moment = now

    def something(self, number: int, now: datetime) -> None:
        office, who = self.office, self.dice.choice((self.office.ada, self.office.ben))
        with office.database.reading() as connection:
            status = connection.execute(select(Conversation.status).where(Conversation.id == number)).scalar_one()
        what = self.dice.choice(
            ("answer", "answer", "answer", "hold", "nicety", "again", "again", "close", "assign", "move", "put_back")
        )
        if what == "answer" and status == OPEN:
            self.customers.answer(number, now, who)
        elif what == "hold":
            self.customers.answer(number, now, who, HOLD)
        elif what == "nicety" and status != OPEN:
            self.customers.answer(number, now, who)
        elif what == "again":
            self.customers.again(number, now)
        elif what == "close":
            self.customers.close(number, now, self.dice.choice(("no_reply_needed", "spam")))
        elif what in ("assign", "move", "put_back"):
            with office.database.writing() as connection:
                if what == "assign":
                    owning.assign(connection, number, who, acting=office.mona, at=now)
                elif what == "move":
                    team = office.teams[self.dice.choice(("orders", "technicians"))]
                    owning.give_to_team(connection, number, team, acting=office.mona, at=now)
                else:
                    owning.put_back(connection, number, acting=who, at=now)
