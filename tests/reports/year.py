"""A year at the desk, lived through in a second: what the reports' figures are compared on.

It has opening hours with holidays that change in summer, both changes of the clocks, outages, one of them over such a
night, posts and earlier posts found late, answers that were on the network before we knew, reassignments, moves between
teams, holding answers, conversations closed, also without need, and opened again by customers and staff, customers who
write twice, give thanks, change their post or take it back, answers that nobody waited for, and some who still wait.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

from sqlalchemy import select

from helpdesk.desk import closing, owning
from helpdesk.desk.refused import Refused
from helpdesk.policy.calendars import HOLIDAY, Calendar, SpecialDay
from helpdesk.policy.revisions import Policy, newest_number, publish
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.replies import CLOSE, HOLD, WAIT
from helpdesk.sla.moving import move
from tests.cast import TOPICS, Office
from tests.reports.desk import Customer, Customers

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 12, tzinfo=UTC)
OUTAGES = (  # nothing is heard meanwhile, and all of it afterwards
    (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 9, tzinfo=UTC)),
    (datetime(2026, 6, 3, 8, tzinfo=UTC), datetime(2026, 6, 4, 8, tzinfo=UTC)),
    (datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)),
)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)  # from then on the shop keeps other hours
CLOSED = {date(2026, 4, 3), date(2026, 5, 25), date(2026, 12, 25)}
LUNCH = {day: [(9 * 60, 12 * 60 + 30), (13 * 60, 17 * 60 + 30)] for day in range(5)}
LATE = {**{day: [(11 * 60, 20 * 60)] for day in range(4)}, 5: [(10 * 60, 16 * 60)]}
HOURS = {2: LUNCH, 3: LATE}  # by revision
ZONE = "Europe/London"
WORDS = ("refund?", "where is my parcel", "the screen is broken", "hello there", "refnud now")
HAPPENS = (
    *("answer", "answer", "answer", "answer and close", "answer found later", "hold", "nicety", "nicety", "again"),
    *("again", "found late", "found late", "thanks", "edit", "take back", "close", "done", "done", "reopen", "reopen"),
    *("assign", "move", "put back"),
)

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
        self.unheard: list[tuple[datetime, Callable[[], None]]] = []  # of one customer: when each post is found

    def live(self) -> None:
        if newest(self.office) == 1:
            self.publish(2, BEGINS)
        moments = [BEGINS + (ENDS - BEGINS) * self.dice.random() for _ in range(self.count)]
        # Around both nights on which the clocks change in London, and the last hours of the year.
        nights = (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), ENDS - timedelta(hours=2))
        moments += [
            night + timedelta(minutes=self.dice.randrange(150)) for night in nights for _ in range(self.count // 15)
        ]
        moments += [
            begins + (ends - begins) * self.dice.random() for begins, ends in OUTAGES for _ in range(self.count // 20)
        ]
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
        now = self.heard(at, timedelta(seconds=self.dice.choice((2, 30, 4_000))))
        lang, followers = self.dice.choice(("en", "de", None)), self.dice.choice((7, 150, 20_000, None))
        began = (
            f"began-{len(self.languages)}" if self.dice.random() < 0.2 else None
        )  # with a post that we find later than this one
        words = f"@brightbyte {self.dice.choice(WORDS)}"
        post = Customer(at, words, lag=now - at, lang=lang, followers=followers, parent=began)
        self.set(now)
        (number,) = self.customers.write([post])
        self.languages[number], self.followers[number] = lang, followers
        self.unheard.clear()
        if began:
            before, found = at - timedelta(minutes=self.dice.randrange(1, 200)), now + self.while_(90)
            self.unheard.append((found, lambda: self.customers.earlier(number, before, found - before)))
        for _ in range(self.dice.randrange(2, 9)):
            now = self.catch_up(now + self.while_(40))
            if now > ENDS:
                return
            now = self.something(number, now)
        self.catch_up(ENDS)

    def while_(self, minutes: int) -> timedelta:
        """A random while, of so many minutes in the mean."""
        return timedelta(minutes=self.dice.expovariate(1 / minutes))

    def heard(self, at: datetime, lag: timedelta) -> datetime:
        """When we hear of a post that the network shows `lag` after it was written."""
        return max((ends for begins, ends in OUTAGES if begins <= at + lag < ends), default=at + lag)

    def catch_up(self, now: datetime) -> datetime:
        """What is found by now comes in; gives `now`."""
        self.unheard.sort(key=itemgetter(0))
        while self.unheard and self.unheard[0][0] <= min(now, ENDS):
            found, comes_in = self.unheard.pop(0)
            self.set(found)
            comes_in()
        self.set(min(now, ENDS))
        return now

    def writes(self, number: int, at: datetime, lag: timedelta, text: str = "and now?") -> None:
        """The customer writes once more, and we hear of it some time."""
        found = self.heard(at, lag)
        self.unheard.append((found, lambda: self.customers.again(number, at, text=text, lag=found - at)))
        self.catch_up(at)

    def set(self, now: datetime) -> None:
        """What one customer brings may reach over the next one's post; the office's clock shows whatever happens."""
        self.office.clock.moment = now

    def something(self, number: int, now: datetime) -> datetime:
        """Gives when it is over: an answer may be found on the network later than it arrived there."""
        office, who, what = self.office, self.dice.choice((self.office.ada, self.office.ben)), self.dice.choice(HAPPENS)
        with office.database.reading() as connection:
            status = connection.execute(select(Conversation.status).where(Conversation.id == number)).scalar_one()
        if what in ("answer", "answer and close") and status == OPEN:
            self.customers.answer(number, now, who, CLOSE if what == "answer and close" else WAIT)
        elif what == "answer found later" and status == OPEN:
            reply, later = self.customers.sends(number, now, who), min(now + self.while_(30), ENDS)
            if self.dice.random() < 0.5:
                self.writes(number, now + (later - now) / 2, timedelta())
            self.catch_up(later)
            self.customers.seen(reply, now, later)
            return later
        elif what == "hold":
            self.customers.answer(number, now, who, HOLD)
        elif what == "nicety" and status != OPEN:
            self.customers.answer(number, now, who)
        elif what in ("again", "found late", "thanks"):
            lag = self.while_(120) if what == "found late" else timedelta()
            self.writes(number, now, lag, "thanks a lot!" if what == "thanks" else "and now?")
        elif what == "edit":
            self.customers.edits(number, now, f"@brightbyte {self.dice.choice(WORDS)} please")
        elif what == "take back":
            self.customers.takes_back(number, now)
        else:
            self.moves(number, now, who, what)
        return now

    def moves(self, number: int, now: datetime, who: int, what: str) -> None:
        """What staff do without an answer; what the desk refuses is left."""
        office = self.office
        with suppress(Refused), office.database.writing() as connection:
            if what in ("close", "done"):
                reason = "done" if what == "done" else self.dice.choice(("no_reply_needed", "spam"))
                closing.close(connection, number, reason, acting=who, at=now)
            elif what == "reopen":
                closing.reopen(connection, number, acting=who, at=now)
            elif what == "assign":
                owning.assign(connection, number, who, acting=office.mona, at=now)
            elif what == "move":
                team = office.teams[self.dice.choice(("orders", "technicians"))]
                owning.give_to_team(connection, number, team, acting=office.mona, at=now)
            elif what == "put back":
                owning.put_back(connection, number, acting=who, at=now)
