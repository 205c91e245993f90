"""A whole policy as TOML: what the file says is what is kept, and a file with mistakes is not taken at all."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.alarms import ChainStep
from helpdesk.policy.revisions import Policy, in_force, numbered, publish
from helpdesk.policy.targets import Targets, between
from helpdesk.policy.topics import PRIORITIES
from helpdesk.policy.written import PolicyMistakes, policy_from_toml
from helpdesk.records.clocks import FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION
from helpdesk.records.database import Database
from helpdesk.sla.shifts import Shifts
from tests.cast import NOON, TOPICS

TODAY = date(2026, 11, 25)
SHIPPED = Path(__file__).parents[2] / "config.toml"
WRITTEN = """
calendar = "office"
[[teams]]
key = "all"
name = "All"
[[calendars]]
key = "office"
name = "Office"
zone = "Europe/London"
hours = { mon-fri = ["09:00-17:00"] }
[targets]
high = { first_response_minutes = 20, next_response_minutes = 40, resolution_minutes = 600 }
[alarms]
warn_at = [75]
chain = [{ after_minutes = 10, tell = "colleague", reassign = true }]
[[topics]]
key = "refunds"
name = "Refunds"
team = "all"
priority = "high"
next_response_minutes = 5
keywords = ["refund"]
[[topics]]
key = "other"
name = "Other"
team = "all"
calendar = "always"
catch_all = true
"""


def read(written: str) -> Policy:
    return policy_from_toml(tomllib.loads(written), today=TODAY)


def mistakes(written: str) -> str:
    with pytest.raises(PolicyMistakes) as told:
        read(written)
    return "\n".join(told.value.mistakes)


def test_a_topic_promises_what_it_says_and_else_what_its_priority_does() -> None:
    policy = read(WRITTEN)
    refunds, other = policy.topics
    kinds = (FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION)
    assert [policy.target(refunds, "high", kind) for kind in kinds] == [20, 5, 600]
    assert [policy.target(other, "normal", kind) for kind in kinds] == [60, 60, None]
    assert policy.target(other, "urgent", FIRST_RESPONSE) == 10
    assert (policy.hours(refunds), policy.hours(other)) == ("office", None)
    assert policy.alarms.chain == (ChainStep(10, "colleague", True),)


def test_what_mona_made_urgent_is_promised_no_later_and_what_she_made_low_no_sooner() -> None:
    policy = read(WRITTEN)
    refunds = replace(policy.topics[0], priority="normal", first_response_minutes=25)
    asked = {priority: policy.target(refunds, priority, FIRST_RESPONSE) for priority in PRIORITIES}
    assert asked == {"urgent": 10, "high": 20, "normal": 25, "low": 480}
    assert policy.target(refunds, "urgent", NEXT_RESPONSE) == 5, "its own is the sooner"
    assert policy.target(refunds, "high", RESOLUTION) == 600
    assert policy.target(refunds, "low", RESOLUTION) is None, "neither promises an end"


@given(st.none() | st.integers(1, 900), st.none() | st.integers(1, 900), st.integers(-3, 3))
def test_more_urgent_is_never_later(own: int | None, usual: int | None, lower: int) -> None:
    found, topics = between(own, usual, lower), between(own, usual, 0)
    if found is None or topics is None:
        assert own is None
        assert usual is None
    else:
        assert found <= topics if lower < 0 else found >= topics


def test_a_policy_that_names_no_calendar_is_promised_round_the_clock() -> None:
    policy = Policy(TOPICS)
    assert [policy.hours(topic) for topic in policy.topics] == [None] * len(TOPICS)


def test_what_is_published_is_what_is_read_back_also_when_another_follows(database: Database) -> None:
    policy = read(WRITTEN)
    with database.writing() as connection:
        first = publish(connection, policy, at=NOON, staff_id=None)
        publish(connection, Policy(TOPICS), at=NOON, staff_id=None)
    with database.reading() as connection:
        kept = numbered(connection, first)
        assert (kept.topics, kept.calendars, kept.calendar, kept.alarms) == (
            policy.topics, policy.calendars, policy.calendar, policy.alarms,
        )  # fmt: skip
        assert dict(kept.targets)["high"] == Targets(20, 40, 600)
        assert in_force(connection).calendars == ()


def test_the_shipped_policy_lets_no_more_wait_for_anybody_than_an_hour_of_work() -> None:
    shipped = policy_from_toml(tomllib.loads(SHIPPED.read_text("utf-8"))["policy"], today=TODAY)
    assert (shipped.ceiling, Shifts(shipped).ceiling("ada@desk.example")) == (30, 30)


def test_the_shipped_policy_has_a_calendar_in_use() -> None:
    shipped = policy_from_toml(tomllib.loads(SHIPPED.read_text("utf-8"))["policy"], today=TODAY)
    assert [topic.key for topic in shipped.topics if shipped.hours(topic) == "office"] == ["advice", "offers", "praise"]
    assert shipped.hours(shipped.catch_all) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('calendar = "office"\n[[teams', 'calendar = "shop"\n[[teams', "there is no calendar 'shop'"),
        ('calendar = "always"', 'calendar = "shop"', "topic 'other' names the calendar 'shop', which is not listed"),
        ('"09:00-17:00"', '"9 to 5"', "calendar 'office': mon-fri: '9 to 5' is no window"),
        ('zone = "Europe/London"', "", "calendars[1].zone: this key is missing"),
        ("first_response_minutes = 20", "first_response_minutes = 0", "targets.high.first_response_minutes"),
        ("high = {", "highest = {", "targets.highest"),
        ("warn_at = [75]", "warn_at = [80, 50]", "the smaller first"),
        ("warn_at = [75]", "warn_at = [0, 100]", "between 1 and 99"),
        ('tell = "colleague"', 'tell = "manager"', "only the step that tells a colleague can reassign"),
        ('tell = "colleague"', 'tell = "everybody"', "tell:"),
    ],
)
def test_each_mistake_is_told(old: str, new: str, told: str) -> None:
    assert old in WRITTEN
    assert told in mistakes(WRITTEN.replace(old, new))
