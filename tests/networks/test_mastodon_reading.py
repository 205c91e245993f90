"""What a Mastodon server sends, read with suspicion."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks import mastodon_reading as reading
from helpdesk.networks.protocol import Author, Limits, Post, Unreadable
from tests.networks.samples import account, notification, status


def test_carls_mention_is_read_as_he_wrote_it() -> None:
    assert reading.mention(notification(7)) == Post(
        remote_id="s7",
        author=Author("77", "carl@example.org", "Carl", 12),
        text="@brightbyte no 7",
        published_at=datetime(2026, 3, 2, 11, 58, 0, 250_000, UTC),
        parent_remote_id=None,
        url="https://example.org/@carl/7",
        lang="en",
        visibility="unlisted",
    )


def test_an_edit_a_thread_and_a_content_warning_are_seen() -> None:
    changed = status(
        edited_at="2026-03-02T13:00:00+01:00", in_reply_to_id="s0", spoiler_text=" Angry ", content="Hello", url=None
    )
    post = reading.post(changed)
    assert (post.edited_at, post.parent_remote_id) == (datetime(2026, 3, 2, 12, 0, tzinfo=UTC), "s0")
    assert (post.text, post.url) == ("Angry\n\nHello", "https://example.org/users/carl/statuses/1")


def test_our_own_post_reads_as_we_wrote_it() -> None:
    link = '<a href="https://example.org/@carl" class="mention">@<span>carl</span></a>'
    people = [{"acct": "carl@example.org", "url": "https://example.org/@carl"}, {"acct": 7}, "x"]
    ours = reading.posted(status(content=f"<p>{link} sorry!</p>", mentions=people, in_reply_to_id="s0"))
    assert (ours.text, ours.parent_remote_id, ours.author_remote_id) == ("@carl@example.org sorry!", "s0", "77")


@pytest.mark.parametrize("value", [None, -1, True, "12", 1.5, 10**30])
def test_a_number_of_followers_that_is_none_is_unknown(value: object) -> None:
    assert reading.author(account(followers_count=value)).followers is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//x.example", 7, "https://x.example/" + "a" * 2000, "https://\ud800"]
)
def test_an_address_that_is_no_web_address_is_left_out(url: object) -> None:
    assert reading.post(status(url=url, uri=url)).url is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"content": None}, "no text"),
        ({"content": ["x"]}, "no text"),
        ({"created_at": None}, "no date"),
        ({"created_at": 1772452680}, "no date"),
        ({"created_at": "yesterday"}, "no readable date"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "no readable date"),
        ({"created_at": "9999-12-31T23:59:59-14:00"}, "no readable date"),
        ({"account": None}, "author"),
        ({"account": account(acct="carl @victim")}, "handle"),
        ({"account": account(acct="carl@a@b")}, "handle"),
        ({"account": account(acct="carl\n")}, "handle"),
        ({"account": account(acct="")}, "handle"),
        ({"account": account(acct="\ud800")}, "handle"),
        ({"id": None}, "id"),
        ({"id": ".."}, "id"),
        ({"id": "a" * 256}, "id"),
        ({"id": "\ud800"}, "id"),
        ({"id": True}, "id"),
        ({"in_reply_to_id": {"x": 1}}, "id"),
    ],
)
def test_a_post_that_cannot_be_read_says_why_and_keeps_what_came(changed: dict[str, Any], reason: str) -> None:
    broken = notification(3, status=status(3, **changed))
    read = reading.mention(broken)
    assert isinstance(read, Unreadable)
    assert reason in read.reason
    assert json.loads(read.raw) == broken
    assert read.remote_id == (None if "id" in changed else "s3")


@pytest.mark.parametrize("item", [None, 7, "x", [], {}, {"type": "mention"}, {"type": "mention", "status": None}])
def test_what_is_no_notification_becomes_a_row_that_says_so(item: object) -> None:
    assert isinstance(reading.mention(item), Unreadable)


def test_a_favourite_is_no_mention() -> None:
    assert reading.mention(notification(type="favourite")) is None
    assert reading.mention({"type": "follow"}) is None


def test_ids_and_dates_far_from_ours_are_read_as_they_are() -> None:
    old = reading.post(status(id="01M82CJMDSG4P7MJP81XH9PZAK", created_at="1969-07-20T20:17:40"))
    assert (old.remote_id, old.published_at) == (
        "01M82CJMDSG4P7MJP81XH9PZAK",
        datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC),
    )
    assert reading.post(status(id=12345678901234567890)).remote_id == "12345678901234567890"


def test_a_server_tells_its_limits() -> None:
    said = {"configuration": {"statuses": {"max_characters": 5000, "characters_reserved_per_url": 25}}}
    assert reading.limits(said) == Limits(5000, 25, "graphemes")
    said["configuration"]["statuses"]["characters_reserved_per_url"] = -1
    assert reading.limits(said).link_length == 23


@pytest.mark.parametrize("characters", [None, "500", 0, -5, True, 10**12, 1.5])
def test_a_limit_that_is_none_is_not_believed(characters: object) -> None:
    with pytest.raises(reading.CannotRead):
        reading.limits({"configuration": {"statuses": {"max_characters": characters}}})


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
changed_posts = st.dictionaries(st.sampled_from(sorted(status())), anything)
changed_authors = st.dictionaries(st.sampled_from(sorted(account())), anything)


@settings(deadline=None)  # a busy machine is no failure
@given(changed_posts, changed_authors)
def test_whatever_stands_in_a_notification_is_a_post_or_a_row_that_says_why(post: Any, author: Any) -> None:
    read = reading.mention(notification(status=status(account=account(**author)) | post))
    assert isinstance(read, Post | Unreadable)
    if isinstance(read, Post):
        assert read.published_at.utcoffset() is not None
        assert " " not in read.author.handle
