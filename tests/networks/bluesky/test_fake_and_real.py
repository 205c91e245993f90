"""The connector and the Bluesky that we play, held to the real one: the same tests for both.

The real account server and view take part when `python -m tests.real.bluesky` has started them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from helpdesk.networks.errors import Missing, NetworkError, NotSent, RefusedByNetwork, SignedOut, Uncertain
from helpdesk.networks.protocol import Network, Outgoing, Post
from tests.networks.bluesky.stages import STAGES, Stage
from tests.networks.misbehaving import Behaviour, Misbehaving, answer, bomb, drip, reset, say, silence

SOON = 15  # seconds within which a network shows everybody what was written


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with STAGES[request.param]() as opened:
        yield opened


@pytest.fixture
def desk(stage: Stage) -> Iterator[Network]:
    connector = stage.connector()
    yield connector
    connector.close()


def walk(desk: Network, cursor: str | None = None) -> tuple[list[Post], str]:
    """All pages of one poll; gives the posts and the cursor to store."""
    posts: list[Post] = []
    while True:
        page = desk.mentions(cursor)
        assert all(isinstance(item, Post) for item in page.items)
        assert page.gap is None
        posts += [item for item in page.items if isinstance(item, Post)]
        cursor = page.cursor
        if not page.more:
            return posts, cursor


def walk_until(desk: Network, wanted: set[str]) -> list[Post]:
    """Polls until the network shows all that is wanted."""
    end = time.monotonic() + SOON
    while True:
        posts, _ = walk(desk)
        if wanted <= {post.remote_id for post in posts} or time.monotonic() > end:
            return posts


def reply(stage: Stage, desk: Network, to: Post, text: str = "Sorry! ^AL", key: str = "8b1e") -> Outgoing:
    return Outgoing(desk.opening(to.author) + text, to.remote_id, key, stage.clock.now(), to.visibility)


def asked_by_carl(stage: Stage, desk: Network, text: str = "my kettle leaks") -> Post:
    written = stage.carl_writes(text)
    return next(post for post in walk_until(desk, {written}) if post.remote_id == written)


def test_it_says_who_we_are_and_how_long_a_post_may_be(desk: Network) -> None:
    me, limits = desk.whoami(), desk.limits()
    assert me.remote_id
    assert "@" not in me.handle
    assert limits.characters >= 140
    assert desk.take_spent() >= 0


def test_a_walk_over_many_pages_finds_every_mention_once_more_than_once_but_never_less(
    stage: Stage, desk: Network
) -> None:
    written = [stage.carl_writes(f"question {number}") for number in range(210)]
    posts = walk_until(desk, set(written))
    found = list(dict.fromkeys(post.remote_id for post in sorted(posts, key=lambda post: post.published_at)))
    assert set(found) == set(written)
    assert next(post.text for post in posts if post.remote_id == written[17]).endswith("question 17")


def test_what_comes_after_a_walk_is_found_by_the_next(stage: Stage, desk: Network) -> None:
    first = asked_by_carl(stage, desk)
    _, cursor = walk(desk)
    second = stage.carl_writes("and my toaster too")
    end = time.monotonic() + SOON
    found: set[str] = set()
    while second not in found and time.monotonic() < end:
        posts, cursor = walk(desk, cursor)
        found |= {post.remote_id for post in posts}
    assert second in found
    assert first.remote_id != second


def test_a_reply_stands_under_its_parent_and_reads_as_it_was_written(stage: Stage, desk: Network) -> None:
    asked = asked_by_carl(stage, desk)
    sent = reply(stage, desk, asked, "Sorry! Please see https://example.org/kettles ^AL")
    posted = desk.post(sent)
    assert (posted.text, posted.parent_remote_id) == (sent.text, asked.remote_id)
    assert posted.author_remote_id == desk.whoami().remote_id
    seen = desk.read(posted.remote_id)
    assert (seen.text, seen.parent_remote_id) == (sent.text, asked.remote_id)
    assert seen.author.remote_id == posted.author_remote_id
    assert [each.remote_id for each in desk.own_posts()] == [posted.remote_id]
    assert stage.said_by_us() == [(sent.text, asked.remote_id)]


def test_carls_answer_to_our_answer_tells_what_it_answers(stage: Stage, desk: Network) -> None:
    posted = desk.post(reply(stage, desk, asked_by_carl(stage, desk)))
    answered = stage.carl_writes("thank you", answers=posted.remote_id)
    (post,) = [each for each in walk_until(desk, {answered}) if each.remote_id == answered]
    assert post.parent_remote_id == posted.remote_id


def test_a_repeat_is_harmless(stage: Stage, desk: Network) -> None:
    sent = reply(stage, desk, asked_by_carl(stage, desk))
    first = desk.post(sent)
    assert desk.repeat_is_harmless
    assert desk.post(sent).remote_id == first.remote_id
    assert len(stage.said_by_us()) == 1
    desk.post(replace(sent, idempotency_key="8b1f"))  # another reply is another post, also with the same words
    assert len(stage.said_by_us()) == 2


def test_what_we_take_back_is_gone(stage: Stage, desk: Network) -> None:
    posted = desk.post(reply(stage, desk, asked_by_carl(stage, desk)))
    desk.delete(posted.remote_id)
    assert stage.said_by_us() == []
    for ask in (desk.read, desk.delete):
        with pytest.raises(Missing):
            ask(posted.remote_id)


def test_what_is_not_there_is_missing(stage: Stage, desk: Network) -> None:
    with pytest.raises(Missing):
        desk.read(stage.nobodys_post())


def test_a_reply_too_long_is_refused_for_good_and_nothing_stands_there(stage: Stage, desk: Network) -> None:
    with pytest.raises(RefusedByNetwork):
        desk.post(reply(stage, desk, asked_by_carl(stage, desk), stage.too_long))
    assert stage.said_by_us() == []


def test_a_token_that_nobody_gave_is_signed_out(stage: Stage) -> None:
    stranger = stage.connector("stolen")
    with pytest.raises(SignedOut):
        stranger.mentions(None)
    stranger.close()


def test_half_a_character_is_refused_before_it_leaves(stage: Stage, desk: Network) -> None:
    with pytest.raises(RefusedByNetwork):
        desk.post(reply(stage, desk, asked_by_carl(stage, desk), "half \ud83d"))
    assert stage.said_by_us() == []


HOSTILE = [
    pytest.param(answer("<html>maintenance</html>"), id="HTML for JSON"),
    pytest.param(answer('{"notifications": [{"uri"'), id="cut short"),
    pytest.param(answer('{"notifications": 7, "posts": {}, "uri": [], "data": "x"}'), id="wrong types"),
    pytest.param(answer('{"error": "InternalServerError", "message": "oops"}'), id="200 with an error"),
    pytest.param(answer("7"), id="a number"),
    pytest.param(answer("[" * 100_000), id="JSON without a floor"),
    pytest.param(answer("", "302 Found", ("Location: http://127.0.0.1:1/elsewhere",)), id="a redirect"),
    pytest.param(bomb(50), id="a gzip bomb"),
    pytest.param(answer(b" " * 10_000_000), id="ten megabytes"),
    pytest.param(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "), id="a slow drip"),
    pytest.param(silence, id="silence"),
    pytest.param(reset, id="broken off"),
    pytest.param(say(b"SMTP ready\r\n\r\n"), id="no HTTP"),
    pytest.param(answer("oops", "500 Oops"), id="500"),
]


@pytest.mark.parametrize("behaviour", HOSTILE)
def test_a_server_that_answers_badly_is_never_believed(behaviour: Behaviour, stage: Stage) -> None:
    some_id = stage.nobodys_post()
    sent = Outgoing("Sorry!", some_id, "8b1e", stage.clock.now())
    asks: list[Callable[[Network], object]] = [
        lambda desk: desk.mentions(None), lambda desk: desk.read(some_id), lambda desk: desk.post(sent),
        lambda desk: desk.own_posts(),
    ]  # fmt: skip
    for ask in asks:
        with Misbehaving(behaviour) as server:
            connector = stage.at(server.base_url)
            with pytest.raises(NetworkError) as ended:
                ask(connector)
            connector.close()
        assert isinstance(ended.value, Uncertain | NotSent)
        assert len(server.requests) <= 4  # smaller and smaller pages at the most; never a loop
        assert ended.value.sentence.endswith((".", '"', ")"))
