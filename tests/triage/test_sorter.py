"""Triage in the database: threads are joined, the right person gets them, and one event says why."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from helpdesk.desk.answerable import to_answer
from helpdesk.desk.closing import close
from helpdesk.intake.queue import Listening, take_in
from helpdesk.networks.protocol import Author, Post
from helpdesk.policy.revisions import NoPolicy, Policy, publish
from helpdesk.policy.topics import Topic
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.clocks import FIRST_RESPONSE, RUNNING, Clock
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.staff import Staff
from helpdesk.triage.sorter import Sorter
from tests.cast import Office


class Desk:
    """An office whose customers write directly into the queue."""

    def __init__(self, office: Office) -> None:
        self.office, self.numbers = office, count(1)
        self.sorter = Sorter(office.database, office.clock)

    def written(
        self, text: str, *, author: str = "carl", parent: str | None = None, remote_id: str | None = None,
        account: int | None = None, at: datetime | None = None,
    ) -> str:  # fmt: skip
        """A customer's post reaches the queue; gives its remote id."""
        remote_id = remote_id or f"p{next(self.numbers)}"
        self._taken_in([_post(remote_id, author, text, at or self.office.clock.now(), parent)], account)
        return remote_id

    def crowd_writes(self, text: str, people: int, *, parent: str) -> None:
        """So many customers answer one post; all in one page, since a thousand commits take long."""
        now = self.office.clock.now()
        self._taken_in([_post(f"c{number}", f"customer{number}", text, now, parent) for number in range(people)])

    def _taken_in(self, posts: list[Post], account: int | None = None) -> None:
        listening = Listening(account or self.office.account, "practice", "our-own-id")
        with self.office.database.writing() as connection:
            take_in(connection, listening, posts, self.office.clock.now())

    def sort(self) -> None:
        while self.sorter.sort_batch():
            pass

    def all(self, *columns: Any) -> list[Any]:
        with self.office.database.reading() as connection:
            return list(connection.execute(select(*columns).order_by(columns[0])).all())


def _post(remote_id: str, author: str, text: str, at: datetime, parent: str | None) -> Post:
    return Post(remote_id, Author(author, author, author.title(), 1), text, at, parent, None, "en", None)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def test_a_post_opens_a_conversation_with_topic_owner_and_clock(desk: Desk) -> None:
    desk.office.clock.forward(minutes=3)
    published = desk.office.clock.now() - timedelta(minutes=3)
    desk.written("My screen is broken", at=published)
    desk.sort()
    ((status, topic, priority, team, owner, due),) = desk.all(
        Conversation.status, Conversation.topic, Conversation.priority, Conversation.team_id, Conversation.staff_id,
        Conversation.due_at,
    )  # fmt: skip
    assert (status, topic, priority) == (OPEN, "repairs", "normal")
    assert (team, owner) == (desk.office.teams["technicians"], desk.office.ben)
    assert due == published + timedelta(minutes=60)
    assert desk.all(Clock.kind, Clock.state, Clock.started_at, Clock.due_at) == [
        (FIRST_RESPONSE, RUNNING, published, due)
    ]


def test_one_event_says_which_words_decided_who_got_it_and_why(desk: Desk) -> None:
    desk.written("I want a refnud now")
    desk.sort()
    (data,) = [data for _, data in desk.all(Event.id, Event.data) if "keyword" in data]
    assert (data["topic"], data["keyword"], data["found"], data["match"]) == ("refunds", "refund", "refnud", "misspelt")
    assert "I want a refnud now"[data["start"] : data["end"]] == "refnud"
    assert 50 < data["score"] < 100
    assert (data["staff"], data["revision"], data["clock"]) == (desk.office.ada, 1, FIRST_RESPONSE)
    assert data["why"]


def test_what_no_keyword_claims_goes_to_the_catch_all(desk: Desk) -> None:
    desk.written("What a lovely morning")
    desk.sort()
    assert desk.all(Conversation.topic) == [("other",)]


def test_an_exclusion_keeps_a_topic_away(desk: Desk) -> None:
    desk.written("The screen in this screenshot")
    desk.sort()
    assert desk.all(Conversation.topic) == [("other",)]


def test_the_least_loaded_on_duty_gets_the_next_one(desk: Desk) -> None:
    for number in range(6):
        desk.written("refund please", author=f"customer{number}")
    desk.sort()
    with desk.office.database.reading() as connection:
        held = dict(connection.execute(select(Staff.name, Staff.holding)).all())
    assert held == {"Ada": 3, "Ben": 3, "Mona": 0}


def test_with_nobody_on_duty_it_waits_in_the_teams_queue_with_its_clock(desk: Desk) -> None:
    with desk.office.database.writing() as connection:
        connection.execute(update(Staff).values(on_duty=False))
    desk.written("refund please")
    desk.sort()
    assert desk.all(Conversation.staff_id, Conversation.team_id) == [(None, desk.office.teams["orders"])]
    assert len(desk.all(Clock.id)) == 1
    assert desk.all(Staff.holding) == [(0,), (0,), (0,)]


def sizes(desk: Desk) -> set[int]:
    """How many posts each conversation has."""
    with desk.office.database.reading() as connection:
        counted = select(func.count()).select_from(Mention).group_by(Mention.conversation_id)
        return set(connection.execute(counted).scalars())


def test_posts_of_one_thread_that_arrive_together_are_one_conversation_in_whatever_order(desk: Desk) -> None:
    minutes = {"a": 3, "b": 2, "c": 1}  # ago
    for number, order in enumerate(permutations([("a", None), ("b", "a"), ("c", "b")])):
        for remote_id, parent in order:
            at = desk.office.clock.now() - timedelta(minutes=minutes[remote_id])
            desk.written(
                "refund", remote_id=f"{number}{remote_id}", parent=f"{number}{parent}" if parent else None, at=at
            )
    desk.sort()
    assert sizes(desk) == {3}


def test_an_answer_that_arrives_long_before_its_parent_is_joined_when_that_comes(desk: Desk) -> None:
    desk.written("and my parcel?", remote_id="b", parent="a")
    desk.sort()
    desk.written("refund", remote_id="a")
    desk.sort()
    assert sizes(desk) == {2}


def test_an_older_post_that_is_shown_later_does_not_become_the_newest(desk: Desk) -> None:
    """X and Bluesky give the newest first, and Bluesky finds some posts late."""
    now = desk.office.clock.now()
    desk.written("and my parcel?", remote_id="b", parent="a", at=now - timedelta(minutes=1))
    desk.sort()
    desk.written("refund", remote_id="a", at=now - timedelta(minutes=9))
    desk.sort()
    newest = select(Mention.remote_id).join(Conversation, Conversation.last_mention_id == Mention.id)
    answered = select(Mention.remote_id).where(Mention.id == to_answer(1))
    with desk.office.database.reading() as connection:
        assert connection.execute(newest).scalars().all() == ["b"]
        assert connection.execute(answered).scalars().all() == ["b"]
        assert connection.execute(select(Conversation.last_activity_at)).scalar_one() == now - timedelta(minutes=1)


def test_a_stranger_who_answers_a_customer_gets_a_conversation_of_their_own(desk: Desk) -> None:
    root = desk.written("refund please")
    desk.written("same here, refund", author="dora", parent=root)
    desk.sort()
    assert desk.all(Conversation.topic) == [("refunds",), ("refunds",)]


def test_an_answer_to_a_post_that_we_never_saw_gets_its_topic_too(desk: Desk) -> None:
    desk.written("my parcel is lost", parent="somebody-elses-post")
    desk.sort()
    assert desk.all(Conversation.topic) == [("delivery",)]


def test_the_same_post_to_two_accounts_is_two_conversations(desk: Desk) -> None:
    with desk.office.database.writing() as connection:
        connection.execute(
            insert(Account).values(
                id=99, network="practice", handle="@other", purpose="offers", created_at=desk.office.clock.now()
            )
        )
        connection.execute(insert(Listener).values(account_id=99))
    desk.written("refund", remote_id="both")
    desk.written("refund", remote_id="both", account=99)
    desk.written("more", parent="both", account=99)
    desk.sort()
    with desk.office.database.reading() as connection:
        sizes = connection.execute(
            select(Conversation.account_id, func.count(Mention.id))
            .join(Mention, Mention.conversation_id == Conversation.id)
            .group_by(Conversation.account_id)
        ).all()
    assert dict(sizes) == {desk.office.account: 1, 99: 2}


def test_a_customer_who_writes_again_opens_the_conversation_again_for_the_same_person(desk: Desk) -> None:
    root = desk.written("refund please")
    desk.sort()
    ((number, owner),) = desk.all(Conversation.id, Conversation.staff_id)
    with desk.office.database.writing() as connection:
        close(connection, number, "no_reply_needed", acting=owner, at=desk.office.clock.now())
    assert desk.all(Conversation.status) == [(CLOSED,)]
    with desk.office.database.writing() as connection:  # the colleague has far less to do by now
        connection.execute(update(Staff).where(Staff.id == owner).values(holding=5))
    desk.office.clock.forward(hours=2)
    desk.written("and now?", parent=root)
    desk.sort()
    assert desk.all(Conversation.status, Conversation.staff_id) == [(OPEN, owner)]
    # Nobody ever answered, so it is still the first answer that they wait for, and that the report counts.
    assert desk.all(Clock.id, Clock.kind, Clock.state)[1][1:] == (FIRST_RESPONSE, RUNNING)
    assert [kind for _, kind in desk.all(Event.id, Event.kind)][-1] == "reopened"


def test_somebody_who_left_does_not_get_their_customers_back(desk: Desk) -> None:
    root = desk.written("refund please")
    desk.sort()
    ((number, owner),) = desk.all(Conversation.id, Conversation.staff_id)
    with desk.office.database.writing() as connection:
        close(connection, number, "no_reply_needed", acting=owner, at=desk.office.clock.now())
        connection.execute(update(Staff).where(Staff.id == owner).values(active=False))
    desk.written("and now?", parent=root)
    desk.sort()
    ((_, now_owner),) = desk.all(Conversation.id, Conversation.staff_id)
    assert now_owner not in (owner, None)


def test_a_second_post_while_we_owe_an_answer_starts_no_second_clock(desk: Desk) -> None:
    root = desk.written("refund please")
    desk.sort()
    desk.office.clock.forward(minutes=5)
    desk.written("hello?", parent=root)
    desk.sort()
    assert len(desk.all(Clock.id)) == 1
    assert [kind for _, kind in desk.all(Event.id, Event.kind)][-1] == "followed_up"


def test_a_new_policy_counts_from_the_next_batch_on(desk: Desk) -> None:
    desk.written("bananas")
    desk.sort()
    fruit = Topic("fruit", "Fruit", "orders", "low", 10, 10, ("bananas",))
    other = Topic("other", "Everything else", "orders", "normal", 60, 60, catch_all=True)
    with desk.office.database.writing() as connection:
        publish(connection, Policy((fruit, other)), at=desk.office.clock.now(), staff_id=None)
    desk.written("bananas", author="dora")
    desk.sort()
    assert [topic for _, topic in desk.all(Conversation.id, Conversation.topic)] == ["other", "fruit"]
    assert [number for _, number in desk.all(Clock.id, Clock.policy_revision)] == [1, 2]


def test_without_a_policy_nothing_is_sorted_and_nothing_lost(desk: Desk) -> None:
    from helpdesk.records.policy_revisions import PolicyRevision

    with desk.office.database.writing() as connection:
        connection.execute(PolicyRevision.__table__.delete())  # type: ignore[attr-defined]  # a Table in truth
    desk.written("refund")
    with pytest.raises(NoPolicy):
        desk.sort()
    assert desk.all(Mention.state) == [("new",)]


def test_a_thousand_answers_to_one_post_are_sorted_like_any_others(desk: Desk) -> None:
    desk.crowd_writes("sale?", 1_000, parent="our-announcement")
    desk.sort()
    assert len(desk.all(Conversation.id)) == 1_000
