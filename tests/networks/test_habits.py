"""What networks do to their readers by nature: ids too long for a float, hostile words, posts shown late or to few."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpdesk.networks.protocol import Network, Outgoing, Post
from helpdesk.outbox.same_words import same_words
from helpdesk.sandbox.publishing import NewPost, publish
from tests.browser.hostile_lines import LINES
from tests.cast import Office, SetClock
from tests.networks.between import Between, altered
from tests.networks.street import LISTS
from tests.networks.worlds import WORLDS, World
from tests.outbox.test_sender import answer, work
from tests.town import town

TOO_LONG_FOR_A_FLOAT = 2**53


def heard(desk: Network, cursor: str | None = None) -> tuple[dict[str, Post], str]:
    """Every post of a whole walk, by its id, and where the next one begins."""
    posts: dict[str, Post] = {}
    while True:
        page = desk.mentions(cursor)
        posts |= {item.remote_id: item for item in page.items if isinstance(item, Post)}
        cursor = page.cursor
        if not page.more:
            return posts, cursor


def test_ids_are_kept_to_their_last_digit(world: World, desk: Network) -> None:
    written = [world.writes(f"@brightbyte number {number}", None) for number in range(3)]
    assert list(heard(desk)[0]) == written
    posted = desk.post(Outgoing("Here. ^AL", written[0], "reply-1", world.clock.now()))
    for each in (*written, posted.remote_id):
        assert desk.read(each).remote_id == each
        if world.network != "bluesky":  # whose ids are words
            assert int(each) > TOO_LONG_FOR_A_FLOAT


def test_hostile_words_are_read_and_written_as_words(world: World, desk: Network) -> None:
    written = {world.writes(f"@brightbyte {line}", None): f"@brightbyte {line}" for line in LINES}
    assert {each: post.text.split() for each, post in heard(desk)[0].items()} == {
        each: text.split() for each, text in written.items()
    }
    for number, (parent, line) in enumerate(zip(written, LINES, strict=True)):
        if number % 100 == 99:
            world.clock.forward(minutes=15)  # X takes no more than a hundred posts in that time
        said = f"{number}: {line} ^AL"
        posted = desk.post(Outgoing(said, parent, f"reply-{number}", world.clock.now()))
        assert same_words(desk.read(posted.remote_id).text, said)
        assert desk.read(posted.remote_id).parent_remote_id == parent


@pytest.mark.parametrize("network", sorted(WORLDS))
def test_a_post_that_its_network_shows_late_is_found_among_newer_ones(
    network: str, clock: SetClock, tmp_path: Path
) -> None:
    with (
        WORLDS[network](clock, tmp_path) as world,
        Between(world.base_url) as front,
        world.connector(front.base_url) as desk,
    ):
        written, late = [world.writes("@brightbyte one", None)], world.writes("@brightbyte late", None)
        front.strikes(LISTS[network], altered(lambda page: _without(network, page, late)))
        found, cursor = heard(desk)
        for number in range(5):
            written.append(world.writes(f"@brightbyte more {number}", None))
            more, cursor = heard(desk, cursor)
            found |= more
        assert sorted(found) == sorted(written)
        front.calm()
        clock.forward(minutes=6)
        assert late in heard(desk, cursor)[0]


def _without(network: str, page: Any, late: str) -> Any:
    """A page that does not show this post yet."""
    if network == "mastodon":
        return [each for each in page if each["status"]["id"] != late]
    name, key = ("data", "id") if network == "x" else ("notifications", "uri")
    return {**page, name: [each for each in page.get(name, []) if each[key] != late]}


@pytest.mark.parametrize("visibility", ["direct", "private", "unlisted"])
def test_an_answer_on_mastodon_is_shown_to_no_more_people_than_what_it_answers(
    visibility: str, office: Office, tmp_path: Path
) -> None:
    with town(office, tmp_path) as place:
        publish(place.store, NewPost("carl", "Carl", "@brightbyte psst", visibility=visibility), office.clock.now())
        place.poll()
        place.sort()
        answer(place)
        work(place)
        assert [(post["text"], post["visibility"]) for post in place.said_by_us()] == [
            ("@carl Of course, here it comes. ^AL", visibility)
        ]
