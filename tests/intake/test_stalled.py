"""A source that goes silent is told of once, and once when it is heard again."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import insert, select, update

from helpdesk.intake.queue import Listening, take_in
from helpdesk.intake.stalled import watch_sources
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.alarms import Alarm
from helpdesk.records.events import Event
from helpdesk.records.outages import Outage
from tests.cast import NOON, Office
from tests.intake.scripted import post


def watches(office: Office, *, working_since: datetime = NOON) -> list[str]:
    """The watch looks; gives what was ever told."""
    watch_sources(office.database, office.clock, working_since=working_since, poll_seconds=5)
    with office.database.reading() as connection:
        told = select(Event.kind).where(Event.kind.like("source%")).order_by(Event.id)
        return list(connection.execute(told).scalars())


def heard(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Listener).values(polled_at=office.clock.now(), problem=None))


def test_silence_is_told_once_and_its_end_once(office: Office) -> None:
    heard(office)
    office.clock.forward(seconds=60)
    assert watches(office) == []
    office.clock.forward(seconds=1)
    for _ in range(3):
        assert watches(office) == ["source_stalled"]
    office.clock.forward(hours=5)
    assert watches(office) == ["source_stalled"]
    heard(office)
    for _ in range(3):
        assert watches(office) == ["source_stalled", "source_back"]
    with office.database.reading() as connection:
        outage = connection.execute(select(Outage)).one()
        told = connection.execute(select(Alarm.staff_id, Alarm.data).order_by(Alarm.id)).all()
    assert (outage.since, outage.ended_at) == (NOON, office.clock.now())
    assert [(staff, data["sentence"]) for staff, data in told] == [
        (office.mona, "Posts do not arrive from @brightbyte (practice) since 12:00 UTC."),
        (office.mona, "Posts arrive from @brightbyte (practice) again, since 17:01 UTC."),
    ]
    office.clock.forward(seconds=61)
    assert watches(office) == ["source_stalled", "source_back", "source_stalled"]


@pytest.mark.parametrize("failing", [False, True])
def test_a_poll_that_takes_long_because_so_much_arrives_is_no_silence(failing: bool, office: Office) -> None:
    heard(office)
    account = Listening(office.account, "practice", "our-own-id")
    for minute in range(1, 4):
        office.clock.forward(seconds=55)
        with office.database.writing() as connection:
            take_in(connection, account, [post(str(minute))], office.clock.now())
            failing_since = office.clock.now() if failing else None
            connection.execute(update(Listener).values(failing_since=failing_since))
    assert watches(office) == (["source_stalled"] if failing else [])
    office.clock.forward(seconds=61)
    assert watches(office) == ["source_stalled"]


def test_a_source_is_not_blamed_for_the_time_in_which_we_did_not_ask(office: Office) -> None:
    heard(office)
    started = office.clock.forward(hours=9)
    assert watches(office, working_since=started) == []
    office.clock.forward(seconds=61)
    assert watches(office, working_since=started) == ["source_stalled"]


def test_a_source_that_never_answered_is_silent_since_it_was_added(office: Office) -> None:
    office.clock.forward(seconds=61)
    assert watches(office) == ["source_stalled"]
    with office.database.reading() as connection:
        assert connection.execute(select(Outage.since)).scalar_one() == NOON


def test_a_source_that_is_asked_rarely_may_be_silent_for_longer(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(update(Listener).values(poll_seconds=900))
    heard(office)
    office.clock.forward(minutes=45)
    assert watches(office) == []
    office.clock.forward(seconds=1)
    assert watches(office) == ["source_stalled"]


def test_an_account_that_is_filled_from_files_is_never_silent(office: Office) -> None:
    with office.database.writing() as connection:
        made = connection.execute(
            insert(Account).values(network="file", handle="@shop", purpose="service", listen_only=True, created_at=NOON)
        ).inserted_primary_key
        assert made is not None
        connection.execute(insert(Listener).values(account_id=made[0]))
        connection.execute(update(Listener).where(Listener.account_id == office.account).values(polled_at=NOON))
    heard(office)
    office.clock.forward(seconds=30)
    assert watches(office) == []


def test_a_source_that_is_connected_again_after_a_long_time_gets_its_time(office: Office) -> None:
    heard(office)
    again = office.clock.forward(days=3)
    with office.database.writing() as connection:
        connection.execute(update(Account).values(connected_at=again))
    assert watches(office) == []
    office.clock.forward(seconds=61)
    assert watches(office) == ["source_stalled"]
