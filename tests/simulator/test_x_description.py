"""The fake X, and what the desk asks of it, held against X's own description of its API in both vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpdesk.networks.errors import NetworkError
from tests.cast import SetClock
from tests.networks.x.desk_and_x import desk_at, reply_to, walk
from tests.simulator.openapi import reply_problems, request_problems
from tests.simulator.serving import Reply, Request
from tests.simulator.x import FakeX


@pytest.fixture(params=["tweet", "post"])
def x(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[FakeX]:
    with FakeX(clock, request.param) as opened:
        yield opened


def a_whole_day(x: FakeX) -> None:
    """Everything that the desk ever asks, with every kind of post in the answers."""
    first = x.truth.publish("carl", "@brightbyte 1 < 2 & see https://b.example/a?b=1 " + "long " * 80)
    for number in range(120):
        x.truth.publish("dora", f"@brightbyte problem {number}")
    x.truth.edit(first, "@brightbyte it works https://b.example/b")
    hit = x.truth.publish("emil", "brightbyte is slow")
    x.truth.publish("fay", "brightbyte again", quoted=hit)
    x.truth.publish("fay", "", reposted=hit)
    with desk_at(x) as desk:
        desk.whoami()
        _, cursor = walk(desk)
        walk(desk, cursor)
        walk(desk, words="brightbyte")
        posted = desk.post(reply_to(x, first))
        desk.read(posted.remote_id)
        desk.own_posts(3)
        desk.own_posts(200, since=x.clock.now())
        desk.delete(posted.remote_id)
        for wrong in (posted.remote_id, "123456"):
            with pytest.raises(NetworkError):
                desk.read(wrong)
    with desk_at(x, secret='{"app_token": "app-token"}') as reader:
        reader.whoami()
        reader.mentions(None)


def test_what_the_desk_asks_is_what_x_describes(x: FakeX) -> None:
    a_whole_day(x)
    problems = {each for request in x.requests for each in request_problems(x.words, request)}
    assert problems == set()
    assert len({(request.method, request.path.split("/")[-1]) for request in x.requests}) > 7


def test_what_the_fake_answers_is_what_x_describes(x: FakeX) -> None:
    a_whole_day(x)
    asked = zip(x.requests, x.replies, strict=True)
    problems = {each for request, reply in asked for each in reply_problems(x.words, request, reply)}
    assert problems == set()


@pytest.mark.parametrize("kind", ["401", "402", "403 duplicate", "429", "429 code 88", "usage cap", "500", "503"])
def test_its_refusals_have_a_shape_that_x_describes(kind: str, x: FakeX) -> None:
    if x.words == "post":
        return  # the newer description knows no plain problem at all, though X still sends them
    with desk_at(x) as desk:
        desk.whoami()
        x.faults.next(kind, path="/2/users/")
        with pytest.raises(NetworkError):
            desk.mentions(None)
    problems = reply_problems(x.words, x.requests[-1], x.replies[-1])
    assert [each for each in problems if kind != "429 code 88"] == []


def test_the_check_can_fail(x: FakeX) -> None:
    mentions = Request("GET", "/2/users/x1/mentions", {"max_results": "1000", "what": "else"}, {}, b"")
    assert len(request_problems(x.words, mentions)) == 3
    assert reply_problems(x.words, mentions, Reply(200, {"data": {"id": 7}, "meta": {"result_count": "x"}}))
    posted = Request("POST", "/2/tweets", {}, {}, b'{"text": 7, "reply": {}}')
    assert len(request_problems(x.words, posted)) == 2
