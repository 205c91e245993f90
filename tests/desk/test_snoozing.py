"""What is put off comes back by itself, and hides no promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from helpdesk.desk.closing import close
from helpdesk.desk.refused import Refused
from helpdesk.desk.snooze_times import AT_LEAST, choices, wanted
from helpdesk.desk.snoozing import BEFORE_DUE, snooze, wake, wakes_at
from helpdesk.records.clocks import Clock
from helpdesk.records.conversations import Conversation
from helpdesk.sla.watch import watch
from tests.cast import NOON, Office
from tests.desk.test_drafting import answers
from tests.web.customers import becomes, writes

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def carls(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")  # due in 30 minutes


def puts_off(office: Office, number: int, **by: float) -> int | None:
    until = office.clock.now() + timedelta(**by)
    with office.database.writing() as connection:
        return snooze(connection, number, until, acting=office.ada, at=office.clock.now())


def stands(office: Office) -> str:
    with office.database.reading() as connection:
        return connection.execute(select(Conversation.status)).scalar_one()


def test_it_comes_back_in_time_for_the_answer_that_is_due(office: Office, carls: int) -> None:
    puts_off(office, carls, hours=4)
    office.clock.forward(minutes=14, seconds=59)
    wake(office.database, office.clock)
    assert stands(office) == "snoozed"
    office.clock.forward(seconds=1)
    wake(office.database, office.clock)
    assert stands(office) == "open"
    with office.database.reading() as connection:
        assert connection.execute(select(Clock.state)).scalar_one() == "running", "the promise never stopped"


def test_a_worker_that_was_away_wakes_it_late_but_surely(office: Office, carls: int) -> None:
    puts_off(office, carls, hours=4)
    office.clock.forward(days=2)
    assert wake(office.database, office.clock) is False
    assert stands(office) == "open"


def test_what_is_late_already_may_rest_and_is_told(office: Office, carls: int) -> None:
    office.clock.forward(minutes=31)
    puts_off(office, carls, hours=1)
    watch(office.database, office.clock)
    office.clock.forward(minutes=59)
    wake(office.database, office.clock)
    assert stands(office) == "snoozed"
    office.clock.forward(minutes=1)
    wake(office.database, office.clock)
    assert stands(office) == "open"


def test_a_customer_who_writes_wakes_it_and_waits_since_the_first_post(office: Office, carls: int) -> None:
    puts_off(office, carls, minutes=10)
    began = office.clock.now()
    office.clock.forward(minutes=5)
    assert writes(office, "@brightbyte hello?", again=carls) == carls
    assert stands(office) == "open"
    with office.database.reading() as connection:
        row = connection.execute(select(Conversation.waiting_since, Conversation.due_at)).one()
        assert row == (began, began + timedelta(minutes=30))
        assert len(connection.execute(select(Clock.id)).all()) == 1


def test_one_that_waits_for_its_customer_waits_again(office: Office, carls: int) -> None:
    answers(office, office.ada, carls, "It left today.")
    office.clock.forward(seconds=10)
    becomes(office, "sent")
    assert stands(office) == "waiting"
    puts_off(office, carls, days=3)
    office.clock.forward(days=3)
    wake(office.database, office.clock)
    assert stands(office) == "waiting"


@pytest.mark.parametrize("by", [{"seconds": 0}, {"seconds": -1}, {"days": 366}])
def test_only_a_time_to_come_within_a_year(office: Office, carls: int, by: dict[str, float]) -> None:
    with pytest.raises(Refused, match="within a year"):
        puts_off(office, carls, **by)


def test_a_closed_one_is_not_put_off(office: Office, carls: int) -> None:
    with office.database.writing() as connection:
        close(connection, carls, "spam", acting=office.ada, at=office.clock.now())
    with pytest.raises(Refused, match="closed"):
        puts_off(office, carls, hours=1)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(
    until=some.timedeltas(timedelta(seconds=1), timedelta(days=365)),
    due=some.none() | some.timedeltas(timedelta(days=-30), timedelta(days=30)),
)
def test_nothing_sleeps_through_its_due_time(until: timedelta, due: timedelta | None) -> None:
    due_at = None if due is None else NOON + due
    back = wakes_at(NOON + until, due_at, NOON)
    assert NOON < back <= NOON + until
    if due_at is not None and due_at > NOON:
        assert back <= due_at
        assert back <= max(due_at - BEFORE_DUE, NOON) or due_at - BEFORE_DUE <= NOON


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(now=some.timedeltas(timedelta(0), timedelta(days=365)).map(lambda after: NOON + after))
def test_every_choice_is_in_the_future_and_means_the_same_when_it_is_pressed(now: datetime) -> None:
    offered = choices(now, BRUSSELS)
    assert len({each.key for each in offered}) == len(offered) >= 3
    for each in offered:
        assert each.moment - now >= AT_LEAST
        assert wanted(each.key, "", now, BRUSSELS) == each.moment
        if "9:00" in each.words:
            assert each.moment.astimezone(BRUSSELS).hour == 9


def test_the_office_names_times_of_its_own_clock() -> None:
    assert wanted("", "2026-03-02T14:30", NOON, BRUSSELS) == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    assert wanted("", "soon", NOON, BRUSSELS) is None
    assert wanted("never", "", NOON, BRUSSELS) is None
