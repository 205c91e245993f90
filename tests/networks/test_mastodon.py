"""The connector against a server that answers what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest

from helpdesk.networks.errors import Missing, NotSent, RefusedByNetwork, TooLarge, Uncertain
from helpdesk.networks.mastodon import USUAL_LIMITS, Mastodon
from helpdesk.networks.protocol import Access, Limits, Outgoing, Post, Unreadable
from tests.cast import SetClock
from tests.networks.misbehaving import Behaviour, Misbehaving, answer, silence
from tests.networks.samples import account, notification, status

REPLY = Outgoing("@carl@example.org Sorry!", "s1", "reply-1", SetClock().now(), "unlisted")


@contextmanager
def connected(clock: SetClock, *behaviours: Behaviour, patience: float = 5) -> Iterator[tuple[Mastodon, list[bytes]]]:
    with Misbehaving(*behaviours) as server:
        mastodon = Mastodon(Access(server.base_url, "@brightbyte", "s3cret"), clock, patience)
        yield mastodon, server.requests
        mastodon.close()


def says(value: Any, status: str = "200 OK") -> Behaviour:
    return answer(json.dumps(value), status)


def test_a_reply_goes_out_with_its_parent_its_visibility_and_its_key(clock: SetClock) -> None:
    with connected(clock, says(status(9, in_reply_to_id="s1"))) as (mastodon, requests):
        posted = mastodon.post(REPLY)
    head, _, form = requests[0].decode().partition("\r\n\r\n")
    assert head.startswith("POST /api/v1/statuses HTTP/1.1")
    assert "Idempotency-Key: reply-1" in head
    assert parse_qs(form) == {"status": [REPLY.text], "in_reply_to_id": ["s1"], "visibility": ["unlisted"]}
    assert (posted.remote_id, posted.parent_remote_id, posted.author_remote_id) == ("s9", "s1", "77")


@pytest.mark.parametrize("said", [[], {}, None, {"id": "5"}, {"id": "5", "scheduled_at": "x", "params": {}}, 7])
def test_a_reply_whose_answer_cannot_be_read_is_uncertain(said: object, clock: SetClock) -> None:
    with connected(clock, says(said)) as (mastodon, requests), pytest.raises(Uncertain) as ended:
        mastodon.post(REPLY)
    assert ended.value.status == 200
    assert len(requests) == 1


def test_one_bad_mention_never_spoils_the_page(clock: SetClock) -> None:
    page = [notification(4), notification(3, status=None), {"type": "mention"}, 7, notification(1)]
    with connected(clock, says(page)) as (mastodon, requests):
        read = mastodon.mentions('{"mark": "n1"}')
    assert [type(item) for item in read.items] == [Post, Unreadable, Unreadable, Unreadable, Post]
    assert [item.remote_id for item in read.items] == ["s1", None, None, None, "s4"]
    assert not read.more
    assert b"GET /api/v1/notifications?types%5B%5D=mention&" in requests[0]
    assert b"limit=80" in requests[0]


@pytest.mark.parametrize("said", [{}, None, "x", {"error": "no"}])
def test_a_page_that_is_no_list_is_uncertain_and_moves_no_cursor(said: object, clock: SetClock) -> None:
    with connected(clock, says(said)) as (mastodon, _), pytest.raises(Uncertain):
        mastodon.mentions(None)


def test_a_page_too_large_is_asked_for_in_smaller_pieces(clock: SetClock) -> None:
    huge = answer(b" " * 2_100_000)
    with connected(clock, huge, huge, says([notification(1)])) as (mastodon, requests):
        assert len(mastodon.mentions(None).items) == 1
    assert [b"limit=80" in requests[0], b"limit=10" in requests[1], b"limit=1 " in requests[2]] == [True] * 3
    with connected(clock, huge) as (mastodon, requests), pytest.raises(TooLarge):
        mastodon.mentions(None)


def test_a_server_that_repeats_its_page_is_reported_as_a_row(clock: SetClock) -> None:
    page = says([notification(number) for number in range(80, 0, -1)])
    with connected(clock, page) as (mastodon, requests):
        cursor, more = '{"mark": "long gone"}', True
        items: list[Post | Unreadable] = []
        while more:
            read = mastodon.mentions(cursor)
            cursor, more = read.cursor, read.more
            items += read.items
    assert len(requests) < 5
    assert [item.reason for item in items if isinstance(item, Unreadable)] == [
        "The network repeats the same page of mentions: those beyond it could not be read."
    ]
    assert {item.remote_id for item in items} >= {f"s{number}" for number in range(1, 81)}


def test_the_instance_tells_how_long_a_post_may_be(clock: SetClock) -> None:
    told = says({"configuration": {"statuses": {"max_characters": 5000, "characters_reserved_per_url": 25}}})
    with connected(clock, told) as (mastodon, _):
        assert mastodon.limits() == Limits(5000, 25, "graphemes")
    for trouble in (answer("<h1>404</h1>", "404 Not Found"), answer("oops", "500 Oops"), answer("<html>"), says([])):
        with connected(clock, trouble, told) as (mastodon, requests):
            assert mastodon.limits() == Limits(5000, 25, "graphemes")
            assert b"/api/v1/instance" in requests[1]
        with connected(clock, trouble) as (mastodon, _):
            assert mastodon.limits() == USUAL_LIMITS


def test_a_server_that_gives_no_answer_has_unknown_limits_not_the_usual_ones(clock: SetClock) -> None:
    with connected(clock, silence, patience=0.3) as (mastodon, _), pytest.raises(Uncertain):
        mastodon.limits()
    with pytest.raises(NotSent):
        Mastodon(Access("http://127.0.0.1:1", "@brightbyte", "s3cret"), clock).limits()


def test_our_own_posts_are_listed_without_reposts_and_unreadable_ones(clock: SetClock) -> None:
    ours = [status(3), status(2, reblog=status(1)), {"id": "x"}, status(1)]
    with connected(clock, says(account(id="1")), says(ours)) as (mastodon, requests):
        assert [each.remote_id for each in mastodon.own_posts(100)] == ["s3", "s1"]
    assert b"GET /api/v1/accounts/1/statuses?limit=40" in requests[1]


def test_whoever_we_are_not_told_is_uncertain(clock: SetClock) -> None:
    with connected(clock, says({"id": "1"})) as (mastodon, _), pytest.raises(Uncertain):
        mastodon.whoami()


@pytest.mark.parametrize("remote_id", ["", "..", "a b", "x" * 300, "\ud800", "a\n"])
def test_an_id_that_no_network_gave_is_asked_of_none(remote_id: str, clock: SetClock) -> None:
    with connected(clock, says({})) as (mastodon, requests):
        for ask in (mastodon.read, mastodon.delete):
            with pytest.raises(RefusedByNetwork):
                ask(remote_id)
    assert requests == []


def test_an_id_cannot_leave_its_place_in_the_path(clock: SetClock) -> None:
    with connected(clock, answer("", "404 Not Found")) as (mastodon, requests), pytest.raises(Missing):
        mastodon.read("../accounts/1?x=é#")
    assert requests[0].startswith(b"GET /api/v1/statuses/..%2Faccounts%2F1%3Fx%3D%C3%A9%23 HTTP/1.1")


def test_a_post_that_is_gone_is_missing(clock: SetClock) -> None:
    with connected(clock, answer('{"error": "Record not found"}', "404 Not Found")) as (mastodon, _):
        with pytest.raises(Missing, match="Record not found"):
            mastodon.read("s1")
        with pytest.raises(Missing):
            mastodon.delete("s1")
