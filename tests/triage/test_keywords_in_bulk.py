"""Matching in bulk: every slip, every ordinary word, hostile posts, real posts."""

from __future__ import annotations

import json
import os
import string
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from helpdesk.triage.keywords import compile_topics
from helpdesk.triage.ordinary import ordinary_words
from tests.triage.test_keywords import topic

DATA = Path(os.environ.get("HELPDESK_DATA") or Path(__file__).parents[2].parent / "shared" / "data")

SHOP = (
    *("refund", "money back", "invoice", "delivery", "parcel", "courier", "shipping", "tracking", "replacement"),
    *("exchange", "warranty", "faulty", "damaged", "broken", "cracked", "laptop", "battery", "charger", "screen"),
    *("headphones", "keyboard", "printer", "router", "password", "account", "login", "username", "discount", "voucher"),
    *("cancel", "order", "return", "receipt", "overcharged", "subscription", "reservation", "cancellation", "camera"),
)


def one_slip(word: str) -> Iterator[str]:
    """Every slip of one letter but those that change the first."""
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield from (word[:i] + letter + word[i + 1 :] for letter in string.ascii_lowercase)
    for i in range(1, len(word) + 1):
        yield from (word[:i] + letter + word[i:] for letter in string.ascii_lowercase)
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def test_at_least_95_of_100_slips_are_understood_for_every_keyword() -> None:
    words = [keyword for keyword in SHOP if " " not in keyword]
    matcher = compile_topics([topic(word, word) for word in words])
    for word in words:
        slips = sorted(set(one_slip(word)) - {word})
        understood = sum(match is not None and match.topic == word for match in matcher.match_all(slips))
        assert understood >= 0.95 * len(slips), word


def test_ordinary_words_are_not_taken_for_keywords() -> None:
    matcher = compile_topics([topic(word, word) for word in SHOP])
    taken = [match.found for match in matcher.match_all(sorted(ordinary_words())) if match and match.kind == "misspelt"]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        *("refund " * 14_000, "#RefundNow" * 10_000, "#refundnow " * 10_000, "lap top " * 12_500, "a" * 100_000),
        *("money money " * 8_000, "返" * 100_000, "refnud," * 14_000, "e\u0301\u0323" * 33_000, "😡" * 100_000),
    ],
    ids=lambda text: text[:7],
)
def test_a_hostile_post_costs_time_that_grows_with_its_length_only(text: str) -> None:
    matcher = compile_topics([topic("t", *SHOP, "money money money back", "返返返返品", "lap top top", "😡😡")])
    started = process_time()
    matcher.match(text)
    assert process_time() - started < 5  # about 0.3 s; a quadratic matcher needs minutes


@pytest.fixture(scope="module")
def posts() -> list[str]:
    path = DATA / "airline_2015.jsonl"
    if not path.exists():
        pytest.skip(f"no real posts to try: {path} is absent")
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_on_real_posts_the_brake_holds(posts: list[str]) -> None:
    matcher = compile_topics([topic("shop", *SHOP), topic("air", "flight", "luggage", "boarding", "delayed")])
    matches = matcher.match_all(posts)
    for post, match in zip(posts, matches, strict=True):
        assert match is None or post[match.start : match.end] == match.found
    misspelt = sum(match is not None and match.kind == "misspelt" for match in matches)
    exact = sum(match is not None and match.kind == "exact" for match in matches)
    assert misspelt < 0.2 * exact  # without the list of ordinary words it is nearly as many as the exact ones
