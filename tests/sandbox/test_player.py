"""The written scenario, and playing posts at their rhythm."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.sandbox.log import published
from helpdesk.sandbox.planned import PlannedPost
from helpdesk.sandbox.player import Player, due
from helpdesk.sandbox.scenario import scenario_posts
from helpdesk.sandbox.store import Store
from tests.cast import SetClock
from tests.sandbox.practice import Caller, nine_o_clock

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def planned(*offsets: float) -> list[PlannedPost]:
    return [
        PlannedPost(f"k{number}", offset, "carl", "Carl", f"@brightbyte {number}")
        for number, offset in enumerate(offsets)
    ]


def test_the_scenario_has_what_a_desk_meets() -> None:
    posts = scenario_posts()
    languages = Counter(post.language for post in posts)
    assert len(posts) >= 200
    assert len({post.author for post in posts}) >= 80
    assert [post.offset for post in posts] == sorted(post.offset for post in posts)
    assert len({post.key for post in posts}) == len(posts)
    assert min(languages[each] for each in ("de", "es", "fr", "ja")) >= 3
    assert sum(600 <= post.offset < 660 for post in posts) >= 40
    assert sum(post.offset <= 30 for post in posts) >= 10
    assert all("@brightbyte" in post.text for post in posts)
    assert all(post.text.startswith("RT @") == post.repost for post in posts)
    for part in ("refnud", "delievry", "lap top", "<script>", "\u202e", "@brightbyte_deals"):
        assert any(part in post.text for post in posts)


def test_every_answer_in_the_scenario_comes_after_what_it_answers_and_from_its_author() -> None:
    posts = {post.key: post for post in scenario_posts()}
    answers = [post for post in posts.values() if post.reply_to]
    assert answers
    for answer in answers:
        assert posts[answer.reply_to].offset < answer.offset
        assert posts[answer.reply_to].author == answer.author


@given(
    offsets=st.lists(st.floats(0, 1e6), max_size=20).map(sorted),
    speed=st.floats(0.01, 1e5),
    seconds=st.floats(0, 1e6),
)
def test_due_counts_exactly_what_lies_behind_the_present_position(
    offsets: list[float], speed: float, seconds: float
) -> None:
    now = START + timedelta(seconds=seconds)
    position = (now - START).total_seconds() * speed
    assert due(planned(*offsets), START, speed, now) == sum(offset <= position for offset in offsets)


@settings(max_examples=30, deadline=None)
@given(
    offsets=st.lists(st.integers(0, 100), max_size=15),
    steps=st.lists(st.tuples(st.floats(0, 30), st.booleans()), max_size=15),
    speed=st.sampled_from([0.5, 1.0, 7.0]),
)
def test_however_often_it_is_stopped_every_post_is_published_once_and_none_early(
    offsets: list[int], steps: list[tuple[float, bool]], speed: float
) -> None:
    posts = planned(*offsets)
    with tempfile.TemporaryDirectory() as folder:
        clock = nine_o_clock()
        store = Store(Path(folder) / "practice.sqlite3", clock)
        player = Player(store, posts, clock, speed)
        elapsed = 0.0
        for seconds, restart in steps:
            player.step(clock.now())
            clock.forward(seconds=seconds)
            elapsed += seconds
            if restart:
                player = Player(store, posts, clock, speed)
            shown = {post["played_key"] for post in published(store)}
            assert all(post.offset <= elapsed * speed + 1e-6 for post in posts if post.key in shown)
        while player.step(clock.now()) is not None:
            clock.forward(seconds=10)
        log = published(store)
        store.close()
    assert sorted(post["played_key"] for post in log) == sorted(post.key for post in posts)


def test_ten_posts_appear_within_half_a_minute(store: Store, clock: SetClock, service: Caller) -> None:
    player = Player(store, scenario_posts(), clock)
    for _ in range(31):
        player.step(clock.now())
        clock.forward(seconds=1)
    assert len(published(store)) == 10
    assert len(service.mentions()) == 9


def test_a_step_says_how_long_to_wait_and_when_it_is_over(store: Store, clock: SetClock) -> None:
    player = Player(store, planned(0, 10, 40), clock, speed=2)
    assert player.step(clock.now()) == pytest.approx(5)
    assert player.step(clock.forward(seconds=5)) == pytest.approx(15)
    assert player.step(clock.forward(seconds=15)) is None
    assert player.published == 3


def test_after_a_night_switched_off_it_goes_on_with_the_next_post(store: Store, clock: SetClock) -> None:
    posts = planned(0, 10, 40)
    Player(store, posts, clock).step(clock.now())
    clock.forward(seconds=8 * 3600)
    assert Player(store, posts, clock).step(clock.now()) == pytest.approx(10)
    assert len(published(store)) == 1


def test_what_a_customer_adds_hangs_under_the_first_post(store: Store, clock: SetClock) -> None:
    player = Player(store, scenario_posts(), clock, speed=100)
    while player.step(clock.now()) is not None:
        clock.forward(seconds=1)
    log = {post["played_key"]: post for post in published(store)}
    answers = [post for post in scenario_posts() if post.reply_to]
    assert len(log) == len(scenario_posts())
    assert all(log[answer.key]["parent"] == log[answer.reply_to]["id"] for answer in answers)


def test_playing_stops_when_it_is_told_to(store: Store, clock: SetClock) -> None:
    stop = threading.Event()
    player = Player(store, planned(0, 1000), clock)
    thread = threading.Thread(target=player.run, args=(stop,))
    thread.start()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert len(published(store)) <= 1


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_speed_that_is_none_is_refused(store: Store, clock: SetClock, speed: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Player(store, [], clock, speed)
