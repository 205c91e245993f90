"""X tells a customer's name only when asked for it, and for money: who is a number at first gets a name later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from helpdesk.connections import Acquaintances
from helpdesk.intake.webhooks import Received
from helpdesk.intake.x_activity import Activity, take_in_activity
from helpdesk.networks.connect import connect
from helpdesk.networks.protocol import Access
from helpdesk.records.authors import Author
from tests.cast import Office
from tests.simulator.x_wire import whole
from tests.x_town import Place, x_town

LOOK_UP = "/2/users"


@contextmanager
def restarted(place: Place) -> Iterator[Place]:
    """Another process, which knows whom the desk knows."""
    known = Acquaintances(place.office.database, "x")
    access = Access(place.x.base_url, "@brightbyte", place.x.token_of("brightbyte"), known_authors=known)
    network = connect("x", access, place.office.clock)
    yield replace(place, network=network)
    network.close()


def names(office: Office) -> list[tuple[str, str]]:
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.execute(select(Author.handle, Author.name).order_by(Author.id))]


def look_ups(place: Place) -> int:
    return sum(request.path == LOOK_UP for request in place.x.requests)


def reposts(place: Place) -> None:
    news = place.x.truth.publish("brightbyte", "Our news")
    place.x.truth.publish("dora", "RT @brightbyte: Our news", reposted=news)
    assert place.poll()


def is_pushed(place: Place) -> None:
    """As X does it: events of answers and quotes come without their authors."""
    ours = place.x.truth.publish("brightbyte", "Our news")
    written = place.x.truth.versions[place.x.truth.publish("dora", "@brightbyte nice", parent=ours)]
    event = Activity("u1", "post.reply.create", place.listening.own_id or "", whole(place.x.truth, written), {})
    result = Received()
    with place.office.database.writing() as connection:
        take_in_activity(connection, event, result, place.office.clock.now())
    assert result.queued == 1


@pytest.mark.parametrize("first", [reposts, is_pushed])
def test_whoever_was_a_number_has_a_name_once_x_was_asked(first: Callable[[Place], None], office: Office) -> None:
    with x_town(office) as town, restarted(town) as place:
        first(place)
        number = place.x.truth.person("dora").id
        assert (number, number) in names(office)
        place.x.later(minutes=1)
        place.x.truth.publish("dora", "@brightbyte my parcel?")
        with restarted(town) as later:
            for _ in range(3):
                assert later.poll()
        assert ("dora", "Dora") in names(office)
        assert (number, number) not in names(office)
        assert look_ups(place) == 1


def test_of_whom_x_tells_nothing_it_is_asked_once(office: Office) -> None:
    with x_town(office) as town, restarted(town) as place:
        place.x.truth.publish("carl", "@brightbyte hey")
        number = place.x.truth.people.pop("carl").id
        for _ in range(3):
            assert place.poll()
        assert (names(office), look_ups(place)) == ([(number, number)], 1)


def test_a_name_that_is_known_is_not_lost_to_a_number(office: Office) -> None:
    with x_town(office) as town, restarted(town) as place:
        place.x.truth.publish("dora", "@brightbyte my parcel?")
        assert place.poll()
        reposts(place)
        is_pushed(place)
        assert {name for name in names(office) if name[0] != "brightbyte"} == {("dora", "Dora")}
        assert look_ups(place) == 1
