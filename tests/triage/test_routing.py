"""Routing is fair, says why, and is the same for one conversation and for a batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.passed_over import (
    ALL_FULL,
    AWAY,
    DAILY,
    FEWEST,
    FULL,
    LANGUAGE,
    LEAVES,
    LOAD,
    MOST_NAMED,
    NOBODY_ON_DUTY,
    OFF_SHIFT,
    OWN,
    STRANGER,
    TOPIC,
    TURN,
    reason,
    told,
    waits,
)
from helpdesk.triage.routing import Candidate, Choice, RoutingTable, Wish, choose

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADA, BEN, CLEO = 1, 2, 3


def ago(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


def test_whoever_holds_least_gets_it() -> None:
    assert choose([Candidate(ADA, 3), Candidate(BEN, 2)]) == Choice(BEN, (), [(ADA, LOAD, 3)])


def test_nobody_away_or_out_of_their_shift_gets_anything_however_little_they_hold() -> None:
    choice = choose([Candidate(ADA, 9), Candidate(BEN, 0, out=AWAY), Candidate(CLEO, 0, out=OFF_SHIFT)])
    assert choice == Choice(ADA, (), [(BEN, AWAY, 0), (CLEO, OFF_SHIFT, 0)])


def test_without_anybody_it_waits_in_the_queue_and_says_for_what() -> None:
    nobody = choose([Candidate(ADA, 0, out=AWAY)])
    full = choose([Candidate(ADA, 3, ceiling=3), Candidate(BEN, 0, out=AWAY)])
    assert (nobody.staff_id, waits(nobody.passed)) == (None, NOBODY_ON_DUTY)
    assert (full.staff_id, waits(full.passed)) == (None, ALL_FULL)
    assert choose([]) == Choice(None, (), [])


def test_ceilings_hold_at_once_and_for_the_day() -> None:
    choice = choose([Candidate(ADA, 2, ceiling=2), Candidate(BEN, 5, left_today=0), Candidate(CLEO, 9)])
    assert choice == Choice(CLEO, (), [(ADA, FULL, 2), (BEN, DAILY, 0)])


def test_of_those_who_hold_as_many_whoever_waited_longest_gets_it_and_who_had_none_before_them() -> None:
    ada, ben = Candidate(ADA, 1, last_assigned_at=ago(1)), Candidate(BEN, 1, last_assigned_at=ago(9))
    assert choose([ada, ben]) == Choice(BEN, (), [(ADA, TURN, 1)])
    assert choose([ada, ben, Candidate(CLEO, 1)]).staff_id == CLEO


def test_the_lower_number_settles_what_is_left() -> None:
    assert choose([Candidate(CLEO, 0), Candidate(BEN, 0)]).staff_id == BEN


def test_who_speaks_the_language_goes_before_who_has_less_to_do() -> None:
    office = [Candidate(ADA, 0), Candidate(BEN, 5, languages=frozenset({"nl"}))]
    assert choose(office, Wish(language="nl")) == Choice(BEN, (LANGUAGE,), [(ADA, LANGUAGE, 0)])
    assert choose(office, Wish(language="fr")).staff_id == ADA
    assert choose([office[0], replace(office[1], out=AWAY)], Wish(language="nl")).staff_id == ADA


def test_nobody_who_leaves_before_it_is_due_gets_it_if_another_can() -> None:
    leaving, staying = Candidate(ADA, 0, until=100), Candidate(BEN, 7, until=200)
    assert choose([leaving, staying], Wish(due=150)) == Choice(BEN, (LEAVES,), [(ADA, LEAVES, 0)])
    assert choose([leaving, staying], Wish(due=100)).staff_id == ADA
    assert choose([leaving, staying], Wish(due=300)).staff_id == ADA  # both leave: it is better with somebody


def test_the_colleague_whom_the_customer_knows_goes_before_who_knows_the_topic() -> None:
    office = [Candidate(ADA, 4), Candidate(BEN, 0, topics=frozenset({"refunds"})), Candidate(CLEO, 0)]
    assert choose(office, Wish(topic="refunds", knows=ADA)) == Choice(
        ADA, (STRANGER,), [(BEN, STRANGER, 0), (CLEO, STRANGER, 0)]
    )
    assert choose(office, Wish(topic="refunds")) == Choice(BEN, (TOPIC,), [(ADA, TOPIC, 0), (CLEO, TOPIC, 0)])


def test_whoever_gave_it_back_does_not_get_it_again() -> None:
    assert choose([Candidate(ADA, 0), Candidate(BEN, 9)], Wish(without=ADA)) == Choice(BEN, (), [(ADA, OWN, 0)])
    assert choose([Candidate(ADA, 0)], Wish(without=ADA)).staff_id is None


def test_every_reason_is_a_sentence_and_the_rest_is_counted() -> None:
    passed = [(ADA, code, 2) for code in (AWAY, OFF_SHIFT, FULL, DAILY, OWN, LANGUAGE, LEAVES, STRANGER, TOPIC, LOAD)]
    sentences = told({"passed": passed, "passed_more": 3}, {ADA: "Ada"})
    assert sentences[0] == "Ada is away."
    assert sentences[2] == "Ada holds 2 open conversations, as many as they take."
    assert sentences[-1] == "And 3 more colleagues of the team."
    assert all(sentence.startswith(("Ada ", "And ")) and sentence.endswith(".") for sentence in sentences)
    assert reason([]) == FEWEST
    assert reason([LANGUAGE, TOPIC]) == f"they speak the customer's language and they know this topic, with {FEWEST}"


def test_a_batch_is_spread_evenly_and_a_load_counts_in_every_team() -> None:
    ada, ben, cleo = (Candidate(number, 0) for number in (ADA, BEN, CLEO))
    table = RoutingTable({"orders": [ada, ben], "returns": [ben, cleo]})
    assert [table.give("orders").staff_id for _ in range(4)] == [ADA, BEN, ADA, BEN]
    assert [table.give("returns").staff_id for _ in range(3)] == [CLEO, CLEO, BEN]


def test_a_customer_who_returns_counts_as_load_too() -> None:
    table = RoutingTable({"orders": [Candidate(ADA, 0), Candidate(BEN, 0)]})
    table.hold(ADA)
    table.hold(99)  # somebody who is not on duty
    assert [table.give("orders").staff_id, table.give("orders").staff_id] == [BEN, ADA]


def test_an_empty_team_gives_nobody_and_an_unknown_one_is_an_error() -> None:
    table = RoutingTable({"orders": [Candidate(ADA, 0, out=AWAY)]})
    assert table.give("orders").staff_id is None
    assert not table.free("orders")
    with pytest.raises(KeyError):
        table.give("pirates")


def test_of_a_large_team_the_likeliest_are_named_and_the_others_counted() -> None:
    table = RoutingTable({"all": [Candidate(number, number % 7) for number in range(1, 101)]})
    choice = table.give("all")
    assert (choice.staff_id, len(choice.passed), choice.more) == (7, MOST_NAMED, 99 - MOST_NAMED)
    assert {code for _, code, _ in choice.passed} == {TURN}


LANGUAGES, TOPICS = st.frozensets(st.sampled_from(["nl", "fr"])), st.frozensets(st.sampled_from(["refunds", "outage"]))
people = st.builds(
    Candidate,
    staff_id=st.integers(1, 12),
    open=st.integers(0, 4),
    out=st.sampled_from([None, None, None, AWAY, OFF_SHIFT]),
    last_assigned_at=st.none() | st.integers(0, 3).map(ago),
    ceiling=st.none() | st.integers(1, 6),
    left_today=st.none() | st.integers(0, 4),
    until=st.none() | st.integers(0, 4),
    languages=LANGUAGES,
    topics=TOPICS,
)
offices = st.lists(people, min_size=1, max_size=8, unique_by=lambda person: person.staff_id)
memberships = st.lists(st.sets(st.sampled_from("abc"), min_size=1), min_size=8, max_size=8)
wishes = st.builds(
    Wish,
    language=st.sampled_from([None, "nl", "fr", "de"]),
    topic=st.sampled_from([None, "refunds", "outage"]),
    due=st.none() | st.integers(0, 5),
    knows=st.none() | st.integers(1, 12),
    without=st.none() | st.integers(1, 12),
)
steps = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "hold"]), st.integers(1, 12), wishes), max_size=30)


@given(offices, memberships, steps)
def test_a_batch_is_routed_exactly_as_one_by_one(
    office: list[Candidate], teams_of: list[set[str]], todo: list[tuple[str, int, Wish]]
) -> None:
    staff = {person.staff_id: person for person in office}
    members = {
        team: [person.staff_id for person, teams in zip(office, teams_of, strict=False) if team in teams]
        for team in "abc"
    }
    table = RoutingTable({team: [staff[number] for number in numbers] for team, numbers in members.items()})
    for minute, (team, number, wish) in enumerate(todo):
        if team == "hold":
            if table.can_take(number):
                table.hold(number)
                staff[number] = replace(staff[number], open=staff[number].open + 1)
            continue
        expected = choose([staff[n] for n in members[team]], wish)
        assert table.free(team) == any(staff[n].barred() is None for n in members[team])
        found = table.give(team, wish)
        assert found.staff_id == expected.staff_id
        assert sorted(found.passed) == sorted(expected.passed)  # no more people than are named
        assert set(expected.kept) <= set(found.kept)
        if found.staff_id is not None:
            chosen = staff[found.staff_id]
            left = None if chosen.left_today is None else chosen.left_today - 1
            now = NOON + timedelta(minutes=minute)
            staff[found.staff_id] = replace(chosen, open=chosen.open + 1, last_assigned_at=now, left_today=left)


def test_five_hundred_conversations_among_five_hundred_staff_give_one_each() -> None:
    table = RoutingTable({"all": [Candidate(number, 0) for number in range(500)]})
    assert sorted(table.give("all").staff_id or 0 for _ in range(500)) == list(range(500))
