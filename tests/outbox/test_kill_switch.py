"""While posting is stopped, nothing leaves: not now, not after a restart, not by somebody who may not resume it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.desk.refused import Refused
from helpdesk.desk.stopping import ended, in_force, resume, stop
from helpdesk.records.events import Event
from helpdesk.records.replies import QUEUED, SENT
from helpdesk.records.stops import ALL
from tests.outbox.test_sender import answer, reply, work
from tests.town import Town


def stops(place: Town, account: int, reason: str = "The account may be hijacked.", *, who: int | None = None) -> int:
    office = place.office
    with office.database.writing() as connection:
        return stop(connection, [account], reason, acting=who or office.mona, at=office.clock.now())


def resumes(place: Town, account: int, *, who: int | None = None) -> int:
    office = place.office
    with office.database.writing() as connection:
        return resume(connection, [account], acting=who or office.mona, at=office.clock.now())


@pytest.mark.parametrize("everything", [True, False])
def test_nothing_leaves_until_mona_resumes_and_then_it_goes_out(place: Town, everything: bool) -> None:
    account = ALL if everything else place.office.account
    stops(place, account)
    answer(place)
    place.office.clock.forward(minutes=5)
    work(place)
    assert (reply(place).state, reply(place).tries, place.said_by_us()) == (QUEUED, 0, [])
    assert resumes(place, account) == 1
    work(place)
    assert (reply(place).state, len(place.said_by_us())) == (SENT, 1)


def test_a_stop_of_another_account_changes_nothing_here(place: Town) -> None:
    from helpdesk.records import stops as records

    with place.office.database.writing() as connection:
        assert records.stop(connection, place.office.account + 1, "Not ours.", place.office.clock.now())
    answer(place)
    work(place)
    assert reply(place).state == SENT


def test_an_account_stays_stopped_when_only_the_stop_of_all_has_ended(place: Town) -> None:
    stops(place, ALL)
    stops(place, place.office.account, "Its token leaked.")
    answer(place)
    resumes(place, ALL)
    work(place)
    assert reply(place).state == QUEUED
    resumes(place, place.office.account)
    work(place)
    assert reply(place).state == SENT


def test_who_stopped_and_resumed_when_and_why_stays_written_down(place: Town) -> None:
    assert stops(place, ALL) == 1
    assert stops(place, ALL, "Again, by mistake.") == 0
    with place.office.database.reading() as connection:
        (now,) = in_force(connection)
    assert (now.account, now.who, now.reason) == (None, "Mona", "The account may be hijacked.")
    place.office.clock.forward(minutes=3)
    assert (resumes(place, ALL), resumes(place, ALL)) == (1, 0)
    with place.office.database.reading() as connection:
        assert in_force(connection) == ()
        (before,) = ended(connection)
        told = connection.execute(select(Event.kind, Event.staff_id).where(Event.kind.like("posting%"))).all()
    assert (before.ended_by, before.ended_at) == ("Mona", place.office.clock.now())
    assert told == [("posting_stopped", place.office.mona), ("posting_resumed", place.office.mona)]


def test_agents_neither_stop_nor_resume(place: Town) -> None:
    with pytest.raises(Refused, match="role"):
        stops(place, ALL, who=place.office.ada)
    stops(place, ALL)
    with pytest.raises(Refused, match="role"):
        resumes(place, ALL, who=place.office.ada)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 301])
def test_a_stop_says_why(place: Town, reason: str) -> None:
    with pytest.raises(Refused, match="Say why"):
        stops(place, ALL, reason)


def test_an_account_that_is_not_there_is_no_account(place: Town) -> None:
    with pytest.raises(Refused, match="no such account"):
        stops(place, 999)
