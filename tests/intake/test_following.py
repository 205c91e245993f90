"""What customers change and take back is seen, and what we can't see is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.intake.recheck import AT_ONCE, Recheck
from helpdesk.networks.errors import Uncertain
from helpdesk.networks.protocol import Gap as NetworkGap
from helpdesk.networks.protocol import Page, Post
from helpdesk.records.clocks import CANCELLED, RUNNING, Clock
from helpdesk.records.conversations import CLOSED, OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.gaps import Gap, gaps_between
from helpdesk.records.mentions import Mention
from tests.cast import NOON, Office
from tests.intake.scripted import Scripted, post
from tests.town import Town, town

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Town]:
    with town(office, tmp_path) as opened:
        yield opened


def only(office: Office, table: type) -> Any:
    with office.database.reading() as connection:
        return connection.execute(select(table)).one()


def events(office: Office, kind: str) -> list[dict[str, Any]]:
    with office.database.reading() as connection:
        return list(connection.execute(select(Event.data).where(Event.kind == kind).order_by(Event.id)).scalars())


def rechecks(place: Town, minutes: int = 15) -> None:
    recheck = Recheck(place.office.database, place.office.clock, timedelta(minutes=minutes))
    recheck.step(place.office.account, place.network)


def takes_in(office: Office, *pages: Page) -> Scripted:
    network = Scripted(list(pages))
    assert poll(office.database, office.clock, Listening(office.account, "practice", "our-own-id"), network)
    return network


def test_a_post_that_comes_again_with_other_words_is_followed_and_the_old_words_are_kept(place: Town) -> None:
    first = place.carl_writes("@brightbyte my parcl")
    place.poll()
    place.sort()
    version = only(place.office, Conversation).version
    place.office.clock.forward(minutes=1)
    place.changes(first, "@brightbyte my parcel")
    for _ in range(2):
        place.poll()
    row = only(place.office, Mention)
    assert (row.text, row.edited_at, row.changed_at) == ("@brightbyte my parcel", LATER, LATER)
    assert [event["before"] for event in events(place.office, "mention_edited")] == ["@brightbyte my parcl"]
    assert only(place.office, Conversation).version == version + 1, "who answers now is told that it changed"


def test_a_page_that_is_older_than_what_we_know_changes_nothing_back(office: Office) -> None:
    takes_in(office, Page((post("1", "one"),), "a", more=False))
    takes_in(office, Page((post("1", "two", edited_at=LATER),), "b", more=False))
    takes_in(office, Page((post("1", "one"),), "c", more=False))
    assert only(office, Mention).text == "two"
    assert len(events(office, "mention_edited")) == 1


def test_hostile_words_in_a_change_are_kept_as_they_can_be(office: Office) -> None:
    takes_in(office, Page((post("1", "one"),), "a", more=False))
    takes_in(office, Page((post("1", "x\x00\ud83d" + "y" * 30_000),), "b", more=False))
    text = only(office, Mention).text
    assert text.startswith("x\ufffd\ufffdyyy")
    assert len(text) == 20_000


def test_a_post_that_is_taken_back_is_noticed_and_its_clock_ends(place: Town) -> None:
    first = place.carl_writes("@brightbyte I want a refund")
    place.poll()
    place.sort()
    place.disappears(first)
    place.office.clock.forward(minutes=14)
    rechecks(place)
    assert only(place.office, Mention).deleted_at is None, "not looked at again so soon"
    seen_at = place.office.clock.forward(minutes=1)
    for _ in range(2):
        rechecks(place)
    assert (only(place.office, Mention).deleted_at, only(place.office, Conversation).status) == (seen_at, OPEN)
    place.office.clock.forward(minutes=15)
    rechecks(place)
    head = only(place.office, Conversation)
    assert (only(place.office, Mention).deleted_at, head.status, head.due_at) == (seen_at, CLOSED, None)
    assert only(place.office, Clock).state == CANCELLED
    assert len(events(place.office, "mention_deleted")) == 1


def test_a_network_that_errs_once_ends_no_promise(place: Town) -> None:
    place.carl_writes("@brightbyte I want a refund")
    place.poll()
    place.sort()
    place.office.clock.forward(minutes=15)
    place.fault("status", method="GET", path="/api/v1/statuses/*", status=404)
    rechecks(place)
    assert only(place.office, Mention).deleted_at is not None
    for _ in range(2):
        place.office.clock.forward(minutes=15)
        rechecks(place)
    assert only(place.office, Mention).deleted_at is None
    assert (only(place.office, Conversation).status, only(place.office, Clock).state) == (OPEN, RUNNING)
    assert len(events(place.office, "mention_shown_again")) == 1


def test_who_still_waits_for_another_post_keeps_the_clock(place: Town) -> None:
    first = place.carl_writes("@brightbyte I want a refund")
    place.office.clock.forward(minutes=1)
    second = place.carl_writes("@brightbyte hello?", answers=first)
    place.poll()
    place.sort()
    place.disappears(second)
    place.office.clock.forward(minutes=20)
    for _ in range(3):
        rechecks(place)
        place.office.clock.forward(minutes=20)
    assert (only(place.office, Conversation).status, only(place.office, Clock).state) == (OPEN, RUNNING)
    assert len(events(place.office, "mention_deleted")) == 1


def test_a_change_is_found_by_looking_again_and_few_are_looked_at_in_one_step(place: Town) -> None:
    written = [place.carl_writes("@brightbyte refund?", handle=f"customer{number}") for number in range(AT_ONCE + 2)]
    place.poll()
    place.sort()
    for each in written:
        place.changes(each, "@brightbyte refund, please?")
    place.office.clock.forward(minutes=15)
    rechecks(place)
    assert len(events(place.office, "mention_edited")) == AT_ONCE
    rechecks(place)
    rechecks(place)
    assert len(events(place.office, "mention_edited")) == AT_ONCE + 2


def test_a_network_in_trouble_changes_nothing(place: Town) -> None:
    place.carl_writes("@brightbyte I want a refund")
    place.poll()
    place.sort()
    place.office.clock.forward(minutes=15)
    for effect, status in (("status", 503), ("status", 403), ("drop_before", 0)):
        place.fault(effect, method="GET", path="/api/v1/statuses/*", **({"status": status} if status else {}))
        rechecks(place)
    assert only(place.office, Conversation).status == OPEN
    assert only(place.office, Mention).deleted_at is None


def test_history_that_is_out_of_reach_is_declared_once_with_the_page_that_tells_of_it(office: Office) -> None:
    gap = NetworkGap(NOON - timedelta(hours=2), NOON - timedelta(hours=1), "X shows the newest 800 mentions only.")
    for _ in range(2):
        takes_in(office, Page((), "a", more=False, gap=gap))
    declared = only(office, Gap)
    assert (declared.since, declared.until, declared.reason) == (gap.since, gap.until, gap.reason)
    assert len(events(office, "gap_declared")) == 1
    with office.database.reading() as connection:
        assert len(gaps_between(connection, NOON - timedelta(minutes=90), NOON)) == 1
        assert gaps_between(connection, NOON - timedelta(minutes=30), NOON) == []
        assert gaps_between(connection, NOON - timedelta(hours=4), NOON - timedelta(hours=3)) == []


def test_a_gap_without_a_beginning_reaches_back_for_ever(office: Office) -> None:
    takes_in(office, Page((), "a", more=False, gap=NetworkGap(None, NOON, "Nobody knows from when.")))
    with office.database.reading() as connection:
        assert len(gaps_between(connection, NOON - timedelta(days=900), NOON - timedelta(days=800))) == 1


def test_what_networks_tell_of_budgets_and_prices_is_kept(office: Office) -> None:
    from helpdesk.networks.protocol import Quota
    from helpdesk.records.budgets import Budget, Spending

    for day in range(2):
        network = Scripted(told=(Quota("reading mentions", 300, 299 - day, LATER),), price=5_000)
        for _ in range(3):
            poll(office.database, office.clock, Listening(office.account, "practice", "our-own-id"), network)
        office.clock.forward(days=1)
    with office.database.reading() as connection:
        budget = connection.execute(select(Budget)).one()
        money = connection.execute(select(Spending.polls, Spending.reading).order_by(Spending.day)).all()
    assert (budget.most, budget.remaining, budget.resets_at) == (300, 298, LATER)
    assert money == [(3, 15_000), (3, 15_000)]


def test_a_surge_behind_the_cursor_comes_in_page_by_page_oldest_first_and_none_is_dropped(office: Office) -> None:
    pages, size = 50, 80
    posts = [
        post(str(number), published_at=NOON - timedelta(seconds=pages * size - number))
        for number in range(pages * size)
    ]
    takes_in(
        office,
        *(
            Page(tuple(posts[page * size : (page + 1) * size]), str(page), more=page < pages - 1)
            for page in range(pages)
        ),
    )
    with office.database.reading() as connection:
        ids = connection.execute(select(Mention.remote_id).order_by(Mention.id)).scalars().all()
        assert connection.execute(select(func.count()).select_from(Mention)).scalar_one() == pages * size
    assert ids == [str(number) for number in range(pages * size)]


def test_a_later_mention_of_a_post_that_a_search_had_found_makes_it_answerable(office: Office) -> None:
    from helpdesk.intake.queue import take_in

    account = Listening(office.account, "practice", "our-own-id")
    with office.database.writing() as connection:
        take_in(connection, account, [post("1", may_reply=False, found_by="brightbite")], NOON)
    found = only(office, Mention)
    assert (found.may_reply, found.found_by) == (False, "brightbite")
    takes_in(office, Page((post("1"),), "a", more=False))
    named = only(office, Mention)
    assert (named.may_reply, named.found_by) == (True, None)
    with office.database.writing() as connection:
        connection.execute(update(Mention).values(may_reply=True))
        take_in(connection, account, [post("1", may_reply=False, found_by="brightbite")], NOON)
    assert only(office, Mention).may_reply, "a search that finds it again takes nothing back"


class Unreadable(Scripted):
    """Cannot show one of its posts."""

    status: int | None = 200

    def read(self, remote_id: str) -> Post:
        self.asked.append(("read", remote_id))
        if remote_id == "1":
            raise Uncertain("It cannot be read.", self.status)
        return self.posts[remote_id]


@pytest.mark.parametrize("status", [200, None])
def test_a_post_that_cannot_be_read_keeps_no_other_from_being_looked_at(place: Town, status: int | None) -> None:
    network = Unreadable([Page((post("1"), post("2")), "a", more=False)], posts={"2": post("2", "now other words")})
    network.status = status
    assert poll(place.office.database, place.office.clock, place.listening, network)
    place.sort()
    place.office.clock.forward(minutes=15)
    recheck = Recheck(place.office.database, place.office.clock, timedelta(minutes=15))
    for _ in range(3):
        recheck.step(place.office.account, network)
        place.office.clock.forward(minutes=1)
    assert [remote_id for what, remote_id in network.asked if what == "read"] == ["1", "2"]
    assert len(events(place.office, "mention_edited")) == 1
