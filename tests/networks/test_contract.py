"""What the desk asks of every network, whichever it is: the same promises, and the same calm about bad answers."""

from __future__ import annotations

import pytest

from helpdesk.networks.errors import (
    Missing,
    NotSent,
    OutOfCredit,
    RefusedByNetwork,
    SignedOut,
    TryLater,
    Uncertain,
    WrongSettings,
)
from helpdesk.networks.protocol import Network, Outgoing, Post
from helpdesk.outbox.same_words import same_words
from tests.networks.misbehaving import Behaviour, Misbehaving, answer, bomb, drip, reset, silence
from tests.networks.worlds import World

ANSWER = "Sorry! We look into it: https://b.example/help?a=1&b=2 ^AL"
PATIENCE = 0.5  # seconds, for a network that is slow on purpose


def walk(desk: Network, cursor: str | None = None) -> tuple[list[Post], str]:
    """All pages of one poll; each oldest first."""
    posts: list[Post] = []
    while True:
        page = desk.mentions(cursor)
        items = [item for item in page.items if isinstance(item, Post)]
        assert len(items) == len(page.items)
        assert [item.published_at for item in items] == sorted(item.published_at for item in items)
        posts, cursor = posts + items, page.cursor
        if not page.more:
            return posts, cursor


def answer_to(world: World, desk: Network, post: Post, text: str = ANSWER) -> Outgoing:
    return Outgoing(desk.opening(post.author) + text, post.remote_id, "reply-1", world.clock.now(), post.visibility)


def test_we_know_who_we_are_and_how_long_a_post_may_be(desk: Network) -> None:
    me, limits = desk.whoami(), desk.limits()
    assert (me.handle.split(".")[0], bool(me.remote_id)) == ("brightbyte", True)
    assert limits.characters >= 280
    assert 0 <= limits.link_length <= limits.characters  # 0: links count as they are written


def test_every_mention_is_found_once_or_again_and_none_is_invented(world: World, desk: Network) -> None:
    written = [world.writes(f"@brightbyte problem {number}", None) for number in range(170)]
    posts, cursor = walk(desk)
    assert {post.remote_id: post.text for post in posts} == {
        each: f"@brightbyte problem {number}" for number, each in enumerate(written)
    }
    later = [world.writes(f"@brightbyte again {number}", None) for number in range(30)]
    again, _ = walk(desk, cursor)
    assert set(later) <= {post.remote_id for post in again} <= {*written, *later}


@pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "[1]", '{"mark": 7}'])
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str, world: World, desk: Network) -> None:
    written = world.writes("@brightbyte hello", None)
    assert [post.remote_id for post in walk(desk, cursor)[0]] == [written]


def test_a_mention_tells_who_wrote_it_when_where_and_in_answer_to_what(world: World, desk: Network) -> None:
    first = world.writes("@brightbyte < & > \u00fc\U0001f600 https://b.example/?a=1&b=2", None)
    world.writes("@brightbyte and?", first)
    (asked, again), _ = walk(desk)
    assert (asked.author.handle.split(".")[0], asked.parent_remote_id, again.parent_remote_id) == ("carl", None, first)
    assert asked.text == "@brightbyte < & > \u00fc\U0001f600 https://b.example/?a=1&b=2"
    assert asked.published_at < again.published_at == world.clock.now()
    assert asked.url is not None
    assert asked.url.startswith("http")
    assert asked.may_reply
    assert asked.found_by is None


def test_an_answer_is_on_the_network_under_its_parent_in_our_name_and_words(world: World, desk: Network) -> None:
    world.writes("@brightbyte hello", None)
    (asked,), _ = walk(desk)
    posted = desk.post(answer_to(world, desk, asked))
    seen = desk.read(posted.remote_id)
    assert (seen.parent_remote_id, seen.author.remote_id) == (asked.remote_id, desk.whoami().remote_id)
    assert same_words(seen.text, ANSWER) or same_words(seen.text, desk.opening(asked.author) + ANSWER)
    (found,) = desk.own_posts()
    assert (found.remote_id, found.parent_remote_id) == (posted.remote_id, asked.remote_id)
    assert found.author_remote_id == seen.author.remote_id == posted.author_remote_id
    assert same_words(found.text, seen.text)


def test_the_very_same_answer_again_makes_no_second_post_or_says_that_it_might(world: World, desk: Network) -> None:
    world.writes("@brightbyte hello", None)
    (asked,), _ = walk(desk)
    first = desk.post(answer_to(world, desk, asked))
    try:
        again = desk.post(answer_to(world, desk, asked))
    except Uncertain:
        assert not desk.repeat_is_harmless
    else:
        assert again.remote_id == first.remote_id
    assert len(desk.own_posts()) == 1


def test_what_is_gone_is_missing(world: World, desk: Network) -> None:
    written = world.writes("@brightbyte hello", None)
    (asked,), _ = walk(desk)
    posted = desk.post(answer_to(world, desk, asked))
    desk.delete(posted.remote_id)
    world.takes_back(written)
    for ask, which in ((desk.read, posted.remote_id), (desk.delete, posted.remote_id), (desk.read, written)):
        with pytest.raises(Missing):
            ask(which)
    assert walk(desk)[0] == []
    assert desk.own_posts() == []


def test_words_are_searched_for_or_it_says_that_it_cannot(world: World, desk: Network) -> None:
    if not desk.can_search:
        with pytest.raises(WrongSettings):
            desk.search("byte", None)
        return
    hit = world.writes("bright byte never answers", None)
    page = desk.search('"bright byte"', None)
    assert [(item.remote_id, getattr(item, "found_by", None)) for item in page.items] == [(hit, '"bright byte"')]


def test_what_is_left_and_what_it_cost_is_told(world: World, desk: Network) -> None:
    walk(desk)
    for quota in desk.quotas():
        assert 0 <= quota.remaining <= quota.limit
        assert quota.name
    assert desk.take_spent() >= 0
    assert desk.take_spent() == 0


BAD = {
    "HTML": (answer("<h1>Over capacity</h1>"), Uncertain),
    "nothing": (answer(""), Uncertain),
    "a number": (answer("7"), Uncertain),
    "null": (answer("null"), Uncertain),
    "an error in a 200": (answer('{"errors": [{"title": "Odd"}], "error": "odd"}'), Uncertain),
    "truncated JSON": (answer('[{"id": "1", "data'), Uncertain),
    "less than announced": (answer("[]", length=5000), Uncertain),
    "deep JSON": (answer("[" * 200_000), Uncertain),
    "elsewhere": (answer("", "302 Found", ("Location: http://127.0.0.1:1/",)), Uncertain),
    "ten megabytes": (answer(b" " * 10_000_000), Uncertain),
    "a gzip bomb": (bomb(50), Uncertain),
    "no gzip": (answer("plain", headers=("Content-Encoding: gzip",)), Uncertain),
    "a reset": (reset, Uncertain),
    "silence": (silence, Uncertain),
    "a slow drip": (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b" "), Uncertain),
    "401": (answer("{}", "401 Unauthorized"), SignedOut),
    "429": (answer("{}", "429 Too Many Requests", ("Retry-After: 60",)), TryLater),
    "500": (answer("{}", "500 Internal Server Error"), Uncertain),
    "402": (answer("{}", "402 Payment Required"), OutOfCredit),
    "403": (answer("{}", "403 Forbidden"), RefusedByNetwork),
    "404": (answer("{}", "404 Not Found"), RefusedByNetwork),
    "503 and when again": (answer("{}", "503 Closed", ("Retry-After: 60",)), TryLater),
}


@pytest.mark.parametrize("name", BAD)
def test_no_bad_answer_is_taken_for_a_page(name: str, world: World) -> None:
    behaviour, error = BAD[name]
    with pytest.raises(error):
        _asked(world, behaviour)


@pytest.mark.parametrize("name", BAD)
def test_no_bad_answer_to_an_answer_of_ours_is_taken_for_a_post(name: str, world: World) -> None:
    behaviour, error = BAD[name]
    if world.network == "bluesky" and error is Uncertain:
        error = NotSent  # it is the look at the thread that goes wrong here: nothing has left
    parent = "at://did:plc:carl/app.bsky.feed.post/3k" if world.network == "bluesky" else "1"
    reply = Outgoing("Sorry! ^AL", parent, "reply-1", world.clock.now(), None)
    with (
        Misbehaving(*world.introduces, behaviour) as server,
        world.connector(server.base_url, PATIENCE if name != "a gzip bomb" else 5) as desk,
    ):
        if world.introduces:
            desk.whoami()
        with pytest.raises(error):
            desk.post(reply)


@pytest.mark.parametrize("items", ['[7, null, "x", [], {}]', '[{"id": 1, "status": {"id": 2}}]', '[{"id": {"a": 1}}]'])
def test_items_that_cannot_be_read_are_rows_that_say_so_and_spoil_nothing(items: str, world: World) -> None:
    listed = {"x": '{"data": %s, "meta": {}}', "bluesky": '{"notifications": %s}'}
    body = listed.get(world.network, "%s").replace("%s", items)
    try:
        rows = _asked(world, answer(body))
    except Uncertain:
        return
    assert all("cannot be read" in row.reason for row in rows)  # type: ignore[attr-defined]
    assert rows


def _asked(world: World, behaviour: Behaviour) -> tuple[object, ...]:
    """One page of mentions from a server that behaves so."""
    with (
        Misbehaving(*world.introduces, behaviour) as server,
        world.connector(server.base_url, PATIENCE if behaviour is not BAD["a gzip bomb"][0] else 5) as desk,
    ):
        if world.introduces:
            desk.whoami()
        return desk.mentions(None).items
