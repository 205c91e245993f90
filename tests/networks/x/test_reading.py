"""X's JSON, in both vocabularies and in pieces, as the desk's words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.networks.json_reading import CannotRead
from helpdesk.networks.protocol import Author, Post
from helpdesk.networks.x import reading
from helpdesk.networks.x.text import written
from tests.networks.x.samples import NOON, US, in_new_words, page, post_id, tweet, user

BOTH = pytest.mark.parametrize("words", [dict, in_new_words], ids=["tweet", "post"])


def read(value: Any, **others: Any) -> Post:
    return reading.post(value, reading.listing(page(value, **others)), US)


@BOTH
def test_a_post_is_read_in_either_vocabulary(words: Any) -> None:
    answer = tweet(5, referenced_tweets=[{"type": "replied_to", "id": "99"}], note_tweet={"text": "@brightbyte long"})
    assert read(words(answer)) == Post(
        post_id(5), Author("77", "carl", "Carl", 12), "@brightbyte long", NOON, "99",
        f"https://x.com/carl/status/{post_id(5)}", "en", None,
    )  # fmt: skip


@BOTH
def test_an_edited_post_keeps_its_first_id_and_date(words: Any) -> None:
    later = NOON + timedelta(minutes=7)
    history = [post_id(), post_id(at=later)]
    edited = tweet(id=history[1], edit_history_tweet_ids=history, created_at="2026-03-02T12:07:00.000Z")
    post = read(words(edited))
    assert (post.remote_id, post.published_at, post.edited_at) == (history[0], NOON, later)
    assert post.url == f"https://x.com/carl/status/{history[1]}"
    assert reading.newest_version(words(tweet(edit_history_tweet_ids=history))) == history[1]


@BOTH
def test_an_answer_to_an_edited_post_answers_its_first_version(words: Any) -> None:
    history = [post_id(), post_id(9)]
    asked = tweet(id=history[1], edit_history_tweet_ids=history)
    answers = tweet(20, referenced_tweets=[{"type": "replied_to", "id": history[1]}])
    found = reading.listing({"data": [words(answers), words(asked)], "meta": {}})
    assert reading.post(words(answers), found, US).parent_remote_id == history[0]


@BOTH
def test_a_repost_is_known_as_one_and_nobody_is_asked_who_wrote_it(words: Any) -> None:
    repost = words(tweet(referenced_tweets=[{"type": "retweeted", "id": "99"}]))
    assert read(repost).repost
    assert reading.author_of(repost) is None
    assert reading.author_of(words(tweet())) == "77"


@pytest.mark.parametrize(
    ("text", "links", "meant"),
    [
        ("1 &lt; 2 &amp;&amp; a &gt; b", [], "1 < 2 && a > b"),
        ("&amp;lt; &copy; &#60;", [], "&lt; &copy; &#60;"),
        ("at https://t.co/a", [("https://t.co/a", "https://b.example/?y=1&z=2")], "at https://b.example/?y=1&z=2"),
        ("https://t.co/ab https://t.co/a", [("https://t.co/a", "http://a.example")], "https://t.co/ab http://a.example"),
        ("https://t.co/a", [("https://t.co/a", "javascript:alert(1)")], "https://t.co/a"),
        ("https://t.co/a", [("https://t.co/a", "https://b.example/ x")], "https://t.co/a"),
        ("https://t.co/a", [("https://t.co/a", "https://b.example/" + "x" * 3000)], "https://t.co/a"),
        ("https://t.co/a", [(7, None)], "https://t.co/a"),
    ],
)  # fmt: skip
def test_the_text_is_what_somebody_wrote(text: str, links: list[tuple[object, object]], meant: str) -> None:
    assert written(text, [{"url": short, "expanded_url": url} for short, url in links]) == meant


@given(st.text(alphabet="&<>ampltg; @", max_size=40))
def test_whatever_x_escapes_comes_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert written(escaped, []) == text


@pytest.mark.parametrize(
    ("text", "changed", "may"),
    [
        ("@brightbyte hello", {}, True),
        ("hello @BrightByte", {}, True),
        ("where is brightbyte?", {}, False),
        ("hi @brightbytes", {}, False),
        ("mail me@brightbyte", {}, False),
        ("hello", {"entities": {"mentions": [{"id": "4001", "username": "renamed"}]}}, True),
        ("hello", {"entities": {"mentions": [{"id": "4002", "username": "someone"}, 7, None]}}, False),
        ("look", {"note_tweet": {"text": "long", "entities": {"mentions": [{"id": "4001"}]}}}, True),
        ("this! https://t.co/q", {"entities": {"urls": [
            {"url": "https://t.co/q", "expanded_url": "https://twitter.com/Brightbyte/status/99"}]}}, True),
        ("this! https://t.co/q", {"entities": {"urls": [
            {"url": "https://t.co/q", "expanded_url": "https://x.com/other/status/99"}]}}, False),
    ],
)  # fmt: skip
def test_only_who_names_or_quotes_us_may_be_answered(text: str, changed: dict[str, Any], may: bool) -> None:
    assert read(tweet(text=text, **changed)).may_reply is may


def test_somebody_of_whom_x_tells_nothing_is_known_by_number() -> None:
    stranger = read(tweet(author_id="12345"))
    assert stranger.author == Author("12345", "12345", "12345", None)
    assert stranger.url == f"https://x.com/i/status/{post_id()}"


@pytest.mark.parametrize(
    "value",
    [None, [], "x", {}, tweet(id=7), tweet(id="-1"), tweet(id="1" * 20), tweet(text=None), tweet(author_id=None),
     tweet(id="\u0661")],
)  # fmt: skip
def test_what_is_no_post_is_said_to_be_none(value: Any) -> None:
    with pytest.raises(CannotRead):
        reading.post(value, reading.listing({"data": [value], "meta": {}}), US)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([post_id(), "77", "4001"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(tweet() | in_new_words(tweet()) | {
    "note_tweet": 0, "referenced_tweets": 0, "referenced_posts": 0, "note_post": 0})), json_values))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
def test_any_field_may_be_anything(changed: dict[str, Any]) -> None:
    value = tweet() | changed
    try:
        post = reading.post(value, reading.listing({"data": [value], "meta": {}}), US)
    except CannotRead:
        return
    assert post.remote_id.isdecimal()
    assert post.published_at.tzinfo is not None
    json.dumps(post.url)


@pytest.mark.parametrize(
    "body", [None, [], 7, {}, {"errors": [{}]}, {"data": {}, "meta": {}}, {"data": None, "meta": {}}, {"data": "x"}]
)
def test_an_answer_that_promises_nothing_is_no_empty_page(body: Any) -> None:
    with pytest.raises(CannotRead):
        reading.listing(body)


def test_an_empty_page_has_no_posts_and_no_more() -> None:
    found = reading.listing({"meta": {"result_count": 0}})
    assert (list(found.posts), found.next_token) == ([], None)


def test_users_that_cannot_be_read_are_left_out() -> None:
    users = [user(), user(id="78", username="two words"), user(id=79), 7, user(id="80", username=None)]
    assert set(reading.listing(page(tweet()) | {"includes": {"users": users}}).people) == {"77"}
