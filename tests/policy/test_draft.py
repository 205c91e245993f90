"""A policy while it is written: all that is wrong with its tables is told at once, each with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.draft import LONGEST, Draft, read_draft
from helpdesk.policy.lines import Lines
from helpdesk.policy.written import policy_from_toml

TODAY = date(2026, 11, 25)
SHIPPED = Path(__file__).parents[2] / "config.toml"
TEAMS = {"orders", "technicians"}
PEOPLE = {"ada@brightbyte.example", "ben@brightbyte.example"}
SOUND = """\
calendar = "office"

[[calendars]]
key = "office"
name = "Office"
zone = "Europe/London"
hours = { mon-fri = ["09:00-17:00"] }

[[topics]]
key = "refunds"
name = "Refunds"
team = "orders"
keywords = [
    "refund",
]

[[topics]]
key = "other"
name = "Everything else"
team = "orders"
catch_all = true
"""


def read(text: str) -> Draft:
    return read_draft(text, today=TODAY, teams=TEAMS, people=PEOPLE)


def told(text: str) -> list[str]:
    draft = read(text)
    assert draft.policy is None, "a draft with mistakes is no policy"
    return [str(mistake) for mistake in draft.mistakes]


def test_a_sound_draft_is_a_policy() -> None:
    draft = read(SOUND)
    assert draft.mistakes == []
    assert draft.policy is not None
    assert [topic.key for topic in draft.policy.topics] == ["refunds", "other"]


def test_a_whole_configuration_file_will_do() -> None:
    import tomllib

    text = SHIPPED.read_text("utf-8")
    assert read(text).policy == policy_from_toml(tomllib.loads(text)["policy"], today=TODAY)


def test_mistakes_in_the_tables_and_between_them_are_told_together_by_line() -> None:
    text = SOUND.replace('hours = { mon-fri = ["09:00-17:00"] }', "hours = { mon-fri = [] }")
    text = text.replace('name = "Refunds"', 'nome = "Refunds"').replace('calendar = "office"', 'calendar = "shop"', 1)
    text = text.replace('team = "orders"\ncatch_all', 'team = "sales"\ncatch_all')
    assert told(text) == [
        "line 1: there is no calendar 'shop' in [[policy.calendars]].",
        "line 3: calendar 'office': it never opens; give it hours.",
        "line 9: topics[1].name: this key is missing.",
        "line 11: topics[1].nome: there is no such key. Did you mean name?",
        "line 20: topic 'other' names the team 'sales', which the desk doesn't have; it has orders, technicians.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("catch_all = true", 'keywords = ["x-ray"]', "exactly one topic must have catch_all"),
        ("keywords = [", "catch_all = true\nkeywords = [", "exactly one topic must have catch_all"),
        ('    "refund",\n', "", "line 9: topic 'refunds' has no keywords"),
        ('key = "other"', 'key = "refunds"', "line 18: topic 'refunds' is listed twice"),
        (
            'team = "orders"\nkeywords',
            'team = "nobody"\nkeywords',
            "line 12: topic 'refunds' names the team 'nobody', which",
        ),
        (
            "catch_all = true",
            'catch_all = true\ncalendar = "night"',
            "line 22: topic 'other' names the calendar 'night'",
        ),
        ("catch_all = true", 'catch_all = true\npriority = "huge"', "line 22: topics[2].priority"),
        ("catch_all = true", "catch_all = true\nfirst_response_minutes = 0", "line 22: topics[2].first_response"),
        ('name = "Refunds"', 'name = ""', "line 11: topics[1].name"),
        ('name = "Refunds"', 'name = "a\\u0000b"', "line 11: topics: a text here has a control character"),
        ('"refund",', '"refund', "line 14: It is not valid TOML"),
        ("[[calendars]]", '[[teams]]\nkey = "sales"\nname = "Sales"\n[[calendars]]', "the desk has no team 'sales'"),
        ("catch_all = true", "catch_all = true\nx = " + "[" * 5_000, "brackets stand too deep"),
        ("catch_all = true", "catch_all = true\nx = " + "1" * 5_000, "not valid TOML"),
        ("catch_all = true", "catch_all = true\n#" + "x" * LONGEST, "are the most"),
    ],
)
def test_each_mistake_is_told(old: str, new: str, words: str) -> None:
    assert old in SOUND
    assert words in "\n".join(told(SOUND.replace(old, new)))


def test_an_empty_draft_has_no_topics() -> None:
    assert told("") == ["There are no topics; at least the one that takes everything is needed."]


@pytest.mark.parametrize(
    "text", ["topics = 1", "topics = [1]", "calendars = {}", "teams = 'x'", "targets = []", "policy = 1"]
)
def test_tables_of_another_kind_are_mistakes(text: str) -> None:
    assert told(text)


@given(st.text(alphabet="[]{}=\"'.,#abckeytopics1\n\\ ", max_size=200))
def test_whatever_is_written_is_read_or_told(text: str) -> None:
    draft = read(text)
    assert draft.policy is not None or draft.mistakes


def test_a_field_stands_where_its_line_begins_else_where_its_table_does() -> None:
    lines = Lines('[a]\nx = [\n  "y = 1",\n]\n[[b]]\n[[b]]\n"k e" = 1\n[b.c]\nd.e = 2\n')
    assert lines.of(("a", "x", 0)) == 2
    assert lines.of(("a", "y")) == 1
    assert (lines.of(("b", 0, "k e")), lines.of(("b", 1, "k e"))) == (5, 7)
    assert lines.of(("b", "c", "d", "e")) == 9
    assert lines.of(("nowhere",)) is None
