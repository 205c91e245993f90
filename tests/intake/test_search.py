"""Listening words: each has its own cursor and its own hits, and none is lost for another's trouble."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from helpdesk.desk.listening import listen_for, listen_no_more, poll_every
from helpdesk.desk.misspellings import misspellings
from helpdesk.desk.refused import Refused
from helpdesk.intake.queue import Listening
from helpdesk.intake.search import Search
from helpdesk.networks.errors import NetworkError, NotSent, OutOfCredit, RefusedByNetwork, TryLater, Uncertain
from helpdesk.networks.protocol import Page
from helpdesk.records.accounts import Listener
from helpdesk.records.alarms import Alarm
from helpdesk.records.events import Event
from helpdesk.records.listening_words import ListeningWord
from helpdesk.records.mentions import Mention
from tests.cast import NOON, Office
from tests.intake.scripted import Scripted, post


def listens_for(office: Office, *words: str) -> None:
    with office.database.writing() as connection:
        for each in words:
            listen_for(connection, office.account, each, acting=office.mona, at=office.clock.now())


def searches(office: Office, network: Scripted, search: Search | None = None) -> bool:
    search = search or Search(office.database, office.clock)
    return search.step(Listening(office.account, "practice", "our-own-id"), network)


def words(office: Office) -> dict[str, tuple[int, str | None, str | None]]:
    with office.database.reading() as connection:
        rows = connection.execute(select(ListeningWord)).all()
    return {row.words: (row.hits, row.cursor, row.problem) for row in rows}


def test_each_word_is_searched_for_and_counts_what_only_it_found(office: Office) -> None:
    listens_for(office, "Bright  Byte", "brightbite")
    found = post("1", found_by="bright byte", may_reply=False)
    network = Scripted(
        hits={
            "bright byte": [
                Page((found,), "a", more=True),
                Page((post("2", found_by="bright byte"),), "b", more=False),
            ],
            "brightbite": [Page((found, post("3", found_by="brightbite")), "c", more=False)],
        }
    )
    assert searches(office, network)
    assert words(office) == {"bright byte": (2, "b", None), "brightbite": (1, "c", None)}
    with office.database.reading() as connection:
        assert connection.execute(select(Mention.may_reply).where(Mention.remote_id == "1")).scalar_one() is False
        tally = connection.execute(select(Listener)).one()
    assert (tally.fetched, tally.queued, tally.seen_before) == (4, 3, 1)


def test_a_word_that_fails_says_so_and_the_others_go_on(office: Office) -> None:
    listens_for(office, "one word", "two words")
    refusal = RefusedByNetwork("The network does not understand this search.", 400)
    network = Scripted(hits={"one word": [refusal], "two words": [Page((post("1"),), "a", more=False)]})
    assert not searches(office, network)
    assert words(office)["one word"] == (0, None, refusal.sentence)
    assert words(office)["two words"][0] == 1
    office.clock.forward(seconds=61)
    assert searches(office, network)
    assert words(office)["one word"][2] is None


@pytest.mark.parametrize(
    ("error", "rests"),
    [
        (TryLater("Too many searches.", NOON + timedelta(minutes=14)), 14),
        (TryLater("Too many searches.", None), 1),
        (NotSent("It cannot be reached."), 1),
        (Uncertain("It gave no answer."), 1),
    ],
    ids=["until a moment", "without a moment", "nobody there", "silence"],
)
def test_trouble_that_is_not_of_one_word_is_met_once_and_waited_out(
    error: NetworkError, rests: int, office: Office
) -> None:
    listens_for(office, "one word", "two words", "three words")
    network, search = Scripted(hits={"one word": [error]}), Search(office.database, office.clock)
    assert not searches(office, network, search)
    assert (network.asked, words(office)["one word"][2]) == ([("one word", None)], error.sentence)
    for _ in range(rests):
        office.clock.forward(seconds=59)
        assert searches(office, network, search)
        assert len(network.asked) == 1, "left alone until then"
        office.clock.forward(seconds=1)
    assert searches(office, network, search)
    assert [word for word, _ in network.asked[1:]] == ["two words", "three words", "one word"], "each has its turn"
    assert {problem for _, _, problem in words(office).values()} == {None}


def test_words_are_searched_for_once_a_minute_and_not_after_they_were_ended(office: Office) -> None:
    listens_for(office, "brightbite")
    network = Scripted()
    for _ in range(3):
        searches(office, network)
    assert len(network.asked) == 1
    office.clock.forward(seconds=60)
    with office.database.writing() as connection:
        listen_no_more(connection, 1, acting=office.mona, at=office.clock.now())
        listen_no_more(connection, 1, acting=office.mona, at=office.clock.now())
    searches(office, network)
    assert len(network.asked) == 1
    listens_for(office, "brightbite")
    searches(office, network)
    assert network.asked[-1] == ("brightbite", "start"), "it goes on where it stood"
    with office.database.reading() as connection:
        told = connection.execute(select(Event.kind, func.count()).group_by(Event.kind)).all()
    assert dict(told)["word_added"] == 2  # type: ignore[arg-type]  # rows are pairs
    assert dict(told)["word_removed"] == 1  # type: ignore[arg-type]


def test_a_network_that_cannot_search_is_not_asked(office: Office) -> None:
    listens_for(office, "brightbite")
    network = Scripted(can_search=False)
    assert searches(office, network)
    assert network.asked == []


@pytest.mark.parametrize("word", ["", " ", "a", "x" * 101, "!!"])
def test_what_is_no_word_is_refused(office: Office, word: str) -> None:
    with pytest.raises(Refused, match="listening word has"):
        listens_for(office, word)


def test_agents_set_neither_words_nor_the_interval(office: Office) -> None:
    with pytest.raises(Refused, match="role"), office.database.writing() as connection:
        listen_for(connection, office.account, "brightbite", acting=office.ada, at=office.clock.now())
    with pytest.raises(Refused, match="role"), office.database.writing() as connection:
        poll_every(connection, office.account, 60, acting=office.ada, at=office.clock.now())


def test_the_interval_is_bounded_and_each_change_is_written_down(office: Office) -> None:
    for seconds in (60, 60, None):
        with office.database.writing() as connection:
            poll_every(connection, office.account, seconds, acting=office.mona, at=office.clock.now())
    with pytest.raises(Refused, match="1 to 3,600"), office.database.writing() as connection:
        poll_every(connection, office.account, 0, acting=office.mona, at=office.clock.now())
    with office.database.reading() as connection:
        changes = connection.execute(select(Event.data).where(Event.kind == "poll_interval_changed")).scalars().all()
    assert [(each["before"], each["seconds"]) for each in changes] == [(None, 60), (60, None)]


def test_likely_misspellings_of_a_brand() -> None:
    assert "brightbite" in misspellings("@brightbyte")
    assert "bestby" in misspellings("@BestBuy") or "bestbui" in misspellings("@BestBuy")
    assert misspellings("@ikea", known=misspellings("@ikea")) != misspellings("@ikea")
    assert misspellings("@x") == []


@given(st.text(max_size=30))
def test_misspellings_of_anything_are_few_and_different(name: str) -> None:
    found = misspellings(name)
    assert len(found) == len(set(found)) <= 12
    assert all(found)


def test_mona_is_told_once_when_searches_alone_are_paid_for_no_more_and_again_when_it_happens_again(
    office: Office,
) -> None:
    listens_for(office, "one word", "two words")
    unpaid = OutOfCredit("The plan of this account is used up.")
    paid = Page((), "a", more=False)
    network = Scripted(hits={"one word": [unpaid, unpaid, paid, unpaid], "two words": [unpaid, paid, unpaid]})
    search = Search(office.database, office.clock)
    told = []
    for _ in range(7):
        searches(office, network, search)
        with office.database.reading() as connection:
            alarms = connection.execute(select(Alarm.staff_id, Alarm.data["sentence"].as_string())).all()
        told.append(len(alarms))
        office.clock.forward(minutes=2)
    assert told == [1, 1, 1, 1, 2, 2, 2]
    assert set(alarms) == {
        (office.mona, "The listening words of @brightbyte are not searched for: The plan of this account is used up.")
    }
    with office.database.reading() as connection:
        events = connection.execute(select(func.count()).where(Event.kind == "searches_stopped")).scalar_one()
    assert events == 2
