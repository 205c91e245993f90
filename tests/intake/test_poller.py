"""Polling the practice network over HTTP: everything once, whatever happens between two pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from helpdesk.intake.poller import poll_page
from helpdesk.records.accounts import Listener
from helpdesk.records.mentions import Mention
from tests.cast import Office
from tests.town import Town, town


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Town]:
    with town(office, tmp_path) as opened:
        yield opened


def stored(place: Town) -> list[str]:
    with place.office.database.reading() as connection:
        return list(connection.execute(select(Mention.remote_id).order_by(Mention.id)).scalars())


def listener(place: Town):  # type: ignore[no-untyped-def]  # a row
    with place.office.database.reading() as connection:
        return connection.execute(select(Listener)).one()


def test_every_post_becomes_one_row_over_many_pages(place: Town) -> None:
    written = [place.carl_writes(f"@brightbyte parcel {number}?") for number in range(205)]
    assert place.poll()
    assert sorted(stored(place)) == sorted(written)
    assert listener(place).polled_at == place.office.clock.now()


def test_polling_again_adds_nothing_and_finds_what_is_new(place: Town) -> None:
    place.carl_writes("@brightbyte one")
    place.poll()
    place.poll()
    second = place.carl_writes("@brightbyte two")
    place.poll()
    assert stored(place)[-1] == second
    assert len(stored(place)) == 2
    tally = listener(place)
    assert tally.fetched == tally.queued + tally.set_aside + tally.seen_before
    assert tally.queued == 2


def test_a_page_that_fails_is_noted_and_the_next_poll_goes_on_from_there(place: Town) -> None:
    written = [place.carl_writes(f"@brightbyte parcel {number}?") for number in range(150)]
    poll_page(place.office.database, place.office.clock, place.listening, place.network)
    place.fault("html", method="GET", path="/api/v1/notifications")
    assert not place.poll()
    assert listener(place).failing_since == place.office.clock.now()
    assert listener(place).problem
    place.office.clock.forward(seconds=5)
    assert place.poll()
    assert (listener(place).failing_since, listener(place).problem) == (None, None)
    assert sorted(stored(place)) == sorted(written)


def test_a_network_that_asks_for_patience_is_left_alone_until_then(place: Town) -> None:
    place.carl_writes("@brightbyte one")
    place.fault("status", method="GET", path="/api/v1/notifications", status=429, headers={"Retry-After": "60"})
    assert not place.poll()
    assert not place.poll()
    assert stored(place) == []
    place.office.clock.forward(seconds=61)
    assert place.poll()
    assert len(stored(place)) == 1


@pytest.mark.parametrize("effect", ["status", "drop_before", "drop_after", "truncate", "html"])
def test_whatever_way_a_poll_fails_nothing_is_lost_and_nothing_doubled(place: Town, effect: str) -> None:
    written = [place.carl_writes(f"@brightbyte parcel {number}?") for number in range(90)]
    place.fault(effect, method="GET", path="/api/v1/notifications", count=2)
    for _ in range(4):
        place.poll()
        place.office.clock.forward(minutes=6)
    assert sorted(stored(place)) == sorted(written)


def test_our_own_posts_and_the_answers_to_them_are_told_apart(place: Town) -> None:
    place.carl_writes("@brightbyte to ourselves", handle="brightbyte")
    place.carl_writes("@brightbyte from Carl")
    place.poll()
    with place.office.database.reading() as connection:
        states = connection.execute(select(Mention.state, func.count()).group_by(Mention.state)).all()
    assert dict(states).get("new") == 1  # type: ignore[arg-type]  # rows are pairs
