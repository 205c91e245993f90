"""The connector against mastodon_mock, a Mastodon server that others wrote, with its faults."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from mastodon_mock.config import SeedAccount, SeedConfig
from mastodon_mock.testing import MockServer

from helpdesk.clock import SystemClock
from helpdesk.networks.errors import Missing, NetworkError, RefusedByNetwork, SignedOut, TryLater, Uncertain
from helpdesk.networks.mastodon import Mastodon
from helpdesk.networks.protocol import Access, Limits, Outgoing, Post

PEOPLE = [
    SeedAccount(username=name, display_name=name.title(), access_token=f"token-of-{name}")
    for name in ("brightbyte", "carl")
]
ACCEPTED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AS_CARL = {"Authorization": "Bearer token-of-carl"}


class World:
    """One server with @brightbyte and Carl on it."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = httpx2.Client(base_url=base_url, trust_env=False)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answered = self.http.post(f"/api/v1/{path}", json=body, headers=AS_CARL)
        answered.raise_for_status()
        return answered.json()

    def carl_writes(self, text: str, **more: str) -> str:
        return str(self._post("statuses", {"status": text, **more})["id"])

    def carl_takes_back(self, remote_id: str) -> None:
        self.http.delete(f"/api/v1/statuses/{remote_id}", headers=AS_CARL).raise_for_status()

    def goes_wrong(self, path: str, kind: str, **effect: object) -> None:
        self._post("_mock/faults", {"match": {"path": path}, "effect": {"type": kind, **effect}})

    def goes_right(self) -> None:
        self.http.delete("/api/v1/_mock/faults").raise_for_status()

    def connector(self, name: str = "brightbyte", timeout_seconds: float = 10) -> Mastodon:
        return Mastodon(Access(self.base_url, f"@{name}", f"token-of-{name}"), SystemClock(), timeout_seconds)


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(seed=SeedConfig(accounts=PEOPLE)) as running:
        yield running


@pytest.fixture
def world(server: MockServer) -> Iterator[World]:
    base_url = server.base_url
    httpx2.post(f"{base_url}/api/v1/_mock/reset", trust_env=False).raise_for_status()
    httpx2.delete(f"{base_url}/api/v1/_mock/faults", trust_env=False).raise_for_status()
    world = World(base_url)
    yield world
    world.goes_right()
    world.http.close()


@pytest.fixture
def desk(world: World) -> Iterator[Mastodon]:
    connector = world.connector()
    yield connector
    connector.close()


def walk(desk: Mastodon, cursor: str | None = None) -> tuple[list[Post], str]:
    """All pages of one poll; gives the posts and the cursor to store."""
    posts: list[Post] = []
    while True:
        page = desk.mentions(cursor)
        for item in page.items:
            assert isinstance(item, Post)
            posts.append(item)
        cursor = page.cursor
        if not page.more:
            return posts, cursor


def test_we_know_who_we_are_and_how_long_a_post_may_be(desk: Mastodon) -> None:
    me = desk.whoami()
    assert (me.handle, me.name) == ("brightbyte", "Brightbyte")
    assert desk.limits() == Limits(500, 23, "graphemes")


def test_two_hundred_mentions_are_read_without_a_hole_and_oldest_first(world: World, desk: Mastodon) -> None:
    written = [world.carl_writes(f"@brightbyte problem {number}") for number in range(200)]
    posts, cursor = walk(desk)
    assert list(dict.fromkeys(post.remote_id for post in posts)) == written
    assert posts[0].text == "@brightbyte problem 0"
    world.carl_takes_back(written[160])
    later = [world.carl_writes(f"@brightbyte and another {number}") for number in range(45)]
    again, _ = walk(desk, cursor)
    assert set(later) <= {post.remote_id for post in again}
    assert len(again) < 200  # the overlap, not everything once more


def test_a_reply_reaches_carl_and_the_same_key_posts_it_once(world: World, desk: Mastodon) -> None:
    asked = world.carl_writes("@brightbyte my phone is broken", visibility="unlisted")
    ((mention,), _) = walk(desk)
    assert mention.remote_id == asked
    text = desk.opening(mention.author) + "Sorry! Which phone is it? https://b.example/help"
    reply = Outgoing(text, mention.remote_id, "8b1e", ACCEPTED, mention.visibility)
    posted, again = desk.post(reply), desk.post(reply)
    assert posted == again
    assert posted.author_remote_id == desk.whoami().remote_id
    assert (posted.text, posted.parent_remote_id) == (text, asked)
    assert [each.remote_id for each in desk.own_posts()] == [posted.remote_id]
    assert desk.read(posted.remote_id).visibility == "unlisted"
    carls = world.connector("carl")
    assert [post.remote_id for post in walk(carls)[0]] == [posted.remote_id]
    carls.close()
    desk.post(dataclasses.replace(reply, idempotency_key="8b1f"))
    assert len(desk.own_posts()) == 2


def test_what_is_taken_back_is_missing(world: World, desk: Mastodon) -> None:
    posted = desk.post(Outgoing("@carl Sorry!", world.carl_writes("@brightbyte hey"), "key", ACCEPTED))
    desk.delete(posted.remote_id)
    for ask in (desk.read, desk.delete):
        with pytest.raises(Missing):
            ask(posted.remote_id)
    assert desk.own_posts() == []


def test_an_edit_shows_in_the_post(world: World, desk: Mastodon) -> None:
    written = world.carl_writes("@brightbyte it is broken")
    world.http.put(f"/api/v1/statuses/{written}", json={"status": "@brightbyte solved"}, headers=AS_CARL)
    post = desk.read(written)
    assert post.text == "@brightbyte solved"
    assert post.edited_at is not None
    assert post.edited_at >= post.published_at


def test_a_reply_too_long_is_refused_in_the_networks_words(world: World, desk: Mastodon) -> None:
    with pytest.raises(RefusedByNetwork, match="Validation failed") as refused:
        desk.post(Outgoing("a" * 501, world.carl_writes("@brightbyte hey"), "key", ACCEPTED))
    assert refused.value.status == 422


def test_a_token_that_nobody_gave_is_signed_out(world: World) -> None:
    stranger = Mastodon(Access(world.base_url, "@brightbyte", "stolen"), SystemClock())
    with pytest.raises(SignedOut):
        stranger.mentions(None)
    stranger.close()


@pytest.mark.parametrize(
    ("kind", "effect", "error"),
    [
        ("ratelimit", {}, TryLater),
        ("status", {"status": 503}, Uncertain),
        ("status", {"status": 503, "headers": {"Retry-After": "60"}}, TryLater),
        ("status", {"status": 500}, Uncertain),
        ("status", {"status": 403}, RefusedByNetwork),
        ("malformed", {}, Uncertain),
        ("malformed", {"truncate": False}, Uncertain),
    ],
)
def test_its_faults_are_told_apart(
    kind: str, effect: dict[str, object], error: type[NetworkError], world: World, desk: Mastodon
) -> None:
    world.goes_wrong("/api/v1/notifications", kind, **effect)
    with pytest.raises(error) as ended:
        desk.mentions(None)
    if isinstance(ended.value, TryLater):
        assert ended.value.until is not None
        assert ended.value.until - SystemClock().now() < timedelta(minutes=6)


def test_a_reply_that_arrives_after_we_gave_up_is_uncertain_and_found_among_our_own(world: World) -> None:
    asked = world.carl_writes("@brightbyte hey")
    hasty, patient = world.connector(timeout_seconds=0.3), world.connector()
    world.goes_wrong("/api/v1/statuses", "latency", delay_ms=600)
    reply = Outgoing("@carl Sorry!", asked, "8b1e", ACCEPTED)
    with pytest.raises(Uncertain):
        hasty.post(reply)
    # The second attempt with the same key waits behind the first and gets its post: one reply, not two.
    posted = patient.post(reply)
    assert [(each.remote_id, each.parent_remote_id, each.text) for each in patient.own_posts()] == [
        (posted.remote_id, asked, "@carl Sorry!")
    ]
    hasty.close()
    patient.close()
