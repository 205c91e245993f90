"""The id that a reply has at every attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.networks.bluesky.record import moment_of, post_address, reply_key, tid
from helpdesk.networks.json_reading import CannotRead
from tests.cast import NOON
from tests.simulator.bluesky.repository import TID

MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_tid_is_read_as_those_who_defined_it_do() -> None:
    seen = moment_of("3n2we7rfwjk2h")  # the revision of a commit, in a server's answer of that second
    assert seen is not None
    assert seen.replace(microsecond=0) == datetime(2026, 11, 22, 19, 32, 58, tzinfo=UTC)


@given(MOMENTS, st.text(max_size=40))
def test_a_reply_has_one_id_and_it_tells_its_moment(moment: datetime, key: str) -> None:
    made = tid(moment, key)
    assert TID.fullmatch(made)
    assert made == tid(moment, key)
    assert moment_of(made) == moment


@given(MOMENTS, MOMENTS, st.text(max_size=5), st.text(max_size=5))
def test_ids_sort_by_time(one: datetime, other: datetime, key: str, another: str) -> None:
    assert one == other or (one < other) == (tid(one, key) < tid(other, another))


def test_two_replies_of_one_moment_have_two_ids() -> None:
    assert tid(NOON, "8b1e") != tid(NOON, "8b1f")
    assert tid(NOON, "8b1e") != tid(NOON + timedelta(microseconds=1), "8b1e")


def test_many_replies_of_one_moment_have_an_id_each_which_is_of_the_second_before() -> None:
    keys = [f"8b1e-{part}" for part in range(2, 1_002)]
    made = {key: reply_key(NOON, key) for key in keys}
    assert len(set(made.values())) == 1_000
    assert made == {key: reply_key(NOON, key) for key in keys}
    moments = [moment_of(each) for each in made.values()]
    assert all(each is not None and NOON - timedelta(seconds=1) < each <= NOON for each in moments)


@pytest.mark.parametrize("key", ["", "3", "zzzzzzzzzzzzz", "3n2we7rfwjk20", "self"])
def test_what_is_no_tid_tells_no_moment(key: str) -> None:
    found = moment_of(key)
    assert found is None or found.year > 2200


@pytest.mark.parametrize(
    "uri",
    ["", None, 7, "at://", "at://did:plc:a/app.bsky.feed.post/", "at://did:plc:a/app.bsky.feed.post/a/b",
     "at://did:plc:a/app.bsky.feed.like/3k", "at://did:plc:a/app.bsky.feed.post/3k?x",
     "at://did:plc:a/app.bsky.feed.post/" + "3" * 600, "https://bsky.app/profile/did:plc:a/post/3k", "at://did:plc:a/app.bsky.feed.post/3k\n"],
)  # fmt: skip
def test_what_is_no_post_has_no_address(uri: object) -> None:
    with pytest.raises(CannotRead):
        post_address(uri)
