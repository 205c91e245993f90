"""Keywords that can never decide anything are told before they are published, by the matcher's own order."""

from __future__ import annotations

import time
from datetime import date

import pytest

from helpdesk.policy.as_toml import as_toml
from helpdesk.policy.draft import Draft
from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Priority, Topic
from helpdesk.triage.draft_check import checked
from tests.cast import TOPICS

TODAY = date(2026, 11, 25)
OTHER = Topic("other", "Other", "orders", "normal", None, None, catch_all=True)


def topic(key: str, *keywords: str, priority: Priority = "normal", exclusions: tuple[str, ...] = ()) -> Topic:
    return Topic(key, key.title(), "orders", priority, None, None, keywords, exclusions)


def draft_of(*topics: Topic) -> Draft:
    return checked(as_toml(Policy((*topics, OTHER))), today=TODAY, teams={"orders", "technicians"}, people=set())


def told(*topics: Topic) -> str:
    draft = draft_of(*topics)
    assert draft.policy is None
    return "\n".join(mistake.sentence for mistake in draft.mistakes)


def test_the_office_has_a_sound_policy() -> None:
    draft = checked(as_toml(Policy(TOPICS)), today=TODAY, teams={"orders", "technicians"}, people=set())
    assert (draft.mistakes, draft.policy) == ([], Policy(TOPICS))


@pytest.mark.parametrize(
    ("topics", "words"),
    [
        ([topic("a", "")], "the keyword '' can't be looked for"),
        ([topic("a", "@brightbyte")], "can't be looked for"),
        ([topic("a", "...")], "can't be looked for"),
        ([topic("a", "word " * 5_000)], "at most 200 characters"),
        ([topic("a", "the")], "only words that are in every other post"),
        ([topic("a", "To be, or NOT to be")], "only words that are in every other post"),
        ([topic("a", "refund", exclusions=("und",))], "the exclusion 'und' has only words"),
        ([topic("a", "Refund", "REFUND")], "the keyword 'REFUND' says the same as 'Refund'"),
        ([topic("a", "refund"), topic("b", "Refund!", "parcel")], "'Refund!' never decides, for 'refund' of topic 'a'"),
        (
            [topic("a", "lost refund", "x-ray"), topic("b", "refund", priority="urgent")],
            "'lost refund' never decides, for 'refund' of topic 'b' goes first",
        ),
        ([topic("a", "x-ray"), topic("b", "x-ray")], "topic 'b' can't be reached"),
        ([topic("a", "cracked screenshot", "parcel", exclusions=("screenshot",))], "its own exclusions take"),
        ([topic("a", "de: die")], "only words that are in every other post"),
        ([topic("a", "de: Gift", "DE: gift")], "the keyword 'DE: gift' says the same as 'de: Gift'"),
        ([topic("a", "gift"), topic("b", "de: Gift", "x-ray")], "'de: Gift' never decides, for 'gift' of topic 'a'"),
    ],
)
def test_each_mistake_is_told(topics: list[Topic], words: str) -> None:
    assert words in told(*topics)


@pytest.mark.parametrize(
    "topics",
    [
        [topic("a", "refund"), topic("b", "lost refund")],  # the longer one goes first
        [topic("a", "refund", priority="urgent", exclusions=("tax",)), topic("b", "refund")],  # "tax refund" is b's
        [topic("a", "#fail"), topic("b", "fail")],
        [topic("a", "退款"), topic("b", "📦")],
        [topic("a", "which one"), topic("b", "not working")],
        [topic("a", "de: Gift"), topic("b", "en: gift"), topic("c", "gift")],
        [topic("a", "gift", exclusions=("de: gift",))],
    ],
)
def test_keywords_that_can_decide_are_left_alone(topics: list[Topic]) -> None:
    assert draft_of(*topics).mistakes == []


def test_a_mistake_is_told_on_the_line_of_its_keywords() -> None:
    draft = draft_of(topic("a", "refund"), topic("b", "refund", "parcel"))
    (mistake,) = draft.mistakes
    assert draft.text.split("\n")[mistake.line - 1] == 'keywords = ["refund", "parcel"]'


def test_thousands_of_keywords_that_shadow_each_other_are_told_in_time() -> None:
    """Twice as many may take little more than twice the time."""
    spent = []
    for many in (1_000, 4_000):
        words = [f"word{number}x" for number in range(many)]
        text = as_toml(Policy((topic("a", *words, priority="urgent"), topic("b", *words), OTHER)))
        begin = time.process_time()
        draft = checked(text, today=TODAY, teams={"orders"}, people=set())
        spent.append(time.process_time() - begin)
        assert draft.policy is None
    assert spent[1] < 12 * spent[0]
