"""A pure model of a list of notifications that grows while it is read: the walk finds every one of them."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks.mastodon_walk import OVERLAP, Walk
from tests.networks.growing_list import Shelf

happenings = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.integers(1, 3)),
        st.tuples(st.just("arrive"), st.integers(1, 250)),
        st.tuples(st.just("late"), st.integers(0, OVERLAP - 1)),
        st.tuples(st.just("late"), st.integers(0, OVERLAP - 1)),
        st.tuples(st.just("poll"), st.integers(1, 6)),
        st.tuples(st.just("poll"), st.just(0)),
    ),
    max_size=40,
)


@settings(deadline=None)  # a busy machine is no failure
@given(happenings, st.sampled_from([40, 80]))
def test_every_id_is_found_however_late_and_whenever_it_appears(story: list[tuple[str, int]], largest: int) -> None:
    shelf = Shelf(largest_page=largest)
    for what, count in story:
        if what == "arrive":
            shelf.arrive(count)
        elif what == "late":
            shelf.arrive_late(count)
        elif count:
            for _ in range(count):
                shelf.poll()
        else:
            shelf.poll_to_the_end()
    shelf.poll_to_the_end()  # the walk that was under way
    shelf.poll_to_the_end()  # and the one that reads its overlap
    assert set(shelf.ids) <= shelf.found


@pytest.mark.parametrize("largest", [40, 80])
@pytest.mark.parametrize("before", [39, 40, 41, 100])
def test_the_fortieth_from_the_top_is_not_too_late_even_before_an_outage(before: int, largest: int) -> None:
    shelf = Shelf(largest_page=largest)
    shelf.arrive(before)
    shelf.poll_to_the_end()
    shelf.arrive_late(OVERLAP - 1)
    shelf.arrive(200)
    shelf.poll_to_the_end()
    assert set(shelf.ids) == shelf.found


@settings(deadline=None)  # a busy machine is no failure
@given(happenings, st.sampled_from([40, 80]))
def test_a_server_that_gives_the_newest_first_hides_none(story: list[tuple[str, int]], largest: int) -> None:
    shelf = Shelf(largest_page=largest, newest_first=True)
    for what, count in story:
        if what == "arrive":
            shelf.arrive_between_requests(count)
        else:
            shelf.poll()
    shelf.poll_to_the_end()
    shelf.poll_to_the_end()
    assert set(shelf.ids) <= shelf.found


@settings(deadline=None)  # a busy machine is no failure
@given(happenings, st.randoms(use_true_random=False), st.booleans())
def test_deleted_mentions_lead_nobody_astray(story: list[tuple[str, int]], chance: Random, newest_first: bool) -> None:
    shelf = Shelf(newest_first=newest_first)
    for what, count in story:
        if what == "arrive":
            shelf.arrive_between_requests(count)
        elif what == "late":
            shelf.delete(chance, count)
        else:
            shelf.poll()
    shelf.poll_to_the_end()
    shelf.poll_to_the_end()
    assert set(shelf.ids) <= shelf.found


@pytest.mark.parametrize("largest", [5, 20, 39])
def test_a_server_with_tiny_pages_is_read_whole_as_well(largest: int) -> None:
    shelf = Shelf(largest_page=largest)
    for count in (3, 90, 1, 0, 7, 45):
        shelf.arrive(count)
        shelf.poll_to_the_end()
        assert set(shelf.ids) == shelf.found


def test_a_server_with_tiny_pages_has_its_fortieth_found_further_down() -> None:
    shelf = Shelf(largest_page=20)
    shelf.arrive(100)
    shelf.poll_to_the_end()
    shelf.arrive_late(OVERLAP - 1)
    shelf.poll_to_the_end()
    assert set(shelf.ids) == shelf.found


def test_a_long_history_is_not_read_again_for_every_burst() -> None:
    for newest_first in (False, True):
        shelf = Shelf(newest_first=newest_first)
        shelf.arrive(2000)
        shelf.poll_to_the_end()
        shelf.arrive(150)
        assert shelf.poll_to_the_end() <= 5
        assert set(shelf.ids) == shelf.found


def test_a_quiet_account_costs_one_request_a_poll() -> None:
    shelf = Shelf()
    shelf.arrive(200)
    shelf.poll_to_the_end()
    assert shelf.poll_to_the_end() == 1
    shelf.arrive(30)
    assert shelf.poll_to_the_end() == 1
    assert set(shelf.ids) == shelf.found


def test_a_new_account_costs_two_requests_a_poll_and_misses_not_even_its_very_first_mention() -> None:
    shelf = Shelf()
    shelf.arrive(1)
    assert shelf.poll_to_the_end() == 2
    shelf.arrive_late(1)
    assert shelf.poll_to_the_end() == 2
    assert set(shelf.ids) == shelf.found


def test_after_an_outage_the_oldest_come_first() -> None:
    shelf = Shelf()
    shelf.arrive(1000)
    seen: list[int] = []
    shelf.poll()
    while shelf.more:
        walk = Walk.from_cursor(shelf.cursor)
        seen += reversed(shelf.page(walk.question()))
        shelf.poll()
    assert seen == sorted(seen) == shelf.ids


def test_a_server_that_repeats_its_page_is_left_and_that_is_said() -> None:
    ids = [f"n{number}" for number in range(80, 0, -1)]
    walk = Walk(mark="gone", next_mark="n41", newest=("n999",), forward="n80")
    assert walk.after(ids).broken_off
    assert not walk.after(ids).more
    back = Walk(mark="gone", next_mark="n41", back="n1").after(ids)
    assert (back.broken_off, back.more, back.walk) == (True, False, Walk(mark="n41"))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "{}",
        "no JSON",
        "[]",
        "7",
        '{"mark": 7}',
        '{"what": "else"}',
        '{"seen": "x"}',
        '{"newest": 7}',
        '{"newest": [7]}',
    ],
)
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str) -> None:
    assert Walk.from_cursor(cursor) == Walk()


texts = st.none() | st.text(min_size=1)


@settings(deadline=None)  # a busy machine is no failure
@given(st.builds(Walk, texts, texts, st.tuples(st.text(), st.text()), texts, texts, st.integers(0, 99)))
def test_a_cursor_comes_back_as_it_was_stored(walk: Walk) -> None:
    assert Walk.from_cursor(walk.cursor()) == walk
    assert isinstance(json.loads(walk.cursor()), dict)
