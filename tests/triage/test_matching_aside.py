"""Words that are looked for in a process of their own are found as in this one, and its death is no answer."""

from __future__ import annotations

import multiprocessing
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing

import pytest

from helpdesk.triage.keywords import compile_topics
from helpdesk.triage.matching_aside import MatchingAside
from tests.cast import TOPICS

TEXTS = ["I want my money back", "My screeen is brokn", "a screenshot of the screen", "", "Hello", "parcel, refund?"]


def test_the_same_is_found_in_the_order_in_which_it_was_begun() -> None:
    here = compile_topics(TOPICS, score=84, shortest=5)
    with closing(MatchingAside(TOPICS, score=84, shortest=5)) as aside:
        begun = [aside.begin(TEXTS[number:], []) for number in range(3)]
        assert [each() for each in reversed(begun)] == [here.topics_of(TEXTS[number:]) for number in (2, 1, 0)]
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_ends_the_dry_run_instead_of_half_of_it() -> None:
    with closing(MatchingAside(TOPICS, score=84, shortest=5)) as aside:
        assert aside.begin(["refund"], ["en"])() == ["refunds"]
        for process in multiprocessing.active_children():
            process.kill()
        with pytest.raises(BrokenProcessPool):
            [aside.begin(TEXTS, [])() for _ in range(1_000)]
