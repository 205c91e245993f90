"""Losing a seat or a role."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection, insert, select, update

from helpdesk.desk import staffing
from helpdesk.desk.refused import Refused
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.staff import Staff
from tests.cast import Office


@pytest.fixture
def root(office: Office) -> int:
    """Rita, the admin."""
    return added(office, name="Rita Root", email="rita@brightbyte.example", role="admin")


def added(office: Office, **details: str) -> int:
    with office.database.writing() as connection:
        return staffing.add(connection, now=office.clock.now(), **details)  # type: ignore[arg-type]  # all are texts


def test_whoever_lost_their_seat_decides_nothing(office: Office, root: int) -> None:
    second = added(office, name="Sam", email="sam@brightbyte.example", role="admin")
    with office.database.writing() as connection:
        staffing.deactivate(connection, second, office.clock.now(), acting=root)
        with pytest.raises(Refused, match="no longer have a seat"):
            staffing.deactivate(connection, office.ada, office.clock.now(), acting=second)


def test_nobody_promotes_or_unseats_themselves(office: Office, root: int) -> None:
    with office.database.writing() as connection:
        with pytest.raises(Refused, match="your own role"):
            staffing.change_role(connection, root, "viewer", office.clock.now(), acting=root)
        with pytest.raises(Refused, match="your own seat"):
            staffing.deactivate(connection, root, office.clock.now(), acting=root)


def test_the_desk_keeps_an_admin(office: Office, root: int) -> None:
    with office.database.writing() as connection:
        with pytest.raises(Refused, match="needs an admin"):
            staffing.deactivate(connection, root, office.clock.now())
        with pytest.raises(Refused, match="needs an admin"):
            staffing.change_role(connection, root, "agent", office.clock.now())
        staffing.change_role(connection, office.mona, "admin", office.clock.now())
        staffing.deactivate(connection, root, office.clock.now())
    with office.database.reading() as connection:
        told = connection.execute(select(Event.data).where(Event.kind == "staff_deactivated")).scalars().all()
    assert told == [{"member": root}]


@pytest.mark.parametrize("leaves", ["the desk", "for the gallery"])
def test_who_leaves_gives_their_open_conversations_back(office: Office, root: int, leaves: str) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        conversations = [conversation_of_ada(connection, office, status) for status in ("open", "snoozed", "closed")]
        connection.execute(update(Staff).where(Staff.id == office.ada).values(holding=1))
        if leaves == "the desk":
            staffing.deactivate(connection, office.ada, now, acting=root)
        else:
            staffing.change_role(connection, office.ada, "viewer", now, acting=root)
    with office.database.reading() as connection:
        rows = connection.execute(select(Conversation.staff_id, Conversation.version).order_by(Conversation.id)).all()
        holding = connection.execute(select(Staff.holding).where(Staff.id == office.ada)).scalar_one()
        told = connection.execute(select(Event.conversation_id).where(Event.kind == "put_back")).scalars().all()
    assert [tuple(row) for row in rows] == [(None, 2), (None, 2), (office.ada, 1)]
    assert holding == 0
    assert set(told) == set(conversations[:2])


def conversation_of_ada(connection: Connection, office: Office, status: str) -> int:
    now = office.clock.now()
    author = insert(Author).values(network="practice", remote_id=status, handle="carl", name="Carl", first_seen_at=now)
    return connection.execute(
        insert(Conversation)
        .values(
            account_id=office.account,
            author_id=connection.execute(author.returning(Author.id)).scalar_one(),
            status=status,
            topic="other",
            priority="normal",
            team_id=office.teams["orders"],
            staff_id=office.ada,
            opened_at=now,
            last_mention_id=1,
            last_activity_at=now,
        )
        .returning(Conversation.id)
    ).scalar_one()


def test_nothing_more_can_be_done_with_a_seat_that_is_gone(office: Office, root: int) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        staffing.deactivate(connection, office.ada, now)
        with pytest.raises(Refused, match="no seat"):
            staffing.sign_in_link(connection, office.ada, now)
        with pytest.raises(Refused, match="no seat"):
            staffing.set_on_duty(connection, office.ada, True, now, acting=root)


def test_two_admins_who_unseat_each_other_at_once_leave_one(office: Office, root: int) -> None:
    second = added(office, name="Sam", email="sam@brightbyte.example", role="admin")
    together = Barrier(2)

    def unseat(pair: tuple[int, int]) -> bool:
        together.wait(timeout=30)
        try:
            with office.database.writing() as connection:
                staffing.deactivate(connection, pair[1], office.clock.now(), acting=pair[0])
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as admins:
        done = list(admins.map(unseat, [(root, second), (second, root)]))
    assert sorted(done) == [False, True]
