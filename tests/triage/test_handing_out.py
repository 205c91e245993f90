"""Who comes free gets the oldest deadline; what would be late while its owner is away returns; nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from helpdesk.desk import owning
from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.closing import close
from helpdesk.desk.person import Person
from helpdesk.policy.calendars import EXCEPTION, Calendar, SpecialDay, Window
from helpdesk.policy.duties import Duty
from helpdesk.policy.passed_over import ALL_FULL
from helpdesk.policy.revisions import Policy, publish
from helpdesk.records.alarms import Alarm
from helpdesk.records.claims import Claim
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.staff import Staff
from helpdesk.triage.handing_out import REST, hand_out_queues
from helpdesk.triage.returning import SHIFT_OVER, SOON, return_due
from helpdesk.triage.unstaffed import watch_teams
from tests.cast import NOON, TOPICS, Office
from tests.triage.test_sorter import Desk

EVERY_DAY: tuple[tuple[Window, ...], ...] = (((8 * 60, 16 * 60),),) * 7


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def decided(desk: Desk, *duties: Duty, ceiling: int | None = None) -> None:
    """The managers publish this, with one shift from eight to four, UTC."""
    shift = Calendar("day", "day", "UTC", EVERY_DAY)
    with desk.office.database.writing() as connection:
        policy = Policy(TOPICS, ceiling=ceiling, shifts=(shift,), duties=duties)
        publish(connection, policy, at=desk.office.clock.now(), staff_id=None)


def mail(name: str) -> str:
    return f"{name}@brightbyte.example"


def switched(desk: Desk, *, on: Iterable[str] = (), off: Iterable[str] = ()) -> None:
    with desk.office.database.writing() as connection:
        for names, on_duty in ((on, True), (off, False)):
            connection.execute(update(Staff).where(Staff.name.in_(list(names))).values(on_duty=on_duty))


def owners(desk: Desk) -> list[int | None]:
    return [owner for _, owner in desk.all(Conversation.id, Conversation.staff_id)]


def rounds(desk: Desk) -> None:
    """What the worker does, some times over: it must not matter how often."""
    for _ in range(2):
        while return_due(desk.office.database, desk.office.clock):
            pass
        while hand_out_queues(desk.office.database, desk.office.clock):
            pass
        watch_teams(desk.office.database, desk.office.clock)


def told(desk: Desk, kind: str) -> list[tuple[int | None, str]]:
    return [
        (person, data["sentence"])
        for _, each, person, data in desk.all(Alarm.id, Alarm.kind, Alarm.staff_id, Alarm.data)
        if each == kind
    ]


def test_who_goes_on_duty_gets_the_oldest_deadline_first_up_to_their_ceiling(desk: Desk) -> None:
    decided(desk, Duty(mail("ada"), ceiling=2))
    switched(desk, off=("Ada", "Ben"))
    for minutes in (1, 30, 20):
        desk.written("refund please", author=f"c{minutes}", at=NOON - timedelta(minutes=minutes))
    desk.sort()
    assert owners(desk) == [None] * 3
    switched(desk, on=("Ada",))
    rounds(desk)
    dues = desk.all(Conversation.due_at, Conversation.staff_id)
    assert [owner for _, owner in dues] == [desk.office.ada, desk.office.ada, None]
    desk.written("refund again", author="later")
    desk.sort()
    assert owners(desk)[-1] is None, "she holds as many as she takes"
    events = desk.all(Event.id, Event.kind, Event.data)
    assert events[-1][2]["why"] == ALL_FULL
    hers = next(number for number, owner in desk.all(Conversation.id, Conversation.staff_id) if owner)
    with desk.office.database.writing() as connection:
        close(connection, hers, "no_reply_needed", acting=desk.office.ada, at=desk.office.clock.now())
    desk.written("refund, a third time", author="latest")
    desk.sort()  # what waits in the queue goes before what comes
    waiting = desk.all(Conversation.due_at, Conversation.staff_id, Conversation.status)
    assert [owner for _, owner, status in waiting if status == OPEN] == [desk.office.ada, desk.office.ada, None, None]


def test_a_shift_that_begins_is_enough(desk: Desk) -> None:
    decided(desk, Duty(mail("ada"), "day"), Duty(mail("ben"), "day"))
    desk.office.clock.forward(hours=5)  # 17:00
    desk.written("refund please")
    desk.sort()
    rounds(desk)
    assert owners(desk) == [None]
    desk.office.clock.forward(hours=15)
    rounds(desk)
    assert owners(desk) != [None]


def test_a_ceiling_for_all_holds_for_those_of_whom_nothing_else_is_said(desk: Desk) -> None:
    decided(desk, Duty(mail("ben"), ceiling=1), ceiling=3)
    for number in range(6):
        desk.written("refund please", author=f"c{number}", at=NOON - timedelta(minutes=30 - number))
    desk.sort()
    rounds(desk)
    assert desk.all(Staff.name, Staff.holding) == [("Ada", 3), ("Ben", 1), ("Mona", 0)]
    decided(desk, Duty(mail("ben")), ceiling=3)
    rounds(desk)
    assert desk.all(Staff.name, Staff.holding) == [("Ada", 3), ("Ben", 3), ("Mona", 0)]
    told = [(kind, data["revision"]) for _, kind, data in desk.all(Event.id, Event.kind, Event.data) if "why" in data]
    assert told == [("opened", 2)] * 6 + [("handed_out", 3)] * 2


def test_what_ada_said_when_she_joined_holds_until_the_policy_says_otherwise(desk: Desk) -> None:
    switched(desk, off=("Ben",))
    with desk.office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.name == "Ada").values(own_daily_ceiling=1, own_topics="refunds"))
    decided(desk, Duty(mail("ada"), "day"))  # a shift, and nothing of ceilings or topics
    for author in ("one", "two", "three"):
        desk.written("refund please", author=author)
    desk.sort()
    rounds(desk)
    assert owners(desk) == [desk.office.ada, None, None]
    decided(desk, Duty(mail("ada"), "day", daily_ceiling=2))
    rounds(desk)
    assert owners(desk) == [desk.office.ada, desk.office.ada, None]


def test_a_topic_that_ada_said_she_knows_comes_to_her_though_she_has_a_shift(desk: Desk) -> None:
    with desk.office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.name == "Ada").values(own_topics="refunds", holding=5))
    decided(desk, Duty(mail("ada"), "day"), Duty(mail("ben"), "day", topics=("delivery",)))
    desk.written("refund please")
    desk.sort()
    assert owners(desk) == [desk.office.ada]


def test_a_day_off_counts_and_daily_ceilings_hold_until_the_next_day(desk: Desk) -> None:
    off = SpecialDay(date(2026, 3, 2), (), EXCEPTION)
    today = desk.office.clock.now().date()
    decided(desk, Duty(mail("ben"), "day", (SpecialDay(today, (), off.kind),)), Duty(mail("ada"), daily_ceiling=1))
    for author in ("one", "two"):
        desk.written("refund please", author=author)
    desk.sort()
    assert owners(desk) == [desk.office.ada, None]
    desk.office.clock.forward(hours=12)
    switched(desk, off=("Ben",))
    rounds(desk)
    assert owners(desk) == [desk.office.ada] * 2


def test_a_language_finds_who_speaks_it_and_a_known_customer_their_colleague(desk: Desk) -> None:
    decided(desk, Duty(mail("ben"), languages=("en",)))
    for author in ("one", "two", "three"):
        desk.written("refund please", author=author)  # in English
    desk.sort()
    assert owners(desk) == [desk.office.ben] * 3
    ((_, data), *_) = [(number, data) for number, data in desk.all(Event.id, Event.data) if "passed" in data]
    assert data["passed"] == [[desk.office.ada, "language", 0]]
    assert data["why"].startswith("they speak the customer's language")


def test_what_was_put_back_by_hand_rests_and_then_goes_to_another(desk: Desk) -> None:
    desk.written("refund please")
    desk.sort()
    ((number, owner),) = desk.all(Conversation.id, Conversation.staff_id)
    with desk.office.database.writing() as connection:
        owning.put_back(connection, number, acting=owner, at=desk.office.clock.now())
    rounds(desk)
    assert owners(desk) == [None]
    desk.office.clock.forward(minutes=REST / timedelta(minutes=1))
    rounds(desk)
    assert owners(desk) == [({desk.office.ada, desk.office.ben} - {owner}).pop()]


def test_at_the_end_of_a_shift_what_is_due_before_they_are_back_returns_and_finds_somebody(desk: Desk) -> None:
    decided(desk, Duty(mail("ada"), "day"))
    switched(desk, off=("Ben",))
    desk.office.clock.forward(hours=3, minutes=50)  # 15:50
    desk.written("refund please", author="soon")
    desk.sort()
    with desk.office.database.writing() as connection:  # this one is due when she is back
        later = NOON + timedelta(hours=22)
        connection.execute(update(Conversation).values(due_at=later))
    desk.written("refund please", author="late")
    desk.sort()
    rounds(desk)
    assert owners(desk) == [desk.office.ada] * 2, "her shift still goes on"
    desk.office.clock.forward(minutes=10)
    rounds(desk)
    assert owners(desk) == [desk.office.ada, None]
    (event,) = [data for _, kind, data in desk.all(Event.id, Event.kind, Event.data) if kind == "returned"]
    assert event == {"to": None, "previous": desk.office.ada, "why": SHIFT_OVER, "revision": 2}
    switched(desk, on=("Ben",))
    rounds(desk)
    assert owners(desk) == [desk.office.ada, desk.office.ben]
    held = dict(desk.all(Staff.name, Staff.holding))
    assert held == {"Ada": 1, "Ben": 1, "Mona": 0}


def test_who_is_away_keeps_what_is_not_due_soon_and_what_they_are_answering(desk: Desk) -> None:
    desk.written("my screen is broken")
    desk.sort()
    switched(desk, off=("Ben",))
    rounds(desk)
    assert owners(desk) == [desk.office.ben]
    ((number, due),) = desk.all(Conversation.id, Conversation.due_at)
    desk.office.clock.forward(minutes=(due - SOON - NOON) / timedelta(minutes=1))
    now = desk.office.clock.now()
    with desk.office.database.writing() as connection:
        lease = {"since": now, "ends_at": now + timedelta(seconds=90)}
        connection.execute(
            Claim.__table__.insert().values(conversation_id=number, staff_id=desk.office.ben, **lease)  # type: ignore[attr-defined]  # a Table in truth
        )
    rounds(desk)
    assert owners(desk) == [desk.office.ben]
    desk.office.clock.forward(minutes=2)
    rounds(desk)
    assert owners(desk) == [None]


def test_what_a_colleague_is_answering_out_of_the_queue_is_left_to_them(desk: Desk) -> None:
    switched(desk, off=("Ada", "Ben"))
    desk.written("refund please")
    desk.sort()
    ((number, now),) = [(number, desk.office.clock.now()) for (number,) in desk.all(Conversation.id)]
    with desk.office.database.writing() as connection:
        lease = {"since": now, "ends_at": now + timedelta(seconds=90)}
        connection.execute(
            Claim.__table__.insert().values(conversation_id=number, staff_id=desk.office.mona, **lease)  # type: ignore[attr-defined]  # a Table in truth
        )
    switched(desk, on=("Ada",))
    rounds(desk)
    assert owners(desk) == [None]
    desk.office.clock.forward(minutes=2)
    rounds(desk)
    assert owners(desk) == [desk.office.ada]


def test_a_customer_who_returns_does_not_go_to_somebody_who_went_home(desk: Desk) -> None:
    root = desk.written("refund please")
    desk.sort()
    ((number, owner),) = desk.all(Conversation.id, Conversation.staff_id)
    with desk.office.database.writing() as connection:
        close(connection, number, "no_reply_needed", acting=owner, at=desk.office.clock.now())
        connection.execute(update(Staff).where(Staff.id == owner).values(on_duty=False))
    desk.written("and now?", parent=root)
    desk.sort()
    assert owners(desk) == [({desk.office.ada, desk.office.ben} - {owner}).pop()]
    last = desk.all(Event.id, Event.data)[-1][1]
    assert [owner, "away", 0] in last["passed"]


def test_the_managers_are_told_once_that_a_team_is_alone_and_once_that_it_is_not(desk: Desk) -> None:
    switched(desk, off=("Ada", "Ben"))
    rounds(desk)
    assert told(desk, "team_unstaffed") == [], "nobody waits"
    for author in ("one", "two"):
        desk.written("refund please", author=author)
        desk.sort()
        rounds(desk)
    sentence = "Customers wait in the queue of Orders, and nobody of it is on duty."
    assert told(desk, "team_unstaffed") == [(desk.office.mona, sentence)]
    assert told(desk, "team_staffed") == []
    switched(desk, on=("Ada",))
    rounds(desk)
    assert told(desk, "team_staffed") == [(desk.office.mona, "Somebody of Orders is on duty again.")]
    assert len(told(desk, "team_unstaffed")) == 1


def test_a_queue_at_night_is_no_alarm_while_nobody_would_be_late(desk: Desk) -> None:
    decided(desk, Duty(mail("ada"), "day"), Duty(mail("ben"), "day"))
    desk.office.clock.forward(hours=5)
    desk.written("refund please")
    desk.sort()
    with desk.office.database.writing() as connection:
        connection.execute(update(Conversation).values(due_at=NOON + timedelta(hours=21)))
    rounds(desk)
    assert told(desk, "team_unstaffed") == []
    with desk.office.database.writing() as connection:
        connection.execute(update(Conversation).values(due_at=NOON + timedelta(hours=6)))
    rounds(desk)
    assert len(told(desk, "team_unstaffed")) == 1


def test_events_of_handing_out_are_sentences(desk: Desk) -> None:
    from helpdesk.desk.story import sentence as story

    with desk.office.database.reading() as connection:
        people = dict(connection.execute(select(Staff.id, Staff.name)).all())
    data = {"to": desk.office.ada, "previous": desk.office.ben, "why": SHIFT_OVER}
    zone = desk.office.clock.now().tzinfo
    words = story("returned", data, who="The desk", people=people, teams={}, zone=zone)  # type: ignore[arg-type]  # UTC
    assert words == f"It went back from Ben to the team's queue: {SHIFT_OVER}."


def test_a_customer_goes_to_the_colleague_whom_they_know_if_that_one_is_on_duty(desk: Desk) -> None:
    desk.written("refund please")
    desk.sort()
    ((number, owner, version),) = desk.all(Conversation.id, Conversation.staff_id, Conversation.version)
    who = Person(owner, "Ada", "AL", mail("ada"), "agent", (), True)
    with desk.office.database.writing() as connection:
        accept(
            connection, Answer(number, "It is on its way to you.", "key", version), acting=who,
            at=desk.office.clock.now(), limit=140,
        )  # fmt: skip
        connection.execute(update(Staff).where(Staff.id == owner).values(holding=5))
    desk.written("my parcel is lost")
    desk.sort()
    assert owners(desk) == [owner, owner]
    last = desk.all(Event.id, Event.data)[-1][1]
    assert last["why"] == "they have answered this customer before"
    with desk.office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == owner).values(on_duty=False))
    desk.written("refund the second one, too")
    desk.sort()
    assert owners(desk)[2] not in (owner, None)
