"""Listening words on the practice network, over real HTTP: a newcomer tries what they do on X and Bluesky."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.desk.listening import listen_for
from helpdesk.intake.search import EVERY, Search
from helpdesk.networks.practice import HITS_A_PAGE
from helpdesk.records.listening_words import ListeningWord
from helpdesk.records.mentions import SET_ASIDE, Mention
from tests.cast import Office
from tests.town import Town, town


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Town]:
    with town(office, tmp_path) as opened:
        yield opened


def listens_for(place: Town, words: str) -> None:
    with place.office.database.writing() as connection:
        listen_for(connection, place.office.account, words, acting=place.office.mona, at=place.office.clock.now())


def searches(place: Town) -> bool:
    place.office.clock.forward(seconds=EVERY.total_seconds())
    return Search(place.office.database, place.office.clock).step(place.listening, place.network)


def rows(place: Town) -> list[tuple[Any, ...]]:
    with place.office.database.reading() as connection:
        asked = select(Mention.text, Mention.found_by).where(Mention.state != SET_ASIDE).order_by(Mention.id)
        return [tuple(row) for row in connection.execute(asked)]


def test_who_does_not_name_us_is_found_by_their_words_once(place: Town) -> None:
    listens_for(place, "brightbite")
    place.carl_writes("My BrightBite kettle leaks")
    place.carl_writes("Nothing about you")
    for _ in range(2):
        assert searches(place)
    assert rows(place) == [("My BrightBite kettle leaks", "brightbite")]


def test_words_in_quotes_belong_together_and_signs_mean_themselves(place: Town) -> None:
    listens_for(place, '"bright byte"')
    listens_for(place, "100%_off")
    for text in ("a bright red byte", "oh Bright Byte", "100xxoff", "100%_off!"):
        place.carl_writes(text)
    assert searches(place)
    assert rows(place) == [("oh Bright Byte", '"bright byte"'), ("100%_off!", "100%_off")]


def test_many_hits_are_walked_through_to_the_end_oldest_first_and_none_of_ours(place: Town) -> None:
    listens_for(place, "kettle")
    written = [f"kettle {number}" for number in range(2 * HITS_A_PAGE + 3)]
    for text in written[:HITS_A_PAGE]:
        place.carl_writes(text)
    place.carl_writes("Our kettles are back", handle="brightbyte")
    for text in written[HITS_A_PAGE:]:
        place.carl_writes(text)
    assert searches(place)
    assert rows(place) == [(text, "kettle") for text in written]


def test_a_post_that_names_us_too_is_one_row_and_may_be_found_either_way(place: Town) -> None:
    listens_for(place, "kettle")
    place.carl_writes("@brightbyte my kettle leaks")
    assert searches(place)
    place.poll()
    assert rows(place) == [("@brightbyte my kettle leaks", None)]


def test_a_search_that_fails_is_told_and_goes_on_where_it_was(place: Town) -> None:
    listens_for(place, "kettle")
    place.carl_writes("kettle one")
    place.fault("status", method="GET", path="/api/v2/search", status=503)
    assert not searches(place)
    with place.office.database.reading() as connection:
        assert connection.execute(select(ListeningWord.problem)).scalar_one()
    assert searches(place)
    assert rows(place) == [("kettle one", "kettle")]
