"""The fake X as others see it: tweepy, and X's own client, who know nothing of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import tweepy
import xdk
from requests.adapters import HTTPAdapter
from xdk.posts.models import CreateRequest

from tests.cast import SetClock
from tests.simulator.x import FakeX

CONSENTED = {"user_auth": False}  # tweepy: sign with the OAuth 2 token of a user, not with OAuth 1


class Rerouted(HTTPAdapter):
    """tweepy knows one host only; this sends its requests to ours."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url

    def send(self, request: Any, **more: Any) -> Any:  # type: ignore[override]
        request.url = request.url.replace("https://api.twitter.com", self.base_url)
        return super().send(request, **more)


@pytest.fixture
def x(clock: SetClock) -> Iterator[FakeX]:
    with FakeX(clock) as opened:
        yield opened


@pytest.fixture
def stranger(x: FakeX) -> tweepy.Client:
    """tweepy, signed in as @brightbyte."""
    client = tweepy.Client(x.token_of("brightbyte"))
    client.session.mount("https://api.twitter.com", Rerouted(x.base_url))
    return client


def test_tweepy_reads_mentions_page_by_page_answers_and_takes_back(x: FakeX, stranger: tweepy.Client) -> None:
    written = [x.truth.publish("carl", f"@brightbyte problem {number}") for number in range(230)]
    me = stranger.get_me(**CONSENTED).data
    assert me.username == "brightbyte"
    pages = tweepy.Paginator(
        stranger.get_users_mentions, me.id, max_results=100, expansions=["author_id"], tweet_fields=["created_at"],
        since_id=written[0],
    )  # fmt: skip
    posts, sizes = [], []
    for page in pages:
        posts += page.data
        sizes.append(page.meta["result_count"])
        assert [user.username for user in page.includes["users"]] == ["carl"]
    assert [str(post.id) for post in reversed(posts)] == written[1:]
    assert sizes == [100, 100, 29]
    assert posts[0].created_at == x.clock.now()
    made = stranger.create_tweet(text="Sorry!", in_reply_to_tweet_id=written[5], **CONSENTED).data
    answer = stranger.get_tweet(made["id"], tweet_fields=["referenced_tweets", "author_id"]).data
    assert [(each.type, str(each.id)) for each in answer.referenced_tweets] == [("replied_to", written[5])]
    assert [post.text for post in stranger.get_users_tweets(me.id).data] == ["@carl Sorry!"]
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        stranger.create_tweet(text="Sorry!", in_reply_to_tweet_id=written[5], **CONSENTED)
    assert stranger.delete_tweet(made["id"], **CONSENTED).data == {"deleted": True}
    assert stranger.get_tweet(made["id"]).errors[0]["title"] == "Not Found Error"


def test_tweepy_searches_and_is_told_its_mistakes(x: FakeX, stranger: tweepy.Client) -> None:
    hit = x.truth.publish("dora", "bright byte never answers")
    x.truth.publish("carl", "@brightbyte bright byte")
    found = stranger.search_recent_tweets('("bright byte") -is:retweet -@brightbyte', expansions=["author_id"])
    assert [str(post.id) for post in found.data] == [hit]
    for wrong in (lambda: stranger.get_users_mentions(x.truth.person("brightbyte").id, max_results=3),
                  lambda: stranger.search_recent_tweets("x" * 600)):  # fmt: skip
        with pytest.raises(tweepy.BadRequest):
            wrong()
    x.faults.next("429")
    with pytest.raises(tweepy.TooManyRequests):
        stranger.get_tweet(hit)
    nobody = tweepy.Client("nobody's token")
    nobody.session.mount("https://api.twitter.com", Rerouted(x.base_url))
    with pytest.raises(tweepy.Unauthorized):
        nobody.get_tweet(hit)


def test_xs_own_client_reads_searches_and_answers_in_the_new_words(clock: SetClock) -> None:
    with FakeX(clock, "post") as x:
        written = [x.truth.publish("carl", f"@brightbyte bright byte {number}") for number in range(120)]
        edited = x.truth.edit(written[7], "@brightbyte edited")
        client = xdk.Client(base_url=x.base_url, access_token=x.token_of("brightbyte"))
        me = client.users.get_me().data
        assert me.username == "brightbyte"
        pages = list(client.users.get_mentions(
            me.id, max_results=100, post_fields=["created_at", "entities"],
            expansions=["author_id", "edit_history_post_ids"], user_fields=["username"],
        ))  # fmt: skip
        posts = [post for page in pages for post in page.data]
        assert len(posts) == len({_of(post, "id") for post in posts}) == 120
        (newest,) = [post for post in posts if _of(post, "id") == edited]
        assert _of(newest, "edit_history_post_ids") == [written[7], edited]
        pages = list(client.posts.search_recent('"bright byte 11"', max_results=10))
        assert [len(page.data) for page in pages] == [10, 1]
        made = client.posts.create(CreateRequest(text="Sorry!", reply={"in_reply_to_tweet_id": written[3]})).data
        (ours,) = x.truth.by("brightbyte")
        assert (ours.id, ours.parent) == (_of(made, "id"), written[3])
        x.faults.next("usage cap")
        with pytest.raises(requests.HTTPError, match="429"):
            client.users.get_me()


def _of(value: Any, name: str) -> Any:
    """A field of a model or of a plain object: xdk gives either."""
    return value[name] if isinstance(value, dict) else getattr(value, name)
