"""Policies are put in force by managers, one after the other, and never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from helpdesk.desk.publishing import publish, roll_back
from helpdesk.desk.refused import Refused
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.policy.revisions import Policy, in_force, newest_number, numbered
from helpdesk.records.clocks import Clock
from helpdesk.records.events import Event
from helpdesk.records.policy_revisions import PolicyRevision
from helpdesk.records.staff import Staff
from helpdesk.triage.sorter import Sorter
from tests.cast import NOON, TOPICS, Office

FASTER = Policy((replace(TOPICS[0], first_response_minutes=5), *TOPICS[1:]))


def published(office: Office, policy: Policy = FASTER, *, base: int = 1, acting: int | None = None) -> int:
    with office.database.writing() as connection:
        return publish(connection, policy, base=base, acting=acting or office.mona, at=NOON, note=" Too\x00 slow ")


def back(office: Office, to: int, *, base: int, acting: int | None = None) -> int:
    with office.database.writing() as connection:
        return roll_back(connection, to, base=base, acting=acting or office.mona, at=NOON)


def test_a_manager_publishes_the_next_number_and_the_ledger_says_who_and_why(office: Office) -> None:
    assert published(office) == 2
    with office.database.reading() as connection:
        assert in_force(connection) == replace(FASTER, revision=2)
        told = select(Event.staff_id, Event.data).where(Event.kind == "policy_published").order_by(Event.id.desc())
        assert connection.execute(told.limit(1)).one() == (
            office.mona, {"revision": 2, "note": "Too slow", "ordered_by": None},
        )  # fmt: skip


def test_going_back_publishes_the_old_words_as_a_new_number(office: Office) -> None:
    with office.database.reading() as connection:
        bodies = dict(connection.execute(select(PolicyRevision.number, PolicyRevision.body)).all())
    published(office)
    assert back(office, 1, base=2) == 3
    with office.database.reading() as connection:
        assert in_force(connection) == replace(numbered(connection, 1), revision=3)
        kept = dict(connection.execute(select(PolicyRevision.number, PolicyRevision.body)).all())
        assert kept[1] == bodies[1], "what was published never changes"
        assert kept[3]["note"] == "back to 1"


def test_clocks_that_run_keep_the_promise_of_their_revision(office: Office) -> None:
    with office.database.writing() as connection:
        post = Post("p1", Author("carl", "carl", "Carl", 1), "refund", NOON, None, None, "en", None)
        take_in(connection, Listening(office.account, "practice", "our-own-id"), [post], NOON)
    while Sorter(office.database, office.clock).sort_batch():
        pass
    promise = select(Clock.target_minutes, Clock.policy_revision, Clock.due_at)
    with office.database.reading() as connection:
        before = connection.execute(promise).all()
    published(office)
    with office.database.reading() as connection:
        assert connection.execute(promise).all() == before != []


def test_agents_and_people_who_left_publish_nothing(office: Office) -> None:
    for act in (lambda: published(office, acting=office.ada), lambda: back(office, 1, base=1, acting=office.ada)):
        with pytest.raises(Refused, match="needs the role manager or admin"):
            act()
    with office.database.writing() as connection:
        connection.execute(update(Staff).where(Staff.id == office.mona).values(active=False))
    with pytest.raises(Refused, match="no longer have a seat"):
        published(office)
    with office.database.reading() as connection:
        assert newest_number(connection) == 1


def test_what_would_be_lost_or_do_nothing_is_refused(office: Office) -> None:
    published(office)
    with pytest.raises(Refused, match="Revision 2 was published meanwhile"):
        published(office, Policy(TOPICS), base=1)
    with pytest.raises(Refused, match="Nothing differs from revision 2"):
        published(office, base=2)
    with pytest.raises(Refused, match="Nothing differs"):
        back(office, 2, base=2)
    with pytest.raises(Refused, match="There is no revision 99"):
        back(office, 99, base=2)
    with pytest.raises(Refused, match="The desk has no team lawyers"):
        published(office, Policy((replace(TOPICS[0], team="lawyers"), *TOPICS[1:])), base=2)


def test_of_two_who_publish_at_once_one_is_refused(office: Office) -> None:
    def attempt(minutes: int) -> str:
        try:
            topics = (replace(TOPICS[0], first_response_minutes=minutes), *TOPICS[1:])
            return f"revision {published(office, Policy(topics))}"
        except Refused as reason:
            return reason.sentence

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(attempt, range(1, 5)))
    assert said == ["Revision 2 was published meanwhile. Look at it, and publish again."] * 3 + ["revision 2"]
