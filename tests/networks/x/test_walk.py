"""A pure model of X's newest-first list that grows, late ids and all: the walk finds every one that X still shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks.protocol import Gap
from helpdesk.networks.x.ids import LARGEST, id_at, is_id, made_at
from helpdesk.networks.x.walk import CAP, DEEP_EVERY, OVERLAP, Walk
from tests.networks.x.samples import NOON, post_id


@dataclass
class Timeline:
    """X's list of mentions, and a desk that reads it with nothing but its stored cursor."""

    page_size: int = 100
    cap: int | None = CAP
    now: datetime = NOON
    ids: list[int] = field(default_factory=list)
    found: set[int] = field(default_factory=set)
    cursor: str | None = None
    more: bool = False
    gaps: list[Gap] = field(default_factory=list)
    searchable: bool = True
    requests: int = 0
    forgets_tokens: bool = False

    def arrive(self, count: int, *, late: timedelta = timedelta(0)) -> None:
        """So many posts that were made `late` ago, a second apart from the ones before."""
        self.now += timedelta(seconds=1)
        start = int(post_id(at=self.now - late))
        self.ids.extend(start + number for number in range(count) if start + number not in self.ids)

    def page(self, question: dict[str, str], token: str | None, cap: int | None) -> tuple[list[str], str | None]:
        shown = sorted(self.ids, reverse=True)[:cap]
        since = int(question.get("since_id", 0))
        below = min(int(token or LARGEST), int(question.get("until_id", LARGEST)))
        left = [each for each in shown if since < each < below]
        given = left[: self.page_size]
        return [str(each) for each in given], str(given[-1]) if len(left) > len(given) else None

    def poll(self) -> None:
        """One request, as the connector makes it."""
        walk, lost = Walk.from_cursor(self.cursor).begun(self.now, search=self.cap is None)
        if self.forgets_tokens:
            walk = walk.without_token()
        cap = None if walk.below else self.cap
        if walk.below and not self.searchable:
            ids, step = [], walk.without_search()
        else:
            ids, token = self.page(walk.question(), walk.token, cap)
            step = walk.after(ids, token, cap=cap)
        self.found.update(map(int, ids))
        self.gaps += [gap for gap in (lost, step.gap) if gap is not None]
        self.cursor, self.more = step.walk.cursor(), step.more
        self.requests += 1

    def poll_to_the_end(self) -> int:
        before = self.requests
        self.poll()
        while self.more:
            self.poll()
        return self.requests - before


happenings = st.lists(
    st.tuples(st.sampled_from(["arrive", "late", "poll", "poll to the end"]), st.integers(1, 240)), max_size=30
)


@settings(deadline=None)  # a busy machine is no failure
@given(happenings, st.sampled_from([5, 40, 100]), st.booleans())
def test_every_post_is_found_up_to_ten_minutes_late(story: list[tuple[str, int]], size: int, forgets: bool) -> None:
    timeline = Timeline(page_size=size, cap=10**6, forgets_tokens=forgets)
    for what, count in story:
        if what == "arrive":
            timeline.arrive(count)
        elif what == "late":
            timeline.arrive(count % 5, late=timedelta(seconds=2.5 * count))
        elif what == "poll":
            timeline.poll()
        else:
            timeline.poll_to_the_end()
    timeline.poll_to_the_end()  # the walk that was under way
    timeline.now += DEEP_EVERY
    timeline.poll_to_the_end()  # and one that reads the whole overlap
    assert set(timeline.ids) == timeline.found
    assert timeline.gaps == []


def test_the_mark_moves_only_at_the_end_of_a_walk() -> None:
    timeline = Timeline()
    timeline.arrive(350)
    timeline.poll_to_the_end()
    top = Walk.from_cursor(timeline.cursor).top
    timeline.now += timedelta(hours=1)
    timeline.arrive(350)
    for _ in range(6):
        timeline.poll()
        assert timeline.more
        assert Walk.from_cursor(timeline.cursor).top == top
    timeline.poll()
    at_rest = Walk.from_cursor(timeline.cursor)
    assert (at_rest.top, at_rest.under_way) == (str(max(timeline.ids)), False)


def test_a_quiet_account_costs_one_request_a_poll() -> None:
    timeline = Timeline()
    assert timeline.poll_to_the_end() == 1
    timeline.arrive(30)
    assert timeline.poll_to_the_end() == 1
    timeline.now += timedelta(days=30)
    assert timeline.poll_to_the_end() == 1
    assert timeline.gaps == []


def test_a_surge_is_not_read_again_at_every_poll() -> None:
    timeline = Timeline()
    timeline.arrive(700)
    assert timeline.poll_to_the_end() == 7
    for _ in range(58):
        timeline.now += timedelta(seconds=5)
        timeline.arrive(1, late=timedelta(0))
        assert timeline.poll_to_the_end() <= 8
    assert timeline.requests < 70 + 7 * 12  # within its minute the surge is read again, later every five minutes
    timeline.now += DEEP_EVERY
    assert timeline.poll_to_the_end() == 8
    assert set(timeline.ids) == timeline.found


@pytest.mark.parametrize("forgets", [False, True])
def test_what_the_timeline_no_longer_shows_is_searched_for(forgets: bool) -> None:
    timeline = Timeline(forgets_tokens=forgets)
    timeline.arrive(10)
    timeline.poll_to_the_end()
    for _ in range(30):
        timeline.now += timedelta(minutes=10)
        timeline.arrive(100)
    assert timeline.poll_to_the_end() == 8 + 23
    assert timeline.gaps == []
    assert set(timeline.ids) == timeline.found
    assert timeline.poll_to_the_end() == 1


def test_search_gives_a_week_of_it_and_what_is_older_is_a_gap() -> None:
    timeline = Timeline()
    timeline.arrive(1)
    timeline.poll_to_the_end()
    last = made_at(str(max(timeline.ids)))
    timeline.now += timedelta(days=1)
    timeline.arrive(900)
    timeline.now += timedelta(days=8)
    week_ago = timeline.now - timedelta(days=7)
    timeline.arrive(900)
    timeline.poll_to_the_end()
    (gap,) = timeline.gaps
    assert (gap.since, gap.reason) == (last, "X's search looks back seven days.")
    assert timedelta(0) < gap.until - week_ago < timedelta(minutes=6)
    assert timeline.found.issuperset(sorted(timeline.ids)[-900:])


def test_more_mentions_than_x_shows_are_a_gap_for_whoever_may_not_search() -> None:
    timeline = Timeline(searchable=False)
    timeline.arrive(10)
    timeline.poll_to_the_end()
    last = made_at(str(max(timeline.ids)))
    for _ in range(30):
        timeline.now += timedelta(minutes=10)
        timeline.arrive(30)
    assert timeline.poll_to_the_end() == 8 + 1
    oldest = made_at(str(sorted(timeline.ids)[-CAP]))
    assert [(gap.since, gap.until) for gap in timeline.gaps] == [(last, oldest)]
    assert timeline.poll_to_the_end() == 1
    assert len(timeline.gaps) == 1


def test_an_id_of_next_year_hides_nothing_that_comes_before() -> None:
    timeline = Timeline()
    timeline.ids.append(int(post_id(at=NOON + timedelta(days=365))))
    timeline.arrive(3)
    timeline.poll_to_the_end()
    timeline.arrive(3)
    timeline.poll_to_the_end()
    assert set(timeline.ids) == timeline.found


@pytest.mark.parametrize("lost", [0, 60])
def test_a_full_list_that_reaches_what_was_read_is_no_gap_even_if_some_are_hidden(lost: int) -> None:
    timeline = Timeline(cap=CAP - lost)
    timeline.arrive(1)
    timeline.poll_to_the_end()
    timeline.arrive(CAP - lost - 1)
    timeline.poll_to_the_end()
    assert timeline.gaps == []
    timeline.now += timedelta(hours=1)
    timeline.arrive(CAP + 5)
    walk_cap, timeline.cap = CAP, CAP - lost
    walk, _ = Walk.from_cursor(timeline.cursor).begun(timeline.now)
    assert walk.after([post_id(n, at=timeline.now) for n in range(CAP - lost)], None, cap=walk_cap).walk.below


def test_the_first_walk_of_an_account_declares_nothing() -> None:
    timeline = Timeline()
    timeline.arrive(CAP + 100)
    assert timeline.poll_to_the_end() == 8
    assert timeline.gaps == []


def test_search_looks_back_a_day_at_first_and_seven_at_most() -> None:
    timeline = Timeline(cap=None)
    timeline.arrive(1, late=timedelta(hours=25))
    timeline.arrive(1, late=timedelta(hours=23))
    timeline.poll_to_the_end()
    assert timeline.found == {max(timeline.ids)}
    for _ in range(20):  # nobody says a word for weeks, and we were there
        timeline.now += timedelta(days=1)
        timeline.poll_to_the_end()
    assert timeline.gaps == []
    last = timeline.now
    timeline.now += timedelta(days=8)
    timeline.arrive(1, late=timedelta(days=6))
    timeline.poll_to_the_end()
    timeline.poll_to_the_end()
    assert max(timeline.ids) in timeline.found
    (gap,) = timeline.gaps
    assert gap.since is not None
    assert abs(gap.since - last) < timedelta(milliseconds=2)
    assert timedelta(days=6, hours=23) < timeline.now - gap.until < timedelta(days=7)


def test_a_server_that_repeats_its_page_is_left_and_that_is_declared() -> None:
    ids = [post_id(number) for number in range(5)]
    step = Walk(top="5").begun(NOON)[0].after(ids, "again", cap=CAP)
    assert (step.more, step.gap) == (True, None)
    step = step.walk.after(ids, "again and again", cap=CAP)
    assert not step.more
    assert step.gap is not None
    assert "repeats" in step.gap.reason
    empty = Walk(top="5").after([], "same").walk.after([], "same")
    assert (empty.more, empty.gap) == (False, None)


@pytest.mark.parametrize("cursor", ["", "{}", "no JSON", "[]", "7", '{"top": 7}', '{"top": "x"}', '{"what": "else"}',
                                    '{"seen": "x"}', '{"seen": true}', '{"met": 1}', '{"token": 7}'])  # fmt: skip
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str) -> None:
    assert Walk.from_cursor(cursor) == Walk()


ids = st.none() | st.integers(0, LARGEST).map(str)


counts, flags, words = st.integers(0, 999), st.booleans(), st.none() | st.text(min_size=1)


@given(st.builds(Walk, ids, ids, ids, ids, words, ids, ids, counts, flags, flags, flags, flags, ids, ids))
def test_a_cursor_comes_back_as_it_was_stored(walk: Walk) -> None:
    assert Walk.from_cursor(walk.cursor()) == walk


@given(st.timedeltas(timedelta(days=-5_000), timedelta(days=5_000)))
def test_an_id_tells_its_moment_to_the_millisecond(off: timedelta) -> None:
    made = id_at(NOON + off)
    assert is_id(made)
    assert timedelta(0) <= NOON + off - made_at(made) < timedelta(milliseconds=1.1)


def test_before_the_first_id_there_was_none() -> None:
    assert id_at(NOON.replace(year=2009)) is None
    assert Walk(top="5").begun(NOON)[0].since is None
    assert timedelta(minutes=10) <= OVERLAP


def test_what_is_indexed_hours_late_is_found_in_the_last_hour_of_the_day_once() -> None:
    timeline = Timeline()
    timeline.arrive(150)
    timeline.poll_to_the_end()
    timeline.now = NOON.replace(hour=22, minute=30)
    timeline.arrive(5)
    timeline.poll_to_the_end()
    timeline.arrive(1, late=timedelta(hours=8))
    assert timeline.poll_to_the_end() == 1
    assert len(set(timeline.ids) - timeline.found) == 1, "far below the mark"
    timeline.now = NOON.replace(hour=23, minute=5)
    assert timeline.poll_to_the_end() == 2
    assert set(timeline.ids) == timeline.found
    timeline.now += timedelta(minutes=30)
    assert timeline.poll_to_the_end() == 1, "once a day"
    timeline.now += timedelta(days=1)
    timeline.arrive(1, late=timedelta(hours=20))
    timeline.poll_to_the_end()
    assert set(timeline.ids) == timeline.found
    assert timeline.gaps == []


def test_a_sweep_that_is_cut_off_goes_on_where_it_was() -> None:
    timeline = Timeline()
    timeline.arrive(350)
    timeline.poll_to_the_end()
    timeline.now = NOON.replace(hour=23)
    timeline.arrive(1, late=timedelta(hours=11, minutes=30))
    for _ in range(3):
        timeline.poll()
        assert timeline.more
    timeline.now += timedelta(hours=3)
    timeline.poll_to_the_end()
    assert set(timeline.ids) == timeline.found


def test_a_first_walk_sweeps_nothing() -> None:
    walk, _ = Walk().begun(NOON.replace(hour=23))
    assert walk.since is None
    assert walk.swept is None
