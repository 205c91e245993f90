"""A policy with one topic more, fewer, or other than before. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from dataclasses import replace
from typing import Final

from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic

LONGEST_STEM: Final = 34  # characters; a key has 40 at most (`config_section`), and may need a number
_NOT_IN_KEYS: Final = re.compile(r"[^a-z0-9]+")


def with_topic(policy: Policy, topic: Topic, key: str | None) -> Policy:
    """The topic in the place of the one called `key`; without a key before the catch-all, which stays the last.

    A topic that becomes the catch-all takes that over from the one that was.
    """
    if topic.catch_all:
        policy = replace(policy, topics=tuple(replace(each, catch_all=False) for each in policy.topics))
    if key is not None:
        return replace(policy, topics=tuple(topic if each.key == key else each for each in policy.topics))
    last = [each for each in policy.topics if each.catch_all]
    return replace(policy, topics=(*(each for each in policy.topics if not each.catch_all), topic, *last))


def without_topic(policy: Policy, key: str) -> Policy:
    """Without the topic, and without it in what people are said to know best."""
    kept = tuple(each for each in policy.topics if each.key != key)
    return replace(policy, topics=kept, duties=tuple(_forgetting(duty, key) for duty in policy.duties))


def new_key(name: str, taken: Set[str]) -> str:
    """A key for a topic of this name that no other has: plain letters and digits of it, and a number if need be."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = _NOT_IN_KEYS.sub("-", plain).lstrip("-0123456789")[:LONGEST_STEM].strip("-") or "topic"
    keys = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in keys if key not in taken)


def _forgetting(duty: Duty, key: str) -> Duty:
    return replace(duty, topics=tuple(each for each in duty.topics if each != key))
