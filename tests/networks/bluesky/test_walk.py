"""The walk against a model of the server's list: strict cursor, late and dated-back items, crowds in a millisecond."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from helpdesk.networks.bluesky.walk import DEEP, DEEP_EVERY, KNOWN_AGAIN, WIDE_EVERY, Listed, Walk
from helpdesk.networks.protocol import Gap
from tests.cast import NOON

PAGE = 100


@dataclass
class Shelf:
    """A server's list, and a desk that reads it with nothing but its stored cursor."""

    now: datetime = NOON
    items: dict[int, datetime] = field(default_factory=dict)
    found: set[int] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    cursor: str | None = None
    page: int = PAGE
    requests: int = 0

    def arrive(
        self, count: int = 1, *, back: timedelta = timedelta(0), apart: timedelta = timedelta(seconds=1)
    ) -> None:
        """So many items, which say that they are so old."""
        for _ in range(count):
            self.now += apart
            at = self.now - back
            self.items[len(self.items)] = at.replace(microsecond=at.microsecond // 1000 * 1000)

    def read_page(self) -> bool:
        """One request, as the connector makes it; true when there is more."""
        walk = Walk.from_cursor(self.cursor)
        asked = walk.question()
        below = datetime.fromisoformat(asked) if asked else datetime.max.replace(tzinfo=NOON.tzinfo)
        listed = sorted(((at, number) for number, at in self.items.items() if at < below), reverse=True)[: self.page]
        onwards = listed[-1][0].isoformat(timespec="milliseconds") if len(listed) == self.page else None
        onwards = onwards.replace("+00:00", "Z") if onwards else None
        step = walk.after(Listed([at for at, _ in listed], onwards), self.now)
        self.found |= {number for _, number in listed}
        self.gaps += [step.gap] if step.gap else []
        self.cursor = step.walk.cursor()
        self.requests += 1
        return step.more

    def poll(self) -> int:
        """One poll; gives its requests."""
        before = self.requests
        while self.read_page():
            assert self.requests - before < 10 + len(self.items), "the walk has no end"
        return self.requests - before

    @property
    def missed(self) -> set[int]:
        return set(self.items) - self.found


def test_a_quiet_account_costs_one_request_a_poll() -> None:
    shelf = Shelf()
    for _ in range(20):
        shelf.arrive(3)
        assert shelf.poll() == 1
    assert shelf.missed == set()


def test_a_surge_is_read_to_its_last_item_and_then_only_the_top_again() -> None:
    shelf = Shelf()
    shelf.arrive(150)
    shelf.poll()
    shelf.arrive(20_000, apart=timedelta(milliseconds=5))
    assert shelf.poll() < 210
    assert shelf.missed == set()
    assert shelf.poll() == 1


def test_items_of_one_millisecond_at_the_edge_of_a_page_are_not_skipped() -> None:
    shelf = Shelf(page=2)
    shelf.arrive(2)
    shelf.arrive(4, apart=timedelta(0))
    shelf.page = 6  # the edge falls into the crowd
    shelf.arrive(3)
    shelf.poll()
    assert shelf.missed == set()
    assert shelf.gaps == []


def test_a_crowd_larger_than_a_page_is_passed_and_declared_once() -> None:
    shelf = Shelf()
    shelf.arrive(30)
    shelf.arrive(150, apart=timedelta(0))
    crowd = shelf.now
    shelf.arrive(30)
    for _ in range(5):
        shelf.poll()
    assert {gap.since for gap in shelf.gaps} == {crowd}
    assert len(shelf.gaps) == 1
    assert {number for number in shelf.items if shelf.items[number] != crowd} <= shelf.found


def test_what_is_dated_back_a_little_is_found_at_once_and_more_by_the_sweeps() -> None:
    shelf = Shelf()
    shelf.arrive(2_000, apart=timedelta(minutes=30))  # six weeks of them
    shelf.poll()
    shelf.arrive(1, back=timedelta(hours=10))
    shelf.poll()
    assert shelf.missed == set()  # half a day of this account is within the overlap
    shelf.arrive(500)  # now a day is further away than the overlap
    shelf.poll()
    shelf.arrive(1, back=timedelta(hours=20))
    shelf.poll()
    assert len(shelf.missed) == 1
    shelf.now += WIDE_EVERY
    for _ in range(20):
        shelf.poll()
    assert shelf.missed == set()
    shelf.arrive(1, back=DEEP - timedelta(days=2))
    shelf.now += DEEP_EVERY
    for _ in range(60):
        assert shelf.poll() <= 3  # a sweep never makes what is new wait for more than a page
    assert shelf.missed == set()


def test_a_death_between_any_two_pages_loses_nothing() -> None:
    chance = Random(7)  # noqa: S311 - to be repeated, not to be secret
    shelf = Shelf()
    for _ in range(300):
        shelf.arrive(chance.randrange(40), apart=timedelta(milliseconds=chance.choice((0, 1, 400))))
        for _ in range(chance.randrange(4)):
            shelf.read_page()  # the process ends after any page: only the cursor is left
    shelf.poll()
    shelf.poll()
    assert shelf.missed == set()


def test_a_list_that_no_longer_reaches_back_is_a_gap() -> None:
    shelf = Shelf()
    shelf.arrive(KNOWN_AGAIN)
    shelf.poll()
    mark = shelf.now
    gone = dict(shelf.items)
    shelf.arrive(20)
    for number in gone:
        del shelf.items[number]
    shelf.items |= {100 + number: shelf.now + timedelta(seconds=number) for number in range(20)}
    shelf.poll()
    (gap,) = shelf.gaps
    assert gap.since == mark
    shelf.poll()
    assert len(shelf.gaps) == 1


def test_whose_few_mentions_are_all_taken_back_has_no_gap() -> None:
    shelf = Shelf()
    shelf.arrive(3)
    shelf.poll()
    shelf.items.clear()
    shelf.poll()
    assert shelf.gaps == []


def test_a_server_that_repeats_its_page_ends_the_walk_with_a_gap() -> None:
    step = Walk(mark=0, at="17").after(Listed([NOON] * PAGE, "17"), NOON)
    assert not step.more
    assert step.gap is not None
    later = Walk(mark=0, at="2026-03-01T00:00:00.000Z").after(Listed([NOON] * PAGE, "2026-03-02T12:00:00.000Z"), NOON)
    assert not later.more


def test_a_cursor_that_is_no_moment_is_given_back_as_it_came() -> None:
    step = Walk().after(Listed([NOON] * PAGE, "opaque"), NOON)
    assert step.walk.question() == "opaque"
    assert step.more


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "[]", "7", "null", '{"mark": "x"}', '{"at": 7}', '{"other": 1}', '{"crowded": ["x"]}', '{"crowded": 7}'],
)
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str) -> None:
    assert Walk.from_cursor(cursor) == Walk()
