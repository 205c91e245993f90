"""Routing is fair, says why, and is the same for one conversation and for a batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.triage.routing import Candidate, Choice, RoutingTable, choose

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADA, BEN, CLEO = 1, 2, 3


def ago(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


def test_whoever_holds_least_gets_it() -> None:
    choice = choose([Candidate(ADA, 3, True), Candidate(BEN, 2, True)], NOON)
    assert choice == Choice(
        BEN, "holds 2 open conversations, the fewest of 2 on duty", ((ADA, "holds 3 open conversations"),)
    )


def test_nobody_off_duty_gets_anything_however_little_they_hold() -> None:
    choice = choose([Candidate(ADA, 9, True), Candidate(BEN, 0, False)], NOON)
    assert (choice.staff_id, choice.reason) == (ADA, "the only one of the team on duty")
    assert choice.passed_over == ((BEN, "not on duty"),)


@pytest.mark.parametrize(
    ("team", "reason"),
    [([], "the team has no members"), ([Candidate(ADA, 0, False)], "nobody of the team is on duty")],
)
def test_without_anybody_on_duty_it_stays_in_the_queue(team: list[Candidate], reason: str) -> None:
    choice = choose(team, NOON)
    assert choice.staff_id is None
    assert choice.reason == reason


def test_of_those_who_hold_as_many_whoever_waited_longest_gets_it() -> None:
    ada, ben = Candidate(ADA, 1, True, last_assigned_at=ago(1)), Candidate(BEN, 1, True, last_assigned_at=ago(9))
    choice = choose([ada, ben], NOON)
    assert choice.staff_id == BEN
    assert choice.reason == (
        "holds 1 open conversation, the fewest of 2 on duty; 1 of them holds as many; was last given one 9 minutes ago"
    )
    assert choice.passed_over == ((ADA, "holds as many, but was last given one 1 minute ago"),)


def test_whoever_was_given_none_yet_goes_before_all_who_were() -> None:
    team = [Candidate(ADA, 0, True, last_assigned_at=ago(600)), Candidate(BEN, 0, True)]
    assert choose(team, NOON).staff_id == BEN


def test_the_lower_number_settles_what_is_left() -> None:
    choice = choose([Candidate(CLEO, 0, True), Candidate(BEN, 0, True)], NOON)
    assert choice.staff_id == BEN
    assert choice.passed_over == ((CLEO, "holds as many, and the lower number goes first"),)


def test_to_know_the_customer_counts_only_among_those_who_hold_as_many() -> None:
    ada, ben = Candidate(ADA, 1, True), Candidate(BEN, 1, True, knows_customer=True, last_assigned_at=ago(1))
    choice = choose([ada, ben], NOON)
    assert choice.staff_id == BEN
    assert choice.reason.endswith("knows the customer")
    assert choice.passed_over == ((ADA, "holds as many, but doesn't know the customer"),)
    assert choose([ada, replace(ben, open=2)], NOON).staff_id == ADA


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        choose([Candidate(ADA, 0, True)], NOON.replace(tzinfo=None))


def test_a_batch_is_spread_evenly_and_a_load_counts_in_every_team() -> None:
    ada, ben, cleo = (Candidate(number, 0, True) for number in (ADA, BEN, CLEO))
    table = RoutingTable({"orders": [ada, ben], "returns": [ben, cleo]})
    assert [table.assign("orders") for _ in range(4)] == [ADA, BEN, ADA, BEN]
    assert [table.assign("returns") for _ in range(3)] == [CLEO, CLEO, BEN]


def test_a_customer_who_returns_counts_as_load_too() -> None:
    table = RoutingTable({"orders": [Candidate(ADA, 0, True), Candidate(BEN, 0, True)]})
    table.hold(ADA)
    table.hold(99)  # somebody who is not on duty
    assert [table.assign("orders"), table.assign("orders")] == [BEN, ADA]


def test_an_empty_team_gives_nobody_and_an_unknown_one_is_an_error() -> None:
    table = RoutingTable({"orders": [Candidate(ADA, 0, False)]})
    assert table.assign("orders") is None
    with pytest.raises(KeyError):
        table.assign("pirates")


people = st.builds(
    Candidate,
    staff_id=st.integers(1, 30),
    open=st.integers(0, 4),
    on_duty=st.booleans(),
    last_assigned_at=st.none() | st.integers(0, 3).map(ago),
)
offices = st.lists(people, min_size=1, max_size=12, unique_by=lambda person: person.staff_id)
memberships = st.lists(st.sets(st.sampled_from("abc"), min_size=1), min_size=12, max_size=12)
knowers = st.frozensets(st.integers(1, 30), max_size=3)
steps = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "hold"]), st.integers(1, 30), knowers), max_size=40)


@given(offices, memberships, steps)
def test_a_batch_is_routed_exactly_as_one_by_one(
    office: list[Candidate], teams_of: list[set[str]], todo: list[tuple[str, int, frozenset[int]]]
) -> None:
    staff = {person.staff_id: person for person in office}
    members = {
        team: [person.staff_id for person, teams in zip(office, teams_of, strict=False) if team in teams]
        for team in "abc"
    }
    table = RoutingTable({team: [staff[number] for number in numbers] for team, numbers in members.items()})
    for minute, (team, number, knows) in enumerate(todo):
        if team == "hold":
            table.hold(number)
            if number in staff:
                staff[number] = replace(staff[number], open=staff[number].open + 1)
            continue
        now = NOON + timedelta(minutes=minute)
        choice = choose([replace(staff[n], knows_customer=n in knows) for n in members[team]], now)
        assert table.assign(team, knows) == choice.staff_id
        if choice.staff_id is not None:
            chosen = staff[choice.staff_id]
            staff[choice.staff_id] = replace(chosen, open=chosen.open + 1, last_assigned_at=now)


def test_five_hundred_conversations_among_five_hundred_staff_give_one_each() -> None:
    table = RoutingTable({"all": [Candidate(number, 0, True) for number in range(500)]})
    assert sorted(table.assign("all") or 0 for _ in range(500)) == list(range(500))


@given(offices)
def test_everybody_is_either_chosen_or_told_why_not(office: list[Candidate]) -> None:
    choice = choose(office, NOON)
    named = [number for number, why in choice.passed_over if why]
    assert sorted([*named, *([] if choice.staff_id is None else [choice.staff_id])]) == sorted(
        person.staff_id for person in office
    )
