"""What a Bluesky server sends, read with suspicion."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks.bluesky import reading, thread
from helpdesk.networks.protocol import Post, Unreadable

CARL = "did:plc:carl"
URI = f"at://{CARL}/app.bsky.feed.post/3n2we7qjw222h"
CID = "bafyreic47tfhyhohhnikzms6xtes6mpwuv7rjixyg2xpjzc74hz2s3p2gq"


def notification(within: dict[str, Any] | None = None, /, **changed: Any) -> dict[str, Any]:
    return {
        "uri": URI,
        "cid": CID,
        "author": {"did": CARL, "handle": "carl.example", "displayName": " Carl "},
        "reason": "mention",
        "record": {"$type": "app.bsky.feed.post", "text": "hello", "createdAt": "2026-03-02T12:00:00Z"}
        | (within or {}),
        "indexedAt": "2026-03-02T12:00:00.250Z",
    } | changed


@pytest.mark.parametrize("reason", ["like", "repost", "follow", "starterpack-joined", 7])
def test_what_is_no_word_to_us_is_passed_over(reason: object) -> None:
    assert reading.mention(notification(reason=reason)) is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"uri": "at://did:plc:ada/app.bsky.feed.post/3n2we7qjw222h"}, "another's"),
        ({"uri": 7}, "no usable id"),
        ({"author": {"did": CARL, "handle": "carl example"}}, "handle"),
        ({"author": {"did": "carl", "handle": "carl.example"}}, "usable id"),
        ({"author": []}, "author"),
        ({"indexedAt": "yesterday"}, "date"),
        ({"record": []}, "record"),
    ],
)
def test_what_cannot_be_believed_is_a_row_that_says_so(changed: dict[str, Any], words: str) -> None:
    read = reading.mention(notification(**changed))
    assert isinstance(read, Unreadable)
    assert words in read.reason


def test_the_link_of_a_card_is_read_when_the_text_lacks_it() -> None:
    card = {"$type": "app.bsky.embed.external", "external": {"uri": "https://example.org/a", "title": "A"}}
    read = reading.mention(notification({"embed": card}))
    assert isinstance(read, Post)
    assert read.text == "hello\n\nhttps://example.org/a"
    again = reading.mention(notification({"embed": card, "text": "see https://example.org/a"}))
    assert isinstance(again, Post)
    assert again.text == "see https://example.org/a"
    assert isinstance(hostile := reading.mention(notification({"embed": {"external": {"uri": "javascript:1"}}})), Post)
    assert hostile.text == "hello"


def test_the_thread_begins_where_the_parent_says_or_with_the_parent() -> None:
    parent, root = {"uri": URI, "cid": CID}, {"uri": URI[:-1] + "3", "cid": CID}
    assert thread.root({"reply": {"root": root, "parent": parent}}, parent) == root
    for broken in ({}, {"reply": 7}, {"reply": {"root": {"uri": URI}}}, {"reply": {"root": {"uri": "x", "cid": CID}}}):
        assert thread.root(broken, parent) == parent


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["uri", "cid", "author", "reason", "record", "indexedAt", "viewer"])
RECORD_KEYS = st.sampled_from(["text", "createdAt", "facets", "embed", "reply", "langs"])


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, json_values, max_size=3), st.dictionaries(RECORD_KEYS, json_values, max_size=4))
def test_whatever_comes_is_a_post_a_row_that_says_so_or_nothing(
    changed: dict[str, Any], record: dict[str, Any]
) -> None:
    assert isinstance(reading.mention(notification(record, **changed)), Post | Unreadable | None)
    assert isinstance(reading.hit(notification(record, **changed), "byte", "did:plc:us"), Post | Unreadable)


@given(json_values)
def test_so_does_whatever_is_no_notification_at_all(value: object) -> None:
    assert isinstance(reading.mention(value), Post | Unreadable | None)
    assert reading.listed_at(value) is None
