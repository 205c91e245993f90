"""The connector against the fake X, in both of X's vocabularies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from helpdesk.networks.errors import (
    Missing,
    NetworkError,
    OutOfCredit,
    RefusedByNetwork,
    SignedOut,
    TryLater,
    Uncertain,
    WrongSettings,
)
from helpdesk.networks.protocol import Author, Gap, Limits
from helpdesk.networks.x.connector import X
from helpdesk.networks.x.prices import OWN_READ, POST_READ
from helpdesk.outbox.same_words import same_words
from tests.cast import SetClock
from tests.networks.x.desk_and_x import ANSWER, desk_at, reply_to, walk
from tests.simulator.x import FakeX


@pytest.fixture(params=["tweet", "post"])
def x(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[FakeX]:
    with FakeX(clock, request.param) as opened:
        yield opened


@pytest.fixture
def desk(x: FakeX) -> Iterator[X]:
    with desk_at(x) as connector:
        yield connector


def test_we_know_who_we_are_and_how_long_a_post_may_be(x: FakeX, desk: X) -> None:
    assert desk.whoami() == Author(x.truth.person("brightbyte").id, "brightbyte", "Brightbyte", 7)
    assert desk.limits() == Limits(280, 23, "weighted")
    assert desk.opening(Author("77", "carl", "Carl", None)) == ""
    assert (desk.can_search, desk.repeat_is_harmless) == (True, False)


def test_two_hundred_mentions_are_read_without_a_hole(x: FakeX, desk: X) -> None:
    written = []
    for number in range(230):
        written.append(x.truth.publish("carl" if number % 3 else "dora", f"@brightbyte problem {number}"))
        x.later(seconds=1)
    posts, cursor = walk(desk)
    assert sorted(post.remote_id for post in posts) == written
    assert [post.remote_id for post in posts[:100]] == written[-100:]  # each page oldest first
    assert {post.author.handle for post in posts} == {"carl", "dora"}
    x.truth.delete(written[225])
    x.later(minutes=20)
    later = [x.truth.publish("carl", f"@brightbyte again {number}") for number in range(120)]
    again, _ = walk(desk, cursor)
    assert {post.remote_id for post in again} >= set(later)
    assert written[225] not in {post.remote_id for post in again}


def test_a_mention_that_x_shows_ten_minutes_late_is_not_lost(x: FakeX, desk: X) -> None:
    late = x.truth.publish("carl", "@brightbyte shown late", late=timedelta(minutes=10))
    x.later(seconds=30)
    x.truth.publish("dora", "@brightbyte shown at once")
    x.later(seconds=30)
    posts, cursor = walk(desk)
    assert len(posts) == 1
    x.later(minutes=9)
    posts, cursor = walk(desk, cursor)
    x.later(minutes=1)
    posts, _ = walk(desk, cursor)
    assert late in {post.remote_id for post in posts}


def a_surge(x: FakeX, desk: X) -> tuple[list[str], str]:
    """More than X's timeline shows, behind a cursor."""
    x.truth.publish("carl", "@brightbyte the last that was read")
    _, cursor = walk(desk)
    written = []
    for number in range(810):
        x.later(seconds=5)
        written.append(x.truth.publish("carl", f"@brightbyte problem {number}"))
    return written, cursor


def to_the_end(desk: X, cursor: str) -> tuple[list[str], list[Gap]]:
    found, gaps, more = [], [], True
    while more:
        page = desk.mentions(cursor)
        cursor, more = page.cursor, page.more
        found += [item.remote_id or "" for item in page.items]
        gaps += [page.gap] if page.gap else []
    return found, gaps


def test_more_than_x_shows_is_found_by_search(x: FakeX, desk: X) -> None:
    written, cursor = a_surge(x, desk)
    desk.take_spent()
    found, gaps = to_the_end(desk, cursor)
    assert set(found) >= set(written)
    assert len(found) == len(set(found))
    assert gaps == []
    assert desk.take_spent() >= 800 * OWN_READ + 10 * POST_READ


def test_more_than_x_shows_is_a_gap_for_whoever_may_not_search(x: FakeX, desk: X) -> None:
    written, cursor = a_surge(x, desk)
    x.faults.next("403", path="/2/tweets/search/recent", count=9)
    found, (gap,) = to_the_end(desk, cursor)
    assert set(found) == set(written[-800:])
    assert gap.until - (gap.since or gap.until) == timedelta(seconds=55)
    assert "800" in gap.reason


def test_a_word_for_the_next_page_that_x_forgot_costs_nothing(x: FakeX, desk: X) -> None:
    written = {x.truth.publish("carl", f"@brightbyte problem {number}") for number in range(150)}
    first = desk.mentions(None)
    assert first.more
    x.faults.next("400 token", path="/2/users/")
    second = desk.mentions(first.cursor)
    found = {item.remote_id for item in (*first.items, *second.items)}
    assert (found, second.more) == (written, False)


def test_an_edited_mention_comes_again_with_its_first_id_and_new_words(x: FakeX, desk: X) -> None:
    asked = x.truth.publish("carl", "@brightbyte it is broken")
    _, cursor = walk(desk)
    x.later(minutes=5)
    edited = x.truth.edit(asked, "@brightbyte it works now")
    (post,), _ = walk(desk, cursor)
    assert (post.remote_id, post.text, post.edited_at) == (asked, "@brightbyte it works now", x.clock.now())
    assert desk.read(asked).text == "@brightbyte it works now"
    assert desk.read(edited).remote_id == asked


def test_a_reply_reaches_carl_and_is_seen_as_it_was_written(x: FakeX, desk: X) -> None:
    asked = x.truth.publish("carl", "@brightbyte my phone is broken")
    text = "Sorry! 1 < 2 & see https://b.example/help?a=1&b=2 ^AL"
    posted = desk.post(reply_to(x, asked, text))
    assert (posted.parent_remote_id, posted.published_at) == (asked, x.clock.now())
    assert posted.author_remote_id == desk.whoami().remote_id
    (ours,) = x.truth.by("brightbyte")
    assert (ours.id, ours.text, ours.parent) == (posted.remote_id, text, asked)
    seen = desk.read(posted.remote_id)
    assert (seen.parent_remote_id, seen.author.remote_id) == (asked, posted.author_remote_id)
    assert seen.text == "@carl " + text
    assert same_words(seen.text, text)
    (found,) = desk.own_posts()
    assert (found.remote_id, found.parent_remote_id, found.text) == (posted.remote_id, asked, seen.text)


def test_a_customer_who_answers_our_answer_may_be_answered_again(x: FakeX, desk: X) -> None:
    ours = desk.post(reply_to(x, x.truth.publish("carl", "@brightbyte hello")))
    x.later(minutes=3)
    x.truth.publish("carl", "which day?", parent=ours.remote_id)
    posts, _ = walk(desk)
    assert (posts[-1].parent_remote_id, posts[-1].may_reply) == (ours.remote_id, True)
    desk.post(reply_to(x, posts[-1].remote_id, "On Thursday. ^AL"))


def test_our_own_posts_are_paged_back_to_a_moment(x: FakeX, desk: X) -> None:
    for number in range(230):
        x.truth.publish("brightbyte", f"Offer {number}")
        x.later(seconds=20)
    x.truth.publish("brightbyte", "", reposted=x.truth.publish("carl", "great shop"))
    assert len(desk.own_posts(500)) == 230
    assert [post.text for post in desk.own_posts(3)] == ["Offer 229", "Offer 228", "Offer 227"]
    assert len(desk.own_posts(500, since=x.clock.now() - timedelta(minutes=10))) == 30


def test_what_is_taken_back_is_missing(x: FakeX, desk: X) -> None:
    posted = desk.post(reply_to(x, x.truth.publish("carl", "@brightbyte hey")))
    desk.delete(posted.remote_id)
    for ask in (desk.read, desk.delete):
        with pytest.raises(Missing):
            ask(posted.remote_id)
    assert desk.own_posts() == []


def test_the_same_words_again_are_uncertain_and_who_did_not_name_us_is_refused(x: FakeX, desk: X) -> None:
    asked, other = x.truth.publish("carl", "@brightbyte hey"), x.truth.publish("dora", "brightbyte is slow")
    desk.post(reply_to(x, asked))
    with pytest.raises(Uncertain, match="posted before"):
        desk.post(reply_to(x, asked))
    with pytest.raises(RefusedByNetwork, match="neither mentioned nor quoted") as refused:
        desk.post(reply_to(x, other, "May we help?"))
    assert refused.value.status == 403
    assert len(x.truth.by("brightbyte")) == 1


def test_listening_words_find_those_who_do_not_name_us(x: FakeX, desk: X) -> None:
    x.truth.publish("carl", "@brightbyte names us")
    quoted = x.truth.publish("brightbyte", "Our Bright Byte news")
    x.truth.publish("emil", "", reposted=quoted)
    hit = x.truth.publish("dora", "Bright Byte never answers")
    answerable = x.truth.publish("fay", "bright byte again", quoted=quoted)
    posts, cursor = walk(desk, words='"bright byte"')
    assert [(post.remote_id, post.may_reply, post.found_by) for post in posts] == [
        (hit, False, '"bright byte"'), (answerable, True, '"bright byte"'),
    ]  # fmt: skip
    x.later(minutes=1)
    late = x.truth.publish("dora", "bright byte is a shop")
    assert late in {post.remote_id for post in walk(desk, cursor, '"bright byte"')[0]}
    with pytest.raises(WrongSettings, match="512"):
        desk.search("x" * 500, None)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", TryLater), ("429 code 88", TryLater), ("429 bare", TryLater), ("429 day", TryLater),
        ("usage cap", OutOfCredit), ("402", OutOfCredit), ("401", SignedOut), ("403", RefusedByNetwork),
        ("403 duplicate", Uncertain), ("500", Uncertain), ("503", Uncertain), ("500 done", Uncertain),
        ("cut done", Uncertain), ("reset", Uncertain), ("reset done", Uncertain), ("HTML", Uncertain),
        ("redirect", Uncertain), ("empty", Uncertain), ("errors alone", Uncertain), ("200 cut", Uncertain),
    ],
)  # fmt: skip
@pytest.mark.parametrize("x", ["tweet"], indirect=True)
def test_its_faults_are_told_apart(kind: str, error: type[NetworkError], x: FakeX, desk: X) -> None:
    asked = x.truth.publish("carl", "@brightbyte hey")
    desk.whoami()
    for method, path, ask in (
        ("GET", "/2/users/", lambda: desk.mentions(None)),
        ("POST", "/2/tweets", lambda: desk.post(reply_to(x, asked))),
    ):
        x.faults.next(kind, method=method, path=path)
        with pytest.raises(error) as ended:
            ask()
        assert type(ended.value) is error
        if isinstance(ended.value, TryLater) and kind != "429 bare":
            wait = timedelta(hours=9) if kind == "429 day" else timedelta(minutes=10)
            assert ended.value.until == x.clock.now() + wait
    done = kind in ("500 done", "cut done", "reset done", "200 cut")
    assert len(x.truth.by("brightbyte")) == done


@pytest.mark.parametrize("x", ["tweet"], indirect=True)
def test_a_reply_that_arrives_after_we_gave_up_is_uncertain_and_found_among_our_own(x: FakeX) -> None:
    asked = x.truth.publish("carl", "@brightbyte hey")
    with desk_at(x) as patient, desk_at(x, patience=0.3) as hasty:
        hasty.whoami()
        x.faults.next("slow", method="POST", path="/2/tweets")
        with pytest.raises(Uncertain):
            hasty.post(reply_to(x, asked))
        (found,) = patient.own_posts()
    assert found.parent_remote_id == asked
    assert same_words(found.text, ANSWER)


@pytest.mark.parametrize("x", ["tweet"], indirect=True)
def test_a_reply_is_surely_not_posted_when_x_does_not_even_say_who_we_are(x: FakeX, desk: X) -> None:
    x.faults.next("500", path="/2/users/me")
    with pytest.raises(TryLater):
        desk.post(reply_to(x, x.truth.publish("carl", "@brightbyte hey")))
    assert x.truth.by("brightbyte") == []


@pytest.mark.parametrize("remote_id", ["", "..", "a", "1 2", "1" * 20, "\u0661", "../users/1"])
@pytest.mark.parametrize("x", ["tweet"], indirect=True)
def test_an_id_that_x_cannot_have_given_is_asked_of_nobody(remote_id: str, x: FakeX, desk: X) -> None:
    desk.whoami()
    before = len(x.requests)
    for ask in (desk.read, desk.delete, lambda each: desk.post(reply_to(x, each))):
        with pytest.raises(RefusedByNetwork):
            ask(remote_id)
    assert len(x.requests) == before


def test_whoever_was_suspended_since_is_known_by_number(x: FakeX, desk: X) -> None:
    if x.words == "post":
        return  # the new words bring the author with the post
    asked = x.truth.publish("carl", "@brightbyte hey")
    number = x.truth.people.pop("carl").id
    (post,), _ = walk(desk)
    assert (post.remote_id, post.author.handle) == (asked, number)
