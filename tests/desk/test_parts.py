"""A long answer in parts: numbered, each within the limit, nothing lost between them."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.desk.parts import MOST, in_parts
from helpdesk.desk.wording import budget, compose, count, normalise


def fits(piece: str) -> bool:
    return budget(piece, "AL", 140).fits


def plain(pieces: list[str]) -> list[str]:
    return [word for piece in pieces for word in re.sub(r" \d/\d\Z", "", piece).split()]


def test_two_parts_break_at_a_sentence_and_carry_their_numbers() -> None:
    text = (
        "Thank you for waiting. We looked into it: the courier lost your parcel on Monday, and we are sorry. "
        "A new one leaves our stock today, and you get the delivery money back."
    )
    assert in_parts(text, fits) == [
        "Thank you for waiting. We looked into it: the courier lost your parcel on Monday, and we are sorry. 1/2",
        "A new one leaves our stock today, and you get the delivery money back. 2/2",
    ]


def test_a_link_is_never_cut_and_counts_as_the_network_counts_it() -> None:
    link = "https://example.com/" + "x" * 200
    pieces = in_parts(normalise(f"{'word ' * 30}{link} {'more ' * 10}"), fits)
    assert pieces is not None
    assert sum(link in piece for piece in pieces) == 1


def test_what_no_number_of_parts_can_hold_is_not_cut() -> None:
    assert in_parts("x" * 141, fits) is None
    assert in_parts("word " * 140 * MOST, fits) is None
    assert in_parts("word " * 100_000, fits) is None
    assert in_parts("", fits) is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30), max_size=60)
)
def test_every_part_fits_and_no_word_is_lost_or_doubled(words: list[str]) -> None:
    text = normalise(" ".join(words))
    pieces = in_parts(text, fits)
    if pieces is None:
        return
    assert 2 <= len(pieces) <= MOST
    assert all(count(compose(piece, "AL")) <= 140 for piece in pieces)
    assert plain(pieces) == text.split()
    assert [piece.rpartition(" ")[2] for piece in pieces] == [f"{n}/{len(pieces)}" for n in range(1, len(pieces) + 1)]
