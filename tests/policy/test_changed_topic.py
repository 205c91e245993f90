"""A policy with one topic more, fewer, or other than before."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from helpdesk.config_policy import TeamSeed
from helpdesk.policy.changed_topic import new_key, with_topic, without_topic
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic
from tests.cast import TOPICS

POLICY = Policy(TOPICS, duties=(Duty("ada@brightbyte.example", topics=("refunds", "delivery")),))
VOUCHERS = Topic("vouchers", "Vouchers", "orders", "low", None, None, ("voucher",))


def keys(policy: Policy) -> list[str]:
    return [topic.key for topic in policy.topics]


def test_a_new_topic_stands_before_the_one_that_takes_the_rest() -> None:
    assert keys(with_topic(POLICY, VOUCHERS, None)) == ["refunds", "delivery", "repairs", "vouchers", "other"]


def test_a_changed_topic_stays_in_its_place() -> None:
    slower = replace(TOPICS[1], first_response_minutes=90)
    changed = with_topic(POLICY, slower, "delivery")
    assert keys(changed) == keys(POLICY)
    assert changed.topic("delivery") == slower


def test_there_is_one_catch_all_however_it_is_handed_on() -> None:
    changed = with_topic(POLICY, replace(TOPICS[0], catch_all=True), "refunds")
    assert [topic.key for topic in changed.topics if topic.catch_all] == ["refunds"]


def test_whoever_knew_a_topic_best_does_not_name_it_when_it_is_gone() -> None:
    changed = without_topic(POLICY, "refunds")
    assert keys(changed) == ["delivery", "repairs", "other"]
    assert changed.duties[0].topics == ("delivery",)


@given(st.text(max_size=120), st.integers(0, 3))
def test_every_name_has_a_key_that_the_policy_takes_and_no_other_topic_has(name: str, before: int) -> None:
    taken: set[str] = set()
    for _ in range(before):
        taken.add(new_key(name, taken))
    key = new_key(name, taken)
    assert key not in taken
    TypeAdapter(TeamSeed).validate_python({"key": key, "name": "keys of topics and teams look alike"})
