"""The connector of a feed against servers that answer over HTTP, well and badly."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import pytest
from sqlalchemy import insert, select

from helpdesk.intake.poller import poll
from helpdesk.intake.queue import Listening
from helpdesk.networks.connect import connect
from helpdesk.networks.errors import (
    Missing,
    NetworkError,
    NotSent,
    RefusedByNetwork,
    SignedOut,
    TooLarge,
    TryLater,
    Uncertain,
    WrongSettings,
)
from helpdesk.networks.protocol import Access, Network, Outgoing
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.mentions import Mention
from tests.cast import NOON, Office, SetClock
from tests.networks.feeds import ATOM, EMPTY, RSS, item, rss
from tests.networks.misbehaving import Behaviour, Misbehaving, answer, bomb, drip, reset, silence

PATH = "/talk/feed?kind=rss&n=1"
TAGGED = ('ETag: W/"v1"', "Last-Modified: Mon, 02 Mar 2026 10:00:00 GMT", "Content-Type: application/rss+xml")
NOT_MODIFIED = answer("", "304 Not Modified")


@contextlib.contextmanager
def feed(
    *behaviours: Behaviour, clock: SetClock, token: str = "", patience: float = 5
) -> Iterator[tuple[Network, Misbehaving]]:
    with Misbehaving(*behaviours) as server:
        access = Access(server.base_url + PATH, "@talk", token)
        network = connect("feed", access, clock, timeout_seconds=patience)
        yield network, server
        network.close()


def test_a_feed_is_asked_for_at_its_whole_address_and_read(clock: SetClock) -> None:
    with feed(answer(RSS), clock=clock) as (network, server):
        page = network.mentions(None)
    assert [post.remote_id for post in page.items] == ["https://talk.example/1", "talk-3"]
    assert page.more is False
    assert server.requests[0].startswith(f"GET {PATH} HTTP/1.1".encode())
    assert b"authorization" not in server.requests[0].lower()
    assert b"application/rss+xml" in server.requests[0]


def test_what_has_not_changed_costs_one_small_request(clock: SetClock) -> None:
    with feed(answer(RSS, headers=TAGGED), NOT_MODIFIED, clock=clock) as (network, server):
        first = network.mentions(None)
        clock.forward(minutes=2)
        second = network.mentions(first.cursor)
        clock.forward(minutes=2)
        network.mentions(second.cursor)
    assert (second.items, second.cursor) == ((), first.cursor)
    for request in server.requests[1:]:
        assert b'if-none-match: w/"v1"' in request.lower()
        assert b"if-modified-since: mon, 02 mar 2026 10:00:00 gmt" in request.lower()


def test_the_same_document_without_a_tag_is_not_read_again(clock: SetClock) -> None:
    with feed(answer(RSS), clock=clock) as (network, _):
        first = network.mentions(None)
        clock.forward(minutes=2)
        assert network.mentions(first.cursor).items == ()


def test_another_process_goes_on_from_the_cursor(clock: SetClock) -> None:
    with feed(answer(RSS, headers=TAGGED), NOT_MODIFIED, clock=clock) as (network, server):
        cursor = network.mentions(None).cursor
        again = connect("feed", Access(server.base_url + PATH, "@talk", ""), clock)
        assert again.mentions(cursor).items == ()
        again.close()


@pytest.mark.parametrize("cursor", ["", "nonsense", "[]", "3", '{"etag": 3}', '{"etag": "a\\nb"}', '{"etag": "é"}'])
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str, clock: SetClock) -> None:
    with feed(answer(RSS), clock=clock) as (network, server):
        assert len(network.mentions(cursor).items) == 2
    assert b"if-none-match" not in server.requests[0].lower()


def test_a_tag_that_cannot_be_sent_back_is_not_kept(clock: SetClock) -> None:
    with feed(answer(RSS, headers=(f"ETag: {'x' * 600}",)), clock=clock) as (network, server):
        cursor = network.mentions(None).cursor
        clock.forward(minutes=2)
        network.mentions(cursor)
    assert b"if-none-match" not in server.requests[1].lower()


def test_a_feed_is_asked_once_a_minute_however_often_we_look(clock: SetClock) -> None:
    with feed(answer(RSS), answer("", "500 No"), answer(ATOM), clock=clock) as (network, server):
        cursor = network.mentions(None).cursor
        clock.forward(seconds=59)
        assert network.mentions(cursor).items == ()
        assert len(server.requests) == 1
        for _ in range(3):  # a failure is not forgotten meanwhile
            clock.forward(seconds=2)
            with pytest.raises(Uncertain):
                network.mentions(cursor)
        assert len(server.requests) == 2
        clock.forward(hours=-3)  # a clock that is set back does not keep us waiting
        assert len(network.mentions(cursor).items) == 1


def test_who_we_are_and_the_limit_ask_nothing(clock: SetClock) -> None:
    with feed(silence, clock=clock) as (network, server):
        assert network.whoami().handle == "127.0.0.1"
        assert network.limits().characters == 140
        assert (network.quotas(), network.take_spent(), network.own_posts()) == ((), 0, [])
        assert server.requests == []


def test_nothing_can_be_posted_looked_up_or_taken_back(clock: SetClock) -> None:
    with feed(silence, clock=clock) as (network, server):
        reply = Outgoing("hi", "1", "key", NOON)
        for act in (lambda: network.post(reply), lambda: network.read("1"), lambda: network.delete("1")):
            with pytest.raises(RefusedByNetwork, match="only listened to"):
                act()
        with pytest.raises(RefusedByNetwork):
            network.search("brightbyte", None)
        assert server.requests == []


def test_a_private_feed_may_have_a_token(clock: SetClock) -> None:
    with feed(answer(RSS), clock=clock, token="s3cret") as (network, server):
        network.mentions(None)
    assert b"authorization: bearer s3cret" in server.requests[0].lower()


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        (answer("<html>Log in</html>", headers=("Content-Type: text/html",)), Uncertain, "no RSS or Atom"),
        (answer('{"items": []}'), Uncertain, "no RSS or Atom"),
        (answer(""), Uncertain, "no RSS or Atom"),
        (answer(RSS, length=len(RSS) + 500), Uncertain, "no whole answer"),
        (answer("x" * 10_000_000), TooLarge, "more than 2,000,000 bytes"),
        (bomb(50), TooLarge, "more than 2,000,000 bytes"),
        (bomb(50, layers=2), NetworkError, ""),
        (answer("", "301 Moved", ("Location: https://new.example/feed",)), RefusedByNetwork, "moved to https://new"),
        (answer("", "308 Moved", ()), RefusedByNetwork, "has moved: connect it again"),
        (answer("", "302 Found", ("Location: http://169.254.169.254/",)), Uncertain, "does not follow"),
        (answer("", "410 Gone"), Missing, "not any more"),
        (answer("", "401 No"), SignedOut, "token"),
        (answer("", "429 Slow", ("Retry-After: 120",)), TryLater, "fewer requests"),
        (answer("", "500 No"), Uncertain, "trouble of its own"),
        (reset, Uncertain, "no whole answer"),
        (silence, Uncertain, "no whole answer"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" "), Uncertain, "no whole answer"),
    ],
    ids=[
        "a page", "JSON", "nothing", "cut off", "10 MB", "a bomb", "a double bomb", "moved", "moved nowhere",
        "sent elsewhere", "gone", "signed out", "too often", "trouble", "reset", "silence", "a slow drip",
    ],
)  # fmt: skip
def test_each_bad_answer_is_its_own_error_and_a_sentence(
    behaviour: Behaviour, kind: type[NetworkError], words: str, clock: SetClock
) -> None:
    with feed(behaviour, clock=clock, patience=1) as (network, server), pytest.raises(kind) as ended:
        network.mentions(None)
    assert words in ended.value.sentence
    assert len(server.requests) == 1  # nobody was followed elsewhere


def test_a_server_that_is_not_there_is_not_sent(clock: SetClock) -> None:
    network = connect("feed", Access("http://127.0.0.1:1/feed", "@talk", ""), clock)
    with pytest.raises(NotSent, match="cannot be reached"):
        network.mentions(None)


@pytest.mark.parametrize(
    "address", ["talk.example/feed", "ftp://talk.example/", "https://a:b@talk.example/", "http://[", ""]
)
def test_an_address_that_cannot_be_used_is_a_sentence(address: str, clock: SetClock) -> None:
    with pytest.raises(WrongSettings):
        connect("feed", Access(address, "@talk", ""), clock)


def test_a_feed_fills_the_queue_once_and_its_numbers_add_up(office: Office) -> None:
    with office.database.writing() as connection:
        made = connection.execute(
            insert(Account).values(network="feed", handle="@talk", purpose="service", listen_only=True, created_at=NOON)
        ).inserted_primary_key
        assert made is not None
        connection.execute(insert(Listener).values(account_id=made[0]))
    listening = Listening(made[0], "feed", "https://talk.example")
    more = RSS.replace("<item>", item(guid="4", title="Fourth") + "<item>", 1)
    with feed(answer(RSS), answer(more), answer(rss()), answer(more), clock=office.clock) as (network, _):
        for _ in range(4):
            assert poll(office.database, office.clock, listening, network)
            office.clock.forward(minutes=2)
    with office.database.reading() as connection:
        keys = connection.execute(select(Mention.remote_id).where(Mention.account_id == made[0])).scalars().all()
        listener = connection.execute(select(Listener).where(Listener.account_id == made[0])).one()
    assert sorted(keys) == ["4", "https://talk.example/1", "talk-3"]
    assert (listener.fetched, listener.queued, listener.set_aside, listener.seen_before) == (8, 3, 0, 5)
    assert listener.problem is None


def test_a_reader_that_breaks_is_not_taken_for_a_feed_without_news(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_named: object) -> None:
        raise KeyError("what nobody foresaw")

    monkeypatch.setattr(feedparser, "parse", breaks)
    with feed(answer(RSS), answer(RSS), clock=clock) as (network, server):
        with pytest.raises(KeyError):
            network.mentions(None)
        with pytest.raises(Uncertain, match="could not be read"):
            network.mentions(None)
        monkeypatch.undo()
        clock.forward(minutes=1)
        assert len(network.mentions(None).items) == 2
        assert network.mentions(None).items == ()
        assert len(server.requests) == 2


def numbered(*numbers: int) -> Behaviour:
    """A feed that shows these entries, one an hour, the newest first as feeds do."""
    shown = [
        item(title=f"Entry {number}", guid=f"talk-{number}", pubDate=f"Mon, 02 Mar 2026 {number:02}:00:00 GMT")
        for number in sorted(numbers, reverse=True)
    ]
    return answer(rss(*shown))


def test_a_feed_that_let_go_of_all_that_we_knew_has_a_gap_which_is_declared_once(clock: SetClock) -> None:
    with feed(numbered(1, 2, 3), numbered(6, 7, 8), numbered(7, 8, 9), clock=clock) as (network, _):
        first = network.mentions(None)
        clock.forward(minutes=2)
        second = network.mentions(first.cursor)
        clock.forward(minutes=2)
        third = network.mentions(second.cursor)
    assert first.gap is None  # what was before us is nobody's loss
    assert second.gap is not None
    assert (second.gap.since, second.gap.until) == (at_hour(3), at_hour(6))
    assert third.gap is None


def test_one_entry_that_is_still_there_means_that_nothing_fell_out(clock: SetClock) -> None:
    with feed(numbered(1, 2, 3), numbered(3, 4, 5), NOT_MODIFIED, numbered(5, 6), clock=clock) as (network, _):
        cursor = None
        for _ in range(4):
            page = network.mentions(cursor)
            assert page.gap is None
            cursor = page.cursor
            clock.forward(minutes=2)


def test_a_feed_that_was_empty_for_a_while_is_still_compared_with_what_it_showed_before(clock: SetClock) -> None:
    with feed(numbered(1, 2), answer(EMPTY), numbered(6, 7), clock=clock) as (network, _):
        cursor = network.mentions(None).cursor
        clock.forward(minutes=2)
        empty = network.mentions(cursor)
        clock.forward(minutes=2)
        assert empty.gap is None
        gap = network.mentions(empty.cursor).gap
    assert gap is not None
    assert gap.since == at_hour(2)


def test_entries_without_a_date_are_known_by_what_they_are(clock: SetClock) -> None:
    def undated(*numbers: int) -> Behaviour:
        return answer(rss(*(item(title=f"Entry {number}", guid=f"talk-{number}") for number in numbers)))

    with feed(undated(2, 1), undated(3, 2), undated(9, 8), clock=clock) as (network, _):
        gaps, cursor = [], None
        for _ in range(3):
            page = network.mentions(cursor)
            gaps.append(page.gap)
            cursor = page.cursor
            clock.forward(minutes=2)
    assert gaps[:2] == [None, None]
    assert gaps[2] is not None
    assert gaps[2].since < gaps[2].until


def at_hour(hour: int) -> datetime:
    return datetime(2026, 3, 2, hour, tzinfo=UTC)
