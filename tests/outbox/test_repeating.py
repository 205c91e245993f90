"""A doubt on Mastodon: looked for after the quiet time, and posted once more while the server still knows its key."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.networks.mastodon_reading import is_mastodon
from helpdesk.records.replies import QUEUED, SENT, UNKNOWN, Reply
from tests.cast import Office
from tests.networks.between import Call, altered, instead
from tests.networks.misbehaving import answer
from tests.networks.street import POSTS, Street, street
from tests.outbox.rounds import everybody_is_answered, hours_pass, one_round, reconciler

POST = POSTS["mastodon"]
TROUBLE = instead(answer("", "504 Gateway Timeout"))
INSTANCE = Call("GET", "/api/v2/instance")


def reply(place: Street) -> Any:
    with place.office.database.reading() as connection:
        return connection.execute(select(Reply)).one()


def in_doubt(place: Street, minutes: float = 3) -> None:
    """The answer's first try had no good end, and so much later it is looked for."""
    everybody_is_answered(place)
    place.shops["well"].front.strikes(POST, TROUBLE)
    one_round(place)
    assert reply(place).state == UNKNOWN
    place.office.clock.forward(minutes=minutes)
    reconciler(place).settle_next()


def test_what_a_look_does_not_find_is_posted_once_more_and_only_once(office: Office, tmp_path: Path) -> None:
    with street(office, tmp_path, "mastodon", ()) as place:
        well = place.shops["well"]
        in_doubt(place)
        assert (reply(place).state, reply(place).in_doubt) == (QUEUED, True)
        hours_pass(place)
        assert (reply(place).state, reply(place).looks, well.front.times(POST)) == (UNKNOWN, 3, 2)


def test_a_first_try_that_arrives_with_the_second_is_one_post(office: Office, tmp_path: Path) -> None:
    arrives: list[Callable[[], bytes]] = []

    def held_up(connection: socket.socket, over: threading.Event, passed_on: Callable[[], bytes]) -> None:
        arrives.append(passed_on)

    def both(connection: socket.socket, over: threading.Event, passed_on: Callable[[], bytes]) -> None:
        arrives.pop()()
        connection.sendall(passed_on())

    with street(office, tmp_path, "mastodon", ()) as place:
        well = place.shops["well"]
        well.front.strikes(POST, held_up)
        in_doubt(place)
        well.front.calm()
        well.front.strikes(POST, both)
        one_round(place)
        assert (reply(place).state, well.front.times(POST)) == (SENT, 2)
        assert place.city.said("well") == [well.carls]


@pytest.mark.parametrize("minutes", [46, 61])
def test_a_key_that_may_soon_be_forgotten_is_not_relied_on(minutes: int, office: Office, tmp_path: Path) -> None:
    with street(office, tmp_path, "mastodon", ()) as place:
        in_doubt(place, minutes)
        place.calm()
        hours_pass(place)
        assert (reply(place).state, place.shops["well"].front.times(POST)) == (UNKNOWN, 1)


def test_a_server_that_only_speaks_its_api_is_not_relied_on(office: Office, tmp_path: Path) -> None:
    with street(office, tmp_path, "mastodon", ()) as place:
        imitates = altered(lambda instance: {**instance, "version": "4.4.0 (compatible; Other 1.2)"})
        place.shops["well"].front.strikes(INSTANCE, imitates)
        in_doubt(place)
        assert reply(place).state == UNKNOWN
        place.calm()
        place.shops["well"].front.strikes(INSTANCE, imitates)
        hours_pass(place)
        assert (reply(place).state, place.shops["well"].front.times(POST)) == (UNKNOWN, 1)


@pytest.mark.parametrize(
    ("version", "api", "its_own"),
    [
        ("4.4.0", {"mastodon": 6}, True),
        ("4.5.0-alpha.1+glitch", {"mastodon": 7}, True),
        ("4.2.0", None, False),
        ("0.19.1+git-0ab12cd", {"mastodon": 6}, False),
        ("2.7.2 (compatible; Pleroma 2.9)", {"mastodon": 2}, False),
        ("4.4.0", {"mastodon": True}, False),
        ("4.4.0", {"other": 6}, False),
        (4, {"mastodon": 6}, False),
    ],
)
def test_mastodon_is_known_by_what_it_says_of_itself(version: object, api: object, its_own: bool) -> None:
    assert is_mastodon({"version": version, "api_versions": api}) is its_own
    assert not is_mastodon([version, api])
