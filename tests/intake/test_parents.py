"""What a customer's post answers, where the desk does not have that, is fetched for staff to see: on every network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from helpdesk.desk.parents import Answered, answered
from helpdesk.intake.parents import AT_ONCE, TRIES, Parents
from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.errors import NetworkError, RefusedByNetwork, SignedOut, TryLater, Uncertain
from helpdesk.networks.protocol import Author, Network, Page, Post
from helpdesk.records.accounts import Account
from helpdesk.records.budgets import Spending
from helpdesk.records.mentions import Mention
from helpdesk.records.parents import Parent
from helpdesk.triage.sorter import Sorter
from tests.cast import NOON, Office
from tests.intake.scripted import Scripted, post
from tests.networks.worlds import WORLDS, World

DORA = Author("dora-id", "dora", "Dora", 7)


def takes_in(office: Office, network: Network, own_id: str = "our-own-id", name: str = "practice") -> None:
    """Fetches what is new and sorts it."""
    assert poll(office.database, office.clock, Listening(office.account, name, own_id), network)
    while Sorter(office.database, office.clock).sort_batch():
        pass


def fetches(office: Office, network: Network, own_id: str = "our-own-id", a_day: int = 200) -> None:
    """One step of fetching what was answered."""
    Parents(office.database, office.clock, a_day).step(Listening(office.account, "practice", own_id), network)


def shown(office: Office) -> list[Answered]:
    """What staff see on the conversations' pages beside the customers' posts."""
    with office.database.reading() as connection:
        numbers = connection.execute(select(Mention.conversation_id).distinct().order_by(Mention.conversation_id))
        return [each for number in numbers.scalars() if number for each in answered(connection, number).values()]


def kept(office: Office) -> list[tuple[str, int, datetime | None]]:
    with office.database.reading() as connection:
        rows = connection.execute(select(Parent.remote_id, Parent.tries, Parent.next_try_at).order_by(Parent.remote_id))
        return [(row[0], row[1], row[2]) for row in rows]


@dataclass
class Failing(Scripted):
    """Answers a look at a post with these errors first."""

    errors: list[NetworkError] = field(default_factory=list)

    def read(self, remote_id: str) -> Post:
        if self.errors:
            self.asked.append(("read", remote_id))
            raise self.errors.pop(0)
        return super().read(remote_id)


def asking(*parents: str, **more: object) -> Failing:
    """A network on which Carl has answered these posts, and Dora wrote each of them."""
    mentions = tuple(
        post(f"m{number}", parent_remote_id=parent, author=Author(f"c{number}", f"c{number}", "Carl", 1))
        for number, parent in enumerate(parents)
    )
    written = {parent: post(parent, f"this is {parent}", author=DORA) for parent in parents}
    return Failing([Page(mentions, "a", more=False)], posts=written, **more)  # type: ignore[arg-type]


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest, office: Office, tmp_path: Path) -> Iterator[World]:
    with WORLDS[request.param](office.clock, tmp_path) as opened:
        yield opened


def test_staff_see_what_a_post_answers_and_a_post_that_is_gone_says_so(world: World, office: Office) -> None:
    for _ in range(2):
        first = world.writes("The kettle leaks.", None)
        world.writes("@brightbyte what about this?", first)
    with world.connector() as network:
        own_id = network.whoami().remote_id
        with office.database.writing() as connection:
            connection.execute(update(Account).values(network=world.network, remote_id=own_id))
        takes_in(office, network, own_id, world.network)
        world.takes_back(first)
        with office.database.reading() as connection:
            before = dict(connection.execute(select(Spending.day, Spending.reading)).all())
        fetches(office, network, own_id)
    found = sorted(shown(office), key=lambda each: each.text or "")
    assert [each.text for each in found] == [None, "The kettle leaks."]
    assert found[0].problem, "why it is not there"
    assert (found[1].ours, found[1].at) == (False, NOON + timedelta(seconds=1))
    with office.database.reading() as connection:
        spent = {row.day: row.reading - before[row.day] for row in connection.execute(select(Spending.__table__))}
    assert all(cost in (0, 5_000) for cost in spent.values()), "on X one post read, and nobody is asked for by name"


def test_each_is_asked_for_once_and_a_few_in_one_step(office: Office) -> None:
    network = asking(*(f"p{number:02}" for number in range(AT_ONCE + 1)), "p00")
    takes_in(office, network)
    network.asked.clear()
    fetches(office, network)
    assert len(network.asked) == AT_ONCE
    for _ in range(3):
        fetches(office, network)
    assert sorted(remote_id for _, remote_id in network.asked) == [f"p{number:02}" for number in range(AT_ONCE + 1)]
    assert {each.text for each in shown(office)} == {f"this is p{number:02}" for number in range(AT_ONCE + 1)}


def test_so_many_a_day_and_no_more(office: Office) -> None:
    network = asking("p1", "p2", "p3")
    takes_in(office, network)
    network.asked.clear()
    for _ in range(2):
        fetches(office, network, a_day=0)
    assert network.asked == []
    for _ in range(2):
        fetches(office, network, a_day=2)
    assert len(network.asked) == 2
    office.clock.forward(days=1)
    fetches(office, network, a_day=2)
    assert len(network.asked) == 3


def test_what_the_desk_has_is_not_asked_for(office: Office) -> None:
    dora = post("d1", "@brightbyte it broke", author=DORA)
    network = Failing([Page((dora, post("m1", parent_remote_id="d1"), post("m2", parent_remote_id="m1")), "a", False)])
    takes_in(office, network)
    network.asked.clear()
    fetches(office, network)
    assert network.asked == []
    beside = [(each.text, each.handle, each.conversation_id is not None) for each in shown(office)]
    assert beside == [("@brightbyte it broke", "dora", True)], "Dora's own conversation, and nothing of Carl's twice"


def test_our_own_post_of_long_ago_is_called_ours(office: Office) -> None:
    network = asking("p1")
    network.posts["p1"] = post("p1", "We open at nine.", author=Author("our-own-id", "brightbyte", "Brightbyte", None))
    takes_in(office, network)
    fetches(office, network)
    assert [(each.text, each.ours) for each in shown(office)] == [("We open at nine.", True)]


def test_a_post_that_cannot_be_had_is_asked_for_less_and_less_often_and_then_left(office: Office) -> None:
    network = asking("p1", errors=[Uncertain("It said 502.", 502)] * 9)
    takes_in(office, network)
    network.asked.clear()
    for _ in range(300):
        fetches(office, network)
        office.clock.forward(minutes=1)
    assert len(network.asked) == TRIES
    assert kept(office) == [("p1", TRIES, None)]
    assert shown(office) == [Answered(problem="It said 502.")]


def test_a_silent_network_is_asked_for_one_post_only(office: Office) -> None:
    network = asking("p1", "p2", errors=[Uncertain("It said nothing.")])
    takes_in(office, network)
    network.asked.clear()
    fetches(office, network)
    assert len(network.asked) == 1
    office.clock.forward(minutes=1)
    fetches(office, network)
    assert {each.text for each in shown(office)} == {"this is p1", "this is p2"}


def test_patience_is_had_for_as_long_as_the_network_asks(office: Office) -> None:
    until = office.clock.now() + timedelta(hours=3)
    network = asking("p1", errors=[TryLater("Too much.", until)])
    takes_in(office, network)
    fetches(office, network)
    assert kept(office) == [("p1", 1, until)]


def test_a_post_that_is_not_for_us_to_see_is_asked_for_once(office: Office) -> None:
    network = asking("p1", errors=[RefusedByNetwork("It is for friends only.", 403)] * 9)
    takes_in(office, network)
    network.asked.clear()
    for _ in range(3):
        fetches(office, network)
        office.clock.forward(days=1)
    assert len(network.asked) == 1
    assert shown(office) == [Answered(problem="It is for friends only.")]


def test_trouble_of_the_account_is_not_blamed_on_the_post(office: Office) -> None:
    network = asking("p1", errors=[SignedOut("No.")])
    takes_in(office, network)
    fetches(office, network)
    assert kept(office) == []
    fetches(office, network)
    assert [each.text for each in shown(office)] == ["this is p1"]


def test_a_hostile_post_is_kept_as_it_can_be(office: Office) -> None:
    network = asking("p1")
    odd = Author("e", "e\x00", "\ud83dEve", None)
    network.posts["p1"] = post("p1", "x\x00\ud83d" + "y" * 30_000, author=odd)
    network.posts["p1"] = network.posts["p1"]._replace(published_at=office.clock.now() + timedelta(days=9))
    takes_in(office, network)
    fetches(office, network)
    (only,) = shown(office)
    assert (only.name, only.handle, only.at) == ("\ufffdEve", "e\ufffd", office.clock.now())
    assert only.text is not None
    assert len(only.text) == 20_000
