"""A policy as TOML says what the policy says, and the history tells what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.draft import read_draft
from helpdesk.policy.history import Published, difference, history
from helpdesk.policy.revisions import Policy, publish
from helpdesk.policy.targets import USUAL
from helpdesk.policy.topics import Topic
from tests.cast import NOON, TOPICS, Office

TODAY = date(2026, 11, 25)
ROOT = Path(__file__).parents[2]
WORDS = st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)


@pytest.mark.parametrize("file", ["config.toml", "docs/airline.toml"])
def test_a_written_policy_reads_back_the_same(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    teams = _teams(text)
    policy = read_draft(text, today=TODAY, teams=teams, people=set()).policy
    assert policy is not None
    assert read_draft(as_toml(policy), today=TODAY, teams=teams, people=set()).policy == policy


def _teams(text: str) -> set[str]:
    import tomllib

    return {team["key"] for team in tomllib.loads(text)["policy"]["teams"]}


@given(name=WORDS, keywords=st.lists(WORDS, min_size=1, max_size=4), minutes=st.none() | st.integers(1, 9_999))
def test_any_words_survive(name: str, keywords: list[str], minutes: int | None) -> None:
    topics = (
        Topic("one", name, "orders", "high", minutes, None, tuple(keywords), tuple(keywords[:1]), misspellings=False),
        Topic("other", "Other", "orders", "normal", None, None, catch_all=True, calendar="always"),
    )
    policy = Policy(topics, targets=tuple(USUAL.items()))
    assert read_draft(as_toml(policy), today=TODAY, teams={"orders"}, people=set()).policy == policy


def test_the_difference_shows_the_lines_that_changed_and_none_when_nothing_did() -> None:
    before = Policy(TOPICS)
    after = Policy((replace(TOPICS[0], priority="urgent"), *TOPICS[1:]), revision=9)
    changed = [line for line in difference(before, after) if line[0] in "+-"]
    assert changed == ['-priority = "high"', '+priority = "urgent"']
    assert difference(before, before) == []


def test_the_history_says_when_who_and_why(office: Office) -> None:
    with office.database.writing() as connection:
        publish(connection, Policy(TOPICS), at=NOON, staff_id=office.mona, note="Christmas")
        publish(connection, Policy(TOPICS), at=NOON, staff_id=None, ordered_by="root, on the command line")
    with office.database.reading() as connection:
        assert history(connection) == [
            Published(3, NOON, "root, on the command line", ""),
            Published(2, NOON, "Mona", "Christmas"),
            Published(1, NOON, "the configuration file", ""),
        ]
