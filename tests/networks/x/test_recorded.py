"""What X and its playground really sent, read by the connector's reader: from the folder `shared`, never copied."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from helpdesk.networks.answer import Answer
from helpdesk.networks.errors import NetworkError, OutOfCredit, RefusedByNetwork, SignedOut, TryLater, Uncertain
from helpdesk.networks.quota import quotas_of
from helpdesk.networks.x import reading
from helpdesk.networks.x.refusals import error_of
from helpdesk.networks.x.us import Us
from tests.cast import NOON

DATA = Path(os.environ.get("HELPDESK_DATA") or Path(__file__).parents[4] / "shared" / "data")


def recorded(name: str) -> Any:
    """A payload; skips the test where the folder is absent."""
    file = DATA.parent / "reference" / "networks" / f"x_{name}.json"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    return json.loads(file.read_text())


def test_mentions_of_the_live_service_of_2022_are_read_but_for_the_author_nobody_asked_for() -> None:
    (said,) = recorded("cassette_mentions")["interactions"]
    found = reading.listing(said["body"])
    assert (len(found.posts), found.next_token) == (10, said["body"]["meta"]["next_token"])
    assert {reading.newest_version(post) for post in found.posts} == {post["id"] for post in said["body"]["data"]}
    posts = [reading.post({**post, "author_id": "5"}, found, Us("783214", "Twitter")) for post in said["body"]["data"]]
    assert all(post.may_reply for post in posts if "@twitter" in post.text.lower())
    assert [post.published_at.isoformat()[:10] for post in posts] == ["2022-10-07"] * 10
    (quota,) = quotas_of(said["headers"], "reading", NOON)
    assert (quota.limit, quota.remaining) == (450, 448)


def test_what_the_live_service_answers_to_a_post_is_read() -> None:
    made = recorded("cassette_create_delete")["interactions"][0]["body"]["data"]
    posted = reading.posted(made, Us("1", "brightbyte"))
    assert (posted.remote_id, posted.published_at.isoformat()[:16]) == ("1456012973835788293", "2021-11-03T21:38")


@pytest.mark.parametrize(
    ("name", "parent", "may"),
    [("mention.create", None, True), ("reply.create", "2080761390344937796", True), ("quote.create", None, True)],
)
def test_the_activity_of_2026_is_read_like_any_post(name: str, parent: str | None, may: bool) -> None:
    payload = recorded(f"activity_post.{name}")["data"]["payload"]
    us = Us("1111111111111111111", "ExampleUser")
    post = reading.post(payload, reading.listing({"data": [payload], "meta": {}}), us)
    assert (post.parent_remote_id, post.may_reply, post.author.remote_id) == (parent, may, "2222222222222222222")
    assert post.published_at.isoformat() == payload["created_at"].replace(".000Z", "+00:00")


def test_the_playground_is_read() -> None:
    found = reading.listing(recorded("playground_mentions_p1")["body"])
    posts = [reading.post(each, found, Us("0", "playground_user")) for each in found.posts]
    assert [post.may_reply for post in posts] == [True] * 5
    assert posts[0].remote_id == "1790000000000999998"
    assert posts[0].edited_at is not None
    assert list(reading.listing(recorded("playground_search_recent")["body"]).posts) == []
    shown = recorded("playground_tweet")["body"]
    post = reading.post(shown["data"], reading.listing({**shown, "data": [shown["data"]]}), Us("0", "playground_user"))
    assert (post.author.handle, post.parent_remote_id) == ("CleverFox", "1790000000000000000")


def test_examples_generated_from_either_description_are_read_or_said_to_be_unreadable() -> None:
    old, new = recorded("prism_2.159_mentions"), recorded("prism_docs_mentions")
    found = reading.listing(old)
    post = reading.post(old["data"][0], found, Us("1", "brightbyte"))
    assert (post.remote_id, post.published_at.isoformat()[:10]) == ("1346889436626259968", "2021-01-06")
    with pytest.raises(reading.CannotRead):
        reading.post(new["data"][0], reading.listing(new), Us("1", "brightbyte"))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("duplicate content", Uncertain), ("usage cap (429 while the window has room)", OutOfCredit),
        ("window rate limit (v2 form)", TryLater), ("unauthorized", SignedOut),
        ("app-only token on a user endpoint", RefusedByNetwork), ("credits depleted", OutOfCredit), ("503", Uncertain),
    ],
)  # fmt: skip
def test_every_refusal_that_was_ever_quoted_is_told_apart(name: str, error: type[NetworkError]) -> None:
    quoted = {each["name"]: each for each in recorded("errors_quoted")}[name]
    answer = Answer(quoted["status"], quoted.get("headers", {}), json.dumps(quoted["body"]).encode())
    assert type(error_of(answer, NOON)) is error


@pytest.mark.parametrize(("name", "error"), [("429_real", TryLater), ("429_sim", TryLater), ("server_error", Uncertain),
                                             ("unauthorized", SignedOut)])  # fmt: skip
def test_every_refusal_of_the_playground_is_told_apart(name: str, error: type[NetworkError]) -> None:
    said = recorded(f"playground_err_{name}")
    answer = Answer(said["status"], said["headers"], json.dumps(said["body"]).encode())
    assert type(error_of(answer, NOON)) is error
