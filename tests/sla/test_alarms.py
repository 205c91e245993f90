"""Alarms: warned in time, told of the breach, then others; each once, and after downtime nothing stale."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from helpdesk.policy.alarms import Alarms, ChainStep
from helpdesk.policy.duties import Duty
from helpdesk.records.alarms import Alarm, managers, raise_alarm
from helpdesk.records.claims import Claim
from helpdesk.records.staff import Staff, TeamMember
from helpdesk.sla.watch import watch
from tests.cast import Office
from tests.sla.running import OFFICE, Running

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
GIVES_AWAY = Alarms((), (ChainStep(5, "colleague", reassign=True),))


@pytest.fixture
def desk(office: Office) -> Running:
    with office.database.writing() as connection:  # all that comes in is Ada's
        connection.execute(update(Staff).where(Staff.id == office.ben).values(holding=50))
    running = Running(office)
    running.works()
    return running


def told(desk: Running) -> list[tuple[str, int | None, int | None]]:
    """Kind, place in the steps, and for whom, in order."""
    with desk.database.reading() as connection:
        found = connection.execute(select(Alarm.kind, Alarm.data, Alarm.staff_id).order_by(Alarm.id)).all()
    return [(kind, data.get("step"), staff_id) for kind, data, staff_id in found]


def minutes(desk: Running, *steps: float) -> None:
    """The worker looks after each of these minutes."""
    for step in steps:
        desk.clock.forward(minutes=step)
        desk.works()


def test_the_owner_is_warned_twice_and_told_of_the_breach_then_the_chain_goes_on(desk: Running) -> None:
    desk.carl_writes()
    office = desk.office
    minutes(desk, 15, 0.1, 9, 0.1, 6, 0.1)
    assert told(desk) == [("warning", 50, office.ada), ("warning", 80, office.ada), ("breach", 100, office.ada)]
    minutes(desk, 5, 10, 15)
    assert told(desk)[3:] == [
        ("escalation", 101, office.ben), ("escalation", 102, office.mona), ("escalation", 103, office.mona),
    ]  # fmt: skip
    minutes(desk, 60, 60)
    assert len([each for each in told(desk) if each[0] == "escalation"]) == 3


def test_the_lead_of_the_team_is_told_before_the_managers(desk: Running) -> None:
    office = desk.office
    with desk.database.writing() as connection:
        leads = update(TeamMember).where(
            TeamMember.staff_id == office.ada, TeamMember.team_id == office.teams["orders"]
        )
        connection.execute(leads.values(leads=True))
    desk.carl_writes()
    minutes(desk, 31, 5, 10)
    assert told(desk)[-1] == ("escalation", 102, office.ada)


def test_after_downtime_breaches_are_told_and_stale_warnings_are_not(desk: Running) -> None:
    desk.carl_writes()
    minutes(desk, 32)
    assert [kind for kind, _, _ in told(desk)] == ["breach"]


def test_a_warning_that_is_a_little_late_still_helps(desk: Running) -> None:
    desk.carl_writes()
    minutes(desk, 20)
    assert [step for _, step, _ in told(desk)] == [50]


def test_nobody_is_told_of_a_clock_that_has_ended(desk: Running) -> None:
    conversation = desk.carl_writes()
    minutes(desk, 16)
    desk.ada_answers(conversation)
    minutes(desk, 60)
    assert [step for kind, step, _ in told(desk) if kind != "warning"] == []


def test_what_nobody_owns_is_told_to_its_team(desk: Running) -> None:
    with desk.database.writing() as connection:
        connection.execute(update(Staff).values(on_duty=False))
    desk.carl_writes()
    minutes(desk, 31)
    with desk.database.reading() as connection:
        alarm = connection.execute(select(Alarm)).one()
    assert (alarm.staff_id, alarm.team_id) == (None, desk.office.teams["orders"])


def test_an_escalation_can_give_the_conversation_to_a_colleague(office: Office) -> None:
    desk = Running(office, alarms=GIVES_AWAY)
    conversation = desk.carl_writes()
    owner = desk.conversation(conversation).staff_id
    other = office.ben if owner == office.ada else office.ada
    minutes(desk, 31, 5)
    assert desk.conversation(conversation).staff_id == other
    with desk.database.reading() as connection:
        holding = dict(connection.execute(select(Staff.id, Staff.holding)).all())
        given = connection.execute(select(Alarm.data).where(Alarm.kind == "escalation")).scalar_one()
    assert (holding[owner], holding[other]) == (0, 1)
    assert given["given_to"] == ("Ben" if other == office.ben else "Ada")
    assert [(event.data["to"], event.data["revision"]) for event in desk.events("escalated")] == [(other, 2)]


@pytest.mark.parametrize("claimed", [True, False])
def test_what_ada_is_answering_is_not_given_away_and_ben_is_told(office: Office, claimed: bool) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.ben).values(holding=50))
    desk = Running(office, alarms=GIVES_AWAY)
    conversation = desk.carl_writes()
    minutes(desk, 31)
    with office.database.writing() as connection:
        ends_at = desk.clock.now() + timedelta(minutes=10 if claimed else 1)
        values = {"conversation_id": conversation, "staff_id": office.ada, "since": desk.clock.now()}
        connection.execute(insert(Claim).values(**values, ends_at=ends_at))
    minutes(desk, 5)
    assert desk.conversation(conversation).staff_id == (office.ada if claimed else office.ben)
    assert told(desk)[-1] == ("escalation", 101, office.ben)


@pytest.mark.parametrize("own", [True, False])
def test_an_escalation_keeps_to_what_ben_takes_in_a_day(office: Office, own: bool) -> None:
    ben = "ben@brightbyte.example"
    desk = Running(office, alarms=GIVES_AWAY)
    with office.database.writing() as connection:
        connection.execute(
            update(Staff).where(Staff.id == office.ben).values(holding=50, own_daily_ceiling=1 if own else None)
        )
    desk.publishes(duties=(Duty(ben, daily_ceiling=None if own else 1),))
    first, second = desk.carl_writes(), desk.carl_writes(handle="dora")
    minutes(desk, 31, 5)
    assert [desk.conversation(each).staff_id for each in (first, second)] == [office.ben, office.ada]
    third = desk.carl_writes(handle="emil")
    minutes(desk, 31, 5)
    assert desk.conversation(third).staff_id == office.ada, "the batch after that knows of it, too"
    minutes(desk, 24 * 60)
    given = [event.data["to"] for event in desk.events("escalated")]
    assert given.count(office.ben) == 2, "one more on another day"


def test_warnings_wait_for_open_hours_as_the_promise_does(office: Office) -> None:
    desk = Running(office, OFFICE)
    desk.at(MONDAY + timedelta(hours=17, minutes=50))
    desk.carl_writes()
    minutes(desk, 60, 12 * 60)
    assert told(desk) == []
    desk.at(MONDAY + timedelta(days=1, hours=9, minutes=6))
    desk.works()
    assert [step for _, step, _ in told(desk)] == [50]


def test_two_watchers_at_once_tell_each_step_once(desk: Running) -> None:
    for number in range(30):
        desk.carl_writes(handle=f"customer{number}")
    desk.clock.forward(minutes=40)
    barrier = threading.Barrier(4)

    def look() -> None:
        barrier.wait()
        while watch(desk.database, desk.clock):
            pass

    watchers = [threading.Thread(target=look) for _ in range(4)]
    for each in watchers:
        each.start()
    for each in watchers:
        each.join()
    desk.works()
    assert sorted(kind for kind, _, _ in told(desk)) == ["breach"] * 30 + ["escalation"] * 30
    assert len(desk.events("breached")) == 30


def test_a_clock_that_stands_beyond_the_end_of_a_shorter_chain_is_left_alone_and_the_others_are_told(
    desk: Running,
) -> None:
    desk.carl_writes()
    minutes(desk, 31, 5, 10)  # two steps of the usual chain are told, the third is next
    desk.carl_writes(handle="dora")
    desk.alarms = GIVES_AWAY
    desk.publishes()
    minutes(desk, 16, 15)
    assert [step for _, step, _ in told(desk)] == [100, 101, 102, 50, 100]
    assert desk.clocks()[0].alarm_at is None


def test_an_end_that_is_broken_after_a_false_breach_was_withdrawn_is_told_again(office: Office) -> None:
    desk = Running(office, alarms=Alarms((), ()))
    conversation = desk.carl_writes()
    desk.clock.forward(minutes=10)
    before = desk.clock.now()
    minutes(desk, 480)
    desk.ada_answers(conversation, shown_at=before)  # it had been on the network all that time
    assert len(desk.events("breach_withdrawn")) == 2
    minutes(desk, 60)
    desk.carl_writes("And where is it?", again=conversation)
    minutes(desk, 44, 430)
    kinds = [event.data["clock"] for event in desk.events("breached")]
    assert kinds == ["first_response", "resolution", "next_response", "resolution"]
    assert [step for _, step, _ in told(desk)] == [100] * 4


def test_what_is_no_clock_is_told_once_too(desk: Running) -> None:
    for _ in range(3):
        with desk.database.writing() as connection:
            raise_alarm(
                connection, "silent", "account 1 silent since noon", desk.clock.now(), staff=managers(connection),
                sentence="Nothing was fetched for @brightbyte since 12:00.",
            )  # fmt: skip
    assert told(desk) == [("silent", None, desk.office.mona)]
