"""Listening words, and lists that are late, muted, huge or partly unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from helpdesk.networks.bluesky.connector import Bluesky
from helpdesk.networks.protocol import Page, Post, Unreadable
from tests.cast import SetClock
from tests.networks.bluesky.place import Place, opened, walk


@pytest.fixture
def place(clock: SetClock) -> Iterator[Place]:
    with opened(clock) as opened_place:
        yield opened_place


@pytest.fixture
def desk(place: Place) -> Iterator[Bluesky]:
    connector = place.connector()
    yield connector
    connector.close()


def search(desk: Bluesky, words: str, cursor: str | None = None) -> tuple[list[Post], str]:
    """All pages of one search."""
    pages: list[Page] = []
    while True:
        page = desk.search(words, cursor)
        cursor = page.cursor
        pages.append(page)
        if not page.more:
            return [item for page in pages for item in page.items if isinstance(item, Post)], cursor


def test_a_word_finds_what_names_nobody_and_says_so(place: Place, desk: Bluesky, clock: SetClock) -> None:
    unnamed = place.sky.writes(place.carl, "Bright Byte sold me a leaking kettle")
    clock.forward(seconds=1)
    named = place.sky.writes(place.carl, "@brightbyte.example bright byte, why?")
    found, cursor = search(desk, '"bright byte"')
    assert [(post.remote_id, post.found_by) for post in sorted(found, key=lambda post: post.published_at)] == [
        (unnamed, '"bright byte"'),
        (named, None),
    ]
    clock.forward(seconds=1)
    later = place.sky.writes(place.carl, "BRIGHT BYTE again")
    again, _ = search(desk, '"bright byte"', cursor)
    assert later in {post.remote_id for post in again}


def test_a_new_word_finds_a_week_and_every_page_of_it(place: Place, desk: Bluesky, clock: SetClock) -> None:
    for number in range(900):
        place.sky.writes(place.carl, f"brytebyte {number}")
        clock.forward(hours=1)
    found, cursor = search(desk, "brytebyte")
    week = [kept.uri for kept in place.sky.posts.values() if kept.sorted_at > clock.now() - timedelta(days=7)]
    assert set(week) <= {post.remote_id for post in found}
    assert place.server.times_asked("searchPosts") < 5
    place.server.asked.clear()
    search(desk, "brytebyte", cursor)
    assert place.server.times_asked("searchPosts") == 1


def test_who_is_muted_is_not_shown_and_spoils_no_walk(place: Place, desk: Bluesky, clock: SetClock) -> None:
    troll = place.sky.person("troll.example")
    place.us.mutes.add(troll.did)
    wanted = []
    for number in range(120):
        place.sky.writes(troll, "@brightbyte.example ha")
        wanted.append(place.sky.writes(place.carl, f"@brightbyte.example {number}"))
        clock.forward(seconds=1)
    assert {post.remote_id for post in walk(desk)[0]} == set(wanted)


def test_what_the_view_shows_late_is_found_late_and_not_lost(place: Place, desk: Bluesky, clock: SetClock) -> None:
    place.sky.lag = timedelta(minutes=5)
    wanted, found, cursor = set(), set(), None
    for number in range(60):
        wanted.add(place.sky.writes(place.carl, f"@brightbyte.example {number}"))
        clock.forward(seconds=30)
        posts, cursor, _ = walk(desk, cursor)
        found |= {post.remote_id for post in posts}
    assert len(found) == 51
    clock.forward(minutes=5)
    found |= {post.remote_id for post in walk(desk, cursor)[0]}
    assert found == wanted


def test_a_hundred_posts_of_a_megabyte_each_are_read_in_smaller_pages(place: Place, desk: Bluesky) -> None:
    for number in range(20):
        padding = "\x01" * 120_000  # six times as long in JSON
        place.sky.writes(place.carl, f"@brightbyte.example {number}", padding=padding)
        place.clock.forward(seconds=1)
    posts, _, pages = walk(desk)
    assert {post.text for post in posts} == {f"@brightbyte.example {number}" for number in range(20)}
    assert all(page.gap is None for page in pages)


def test_one_bad_mention_never_spoils_the_page(place: Place, desk: Bluesky, clock: SetClock) -> None:
    written = []
    for number, more in enumerate([{}, {"langs": 7}, {"text": 7}, {"createdAt": "2026-03-02T11:00:00+01:00"}]):
        uri = place.sky.writes(place.carl, f"@brightbyte.example {number}")
        record = place.sky.posts[uri].record
        assert isinstance(record, dict)
        record.update(more)
        clock.forward(seconds=1)
        written.append(uri)
    items = desk.mentions(None).items
    bad = [item for item in items if isinstance(item, Unreadable)]
    assert [item.remote_id for item in bad] == [written[2]]
    assert "the post has no text" in bad[0].reason
    assert len(items) == 4
