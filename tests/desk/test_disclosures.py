"""What everybody could read in our answers, and should not."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from helpdesk.desk.disclosures import found, told

PRIVATE = [
    ("Call us on 020 7946 0958", ["phone"]),
    ("+49 (30) 123-4567 is our number", ["phone"]),
    ("Your card 4242 4242 4242 4242 was charged", ["card"]),
    ("4111111111111111", ["card"]),
    ("Write to carl.customer+x@mail.example.org please", ["e-mail"]),
    ("About order 1234567:", ["order"]),
    ("your order #AB-12345 left", ["order"]),
    ("reference 12345678", ["order"]),
    ("Case: 2026-00017, mail a@b.example", ["e-mail", "order"]),
]
PUBLIC = [
    "It takes 3 to 5 days, until 24 December 2026.",
    "https://brightbyte.example/orders/123456789?card=4242424242424242",
    "On 01.02.2026 at 10:30, for 1,000,000 customers",
    "1234 5678 9012 3457",
    "#covid19 @brightbyte 24/7, in 2025/2026",
    "This case is closed. Number 5 is alive.",
    "",
]  # the fourth fails the check of card numbers


@pytest.mark.parametrize(("text", "kinds"), PRIVATE)
def test_ada_is_asked_about_it(text: str, kinds: list[str]) -> None:
    assert found(text) == kinds
    assert told(found(text)).startswith("Everybody can read this answer, and it holds a")


@pytest.mark.parametrize("text", PUBLIC)
def test_ordinary_words_are_let_pass(text: str) -> None:
    assert found(text) == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(some.integers(min_value=10**14, max_value=10**15 - 1), some.sampled_from(["", " ", "-"]))
def test_every_number_that_passes_the_check_is_a_card(number: int, between: str) -> None:
    digits = str(number)
    check = next(str(last) for last in range(10) if _luhn(digits + str(last)))
    written = between.join((digits + check)[place : place + 4] for place in range(0, 16, 4))
    assert found(f"a {written} b")[:1] == (["card"] if len(set(digits + check)) > 1 else [])


def _luhn(digits: str) -> bool:
    """By the book: every second digit from the right doubled, nines cast out."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        value = digit * 2 if place % 2 else digit
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@pytest.mark.parametrize("text", ["1 " * 50_000, "0-" * 50_000, "a@" * 50_000, "a." * 50_000 + "@", "order " * 20_000])
def test_endless_text_costs_little(text: str) -> None:
    started = time.process_time()
    found(text)
    assert time.process_time() - started < 2
