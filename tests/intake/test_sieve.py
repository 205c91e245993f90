"""The sieve: what staff need not see, and posts that are odd but never lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.intake.sieve import LONGEST, OWN_POST, REPOST, sift, storable
from helpdesk.networks.protocol import Author, Post, Unreadable
from tests.cast import NOON

CARL = Author("c1", "carl", "Carl", 10)


def post(text: str = "Where is my parcel?", published_at: datetime = NOON, **more: object) -> Post:
    given = {"parent_remote_id": None, "url": None, "lang": None, "visibility": None, "author": CARL} | more
    return Post(remote_id="1", text=text, published_at=published_at, **given)  # type: ignore[arg-type]


def test_a_customers_post_goes_to_the_queue_as_it_is() -> None:
    sifted = sift(post(), own_id="us", now=NOON)
    assert (sifted.set_aside, sifted.remark, sifted.text) == (False, None, "Where is my parcel?")


def test_our_own_post_is_set_aside_with_the_reason() -> None:
    sifted = sift(post(author=Author("us", "brightbyte", "Brightbyte", None)), own_id="us", now=NOON)
    assert (sifted.set_aside, sifted.remark) == (True, OWN_POST)


def test_somebody_who_only_calls_themselves_like_us_is_a_customer() -> None:
    assert not sift(post(author=Author("thief", "brightbyte", "Brightbyte", None)), own_id="us", now=NOON).set_aside


@pytest.mark.parametrize("passed_on", [{"repost": True}, {"text": "RT @dora: @brightbyte has a sale"}])
def test_a_repost_is_set_aside_with_the_reason(passed_on: dict[str, object]) -> None:
    sifted = sift(post(**passed_on), own_id="us", now=NOON)  # type: ignore[arg-type]
    assert (sifted.set_aside, sifted.remark) == (True, REPOST)


def test_what_cannot_be_read_becomes_a_row_that_says_so() -> None:
    sifted = sift(Unreadable(None, '{"id": 5}', "it has no author"), own_id="us", now=NOON)
    assert sifted.set_aside
    assert sifted.remark == "could not be read: it has no author"
    assert sifted.text == '{"id": 5}'
    assert sifted.remote_id.startswith("unreadable-")


@pytest.mark.parametrize("year", [1, 1900, 2005, 2200, 9999])
def test_a_date_that_cannot_be_counts_from_when_we_received_it(year: int) -> None:
    sifted = sift(post(published_at=NOON.replace(year=year)), own_id="us", now=NOON)
    assert sifted.published_at == NOON
    assert not sifted.set_aside
    assert sifted.remark is not None
    assert "counted from when we received it" in sifted.remark


def test_a_network_whose_clock_is_ahead_of_ours_makes_no_negative_wait() -> None:
    sifted = sift(post(published_at=NOON + timedelta(minutes=2)), own_id="us", now=NOON)
    assert (sifted.published_at, sifted.remark) == (NOON, None)


def test_a_hundred_thousand_characters_are_cut_with_a_remark_and_stay_in_the_queue() -> None:
    sifted = sift(post("x" * 100_000), own_id="us", now=NOON)
    assert len(sifted.text) == LONGEST
    assert not sifted.set_aside
    assert sifted.remark == "cut to 20,000 of its 100,000 characters"


def test_nul_and_half_characters_are_shown_as_replacement_characters() -> None:
    sifted = sift(post("a\x00b\ud83dc"), own_id="us", now=NOON)
    assert sifted.text == "a\ufffdb\ufffdc"


def test_names_and_addresses_are_made_storable_too() -> None:
    odd = Author("c\x001", "ca\x00rl", "Carl \udc00", None)
    sifted = sift(post(author=odd, parent_remote_id="p\x00"), own_id="us", now=NOON)
    assert sifted.post is not None
    assert (sifted.post.author.handle, sifted.post.author.name) == ("ca\ufffdrl", "Carl \ufffd")
    assert sifted.post.parent_remote_id == "p\ufffd"


@given(st.text(st.characters(categories=None), max_size=60))
def test_every_text_becomes_one_that_can_be_stored_and_stays_so(text: str) -> None:
    stored = storable(text)
    assert "\x00" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert storable(stored) == stored


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60))
def test_a_text_that_can_be_stored_is_not_changed(text: str) -> None:
    assert storable(text) == text
