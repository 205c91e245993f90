"""The wall clock jumps, a worker stalls for ten minutes while another one works by mistake: each alarm comes once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from helpdesk.records.alarms import Alarm
from helpdesk.records.clocks import Clock
from helpdesk.records.database import Database
from helpdesk.sla.steps import BREACH
from helpdesk.sla.watch import watch
from tests.cast import Office
from tests.sla.running import OFFICE, Running

STALL = timedelta(minutes=10)
WARNINGS = (50, 80)


@dataclass
class Told:
    """One alarm, and what the clock on the wall showed to whoever told it."""

    clock_id: int
    step: int
    by: datetime


@dataclass
class Fixed:
    """What a worker took the time for before it stalled."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


class Unsteady:
    """A desk with customers who wait, and two workers on databases of their own connections, by mistake."""

    def __init__(self, office: Office, seed: int, *hours: object) -> None:
        self.desk = Running(office, *hours)  # type: ignore[arg-type]  # calendars
        self.dice = random.Random(seed)  # noqa: S311 - to be repeated
        self.others = [office.database, Database(office.database.url.render_as_string(hide_password=False))]
        for number in range(6):
            self.desk.carl_writes(handle=f"customer{number}")
            self.desk.clock.forward(minutes=self.dice.randrange(4))
        self.told: list[Told] = []
        self.last = 0

    def close(self) -> None:
        self.others[1].close()

    def jump(self, minutes: float) -> None:
        """The wall clock alone: what counts real time goes on as it did."""
        self.desk.clock.moment += timedelta(minutes=minutes)

    def look(self, now: datetime) -> None:
        """One of the two looks, and what it told is noted with the time it believed in."""
        while watch(self.dice.choice(self.others), Fixed(now)):
            pass
        with self.desk.database.reading() as connection:
            new = connection.execute(select(Alarm.id, Alarm.data, Alarm.key).where(Alarm.id > self.last)).all()
        self.last = max([self.last, *(alarm.id for alarm in new)])
        self.told += [Told(int(alarm.key.split()[1]), alarm.data["step"], now) for alarm in new]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("in_hours", [False, True], ids=["always", "office hours"])
def test_each_step_of_each_clock_is_told_once_whatever_the_wall_clock_does(
    office: Office, seed: int, in_hours: bool
) -> None:
    place = Unsteady(office, seed, *([OFFICE] if in_hours else []))
    for _ in range(25):
        place.jump(place.dice.choice((-60, -15, -1, 0, 1, 2, 5, 9, 31, 45)))
        place.look(place.desk.clock.now())
    place.jump(60 * 24 * 3)
    for _ in range(4):
        place.look(place.desk.clock.now())
    place.close()
    each = [(told.clock_id, told.step) for told in place.told]
    assert len(each) == len(set(each)), "none twice"
    clocks = {clock.id: clock for clock in place.desk.clocks()}
    breaches = [told for told in place.told if told.step == BREACH]
    assert {told.clock_id for told in breaches} == set(clocks), "none left out"
    assert all(told.by > clocks[told.clock_id].due_at for told in breaches), "none before its time"
    events = place.desk.events("breached")
    assert sorted(event.data["due"] for event in events) == sorted(c.due_at.isoformat() for c in clocks.values())
    assert all(told.by <= clocks[told.clock_id].due_at for told in place.told if told.step in WARNINGS), "none stale"


def test_a_worker_that_stalled_tells_nothing_that_the_other_has_told(office: Office) -> None:
    place = Unsteady(office, 1)
    place.jump(28)
    before = place.desk.clock.now()  # the first one reads the time, and stalls
    place.jump(STALL.total_seconds() / 60)
    place.look(place.desk.clock.now())  # the other one does the work meanwhile
    told = list(place.told)
    assert {each.step for each in told} >= {BREACH}
    place.look(before)
    assert place.told == told, "it wakes and finds everything done"
    place.close()


def test_a_clock_that_ran_ahead_and_was_set_right_breaks_no_promise_that_is_kept(office: Office) -> None:
    place = Unsteady(office, 2)
    place.jump(20)
    place.look(place.desk.clock.now())
    assert BREACH not in {each.step for each in place.told}
    place.jump(-40)
    place.look(place.desk.clock.now())
    assert BREACH not in {each.step for each in place.told}
    with place.desk.database.reading() as connection:
        assert connection.execute(select(Clock.breach_seen_at)).scalars().all() == [None] * len(place.desk.clocks())
    place.close()
