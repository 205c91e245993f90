"""What Ada and Ben may write: the 140, links, the sign-off, and the network's own limit."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.desk import wording
from helpdesk.desk.composed import composed
from helpdesk.desk.links import length
from helpdesk.desk.network_length import Unit
from tests.desk.strings import EXAMPLES, HOSTILE, LATER, MARKS, any_text


def linked(text: str) -> list[str]:
    return [text[start:end] for start, end in wording.links(text)]


def test_ada_sees_every_link_count_23_however_long_it_is() -> None:
    assert wording.count("a.co") == 23
    assert wording.count("https://brightbyte.com/returns?order=" + "9" * 300) == 23
    assert wording.count("See brightbyte.com/help and t.co/x1") == len("See ") + 23 + len(" and ") + 23


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_ben_sees_the_links_that_the_network_will_see(text: str, expected: list[str]) -> None:
    assert linked(text) == expected


def test_an_answer_is_cleaned_before_it_is_counted() -> None:
    assert wording.normalise("  Hello\r\nCarl,\rsee\tyou\x00\x85 \ufeff\ud800\n") == "Hello\nCarl,\nsee you"
    assert wording.normalise("e\u0301") == "é"


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = wording.normalise(text)
    assert wording.normalise(once) == once
    assert once == once.strip()
    once.encode("utf-8")


@given(any_text.filter(lambda text: not any(c in "".join(LATER) for c in text)))
def test_one_text_in_two_spellings_has_one_length(text: str) -> None:
    lengths = {wording.count(wording.normalise(unicodedata.normalize(form, text))) for form in ("NFC", "NFD")}
    assert lengths == {wording.count(wording.normalise(text))}


@given(st.lists(st.sampled_from(["a", "é", *MARKS]), max_size=300).map("".join))
def test_a_long_row_of_marks_is_composed_like_a_short_one(text: str) -> None:
    assert composed(text) == unicodedata.normalize("NFC", text)


@given(any_text)
def test_links_stand_in_order_inside_the_text(text: str) -> None:
    ends = [0, *(place for link in wording.links(text) for place in link), len(text)]
    assert ends == sorted(ends)
    assert all("." in link and not re.search(r"\s", link) for link in linked(text))


@given(any_text, st.sampled_from(["", "AB", "^AB", " ab ", "日本"]))
def test_what_is_previewed_is_what_is_posted(body: str, sign_off: str) -> None:
    answer = wording.compose(body, sign_off)
    assert answer == wording.normalise(answer) == wording.compose(answer, "")
    assert answer.endswith(wording.normalise(sign_off).removeprefix("^"))
    assert wording.budget(body, sign_off).used == wording.count(answer)


def test_the_sign_off_counts() -> None:
    assert wording.compose("On its way. \n", "AB") == "On its way. ^AB"
    assert wording.compose("On its way.", "") == "On its way."
    assert wording.budget("a" * 136, "AB") == wording.Budget(limit=140, used=140, left=0, fits=True)
    over = wording.budget("a" * 137, "AB")
    assert (over.left, over.fits) == (-1, False)
    assert wording.too_long(over) == (
        "This answer is 141 characters long; 140 are allowed (links count 23, the sign-off counts)."
    )


def test_an_answer_that_fits_is_not_refused() -> None:
    assert wording.too_long(wording.budget("Hello Carl", "AB", network_characters=280)) == ""


def test_the_network_has_the_last_word() -> None:
    address = "https://brightbyte.com/" + "a" * 300
    fits = wording.budget(address, "AB", network_characters=500, network_link_length=23)
    assert (fits.used, fits.network_used, fits.fits) == (27, 27, True)
    over = wording.budget(address, "AB", network_characters=300, network_link_length=0, network_unit="graphemes")
    assert (over.left, over.network_used, over.fits) == (113, 327, False)
    assert "300 are allowed there" in wording.too_long(over)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "measure",
    [
        wording.count,
        wording.normalise,
        lambda text: wording.budget(text, "AB", 140, 300, 0, "graphemes"),
        lambda text: wording.budget(text, "AB", 140, 280, 23, "weighted"),
    ],
    ids=["count", "normalise", "graphemes", "weighted"],
)
def test_no_text_holds_up_the_desk(hostile: str, measure: Callable[[str], object]) -> None:
    """Four times the text takes about four times as long: a quadratic counter would take sixteen times."""
    small, large = (min(seconds(measure, HOSTILE[hostile](n)) for _ in range(3)) for n in (2_000, 8_000))
    assert large < 10 * small + 0.02


def seconds(measure: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    measure(text)
    return time.process_time() - begun


def test_half_a_million_dots_are_counted_at_once() -> None:
    for text in ("a." * 500_000, "日." * 300_000, "Where is my order? It was due. " * 32_000):
        assert min(seconds(wording.count, text) for _ in range(3)) < 0.5


MILLION = {
    "links": "a.co, " * 166_667,
    "links without a space": "a.co," * 200_000,
    "links of many letters": "é.com " * 166_667,
    "links as long as can be": ("https://a.co/" + "b" * 4_075 + " ") * 244,
    "marks": "\u0301" * 1_000_000,
    "marks out of order": "a" + "\u0301\u0316" * 500_000,
    "domains": "co." * 333_333,
    "handles": "@a.co" * 200_000,
    "line ends": "\r\n" * 500_000,
    "flags": "🇩" * 1_000_000,
    "words": "Where is my order? It was due. " * 32_000,
}


@pytest.mark.parametrize("text", MILLION.values(), ids=MILLION.keys())
@pytest.mark.parametrize("unit", ["code points", "graphemes", "weighted"])
def test_a_million_characters_are_refused_at_once(text: str, unit: Unit) -> None:
    taken, over = min((_refusal(text, unit) for _ in range(3)), key=lambda each: each[0])
    assert taken < 0.05
    assert not over.fits
    if not text.isspace():
        assert wording.too_long(over) == "This answer is too long to be counted; 140 characters are allowed."


def _refusal(text: str, unit: Unit) -> tuple[float, wording.Budget]:
    begun = time.process_time()
    over = wording.budget(text + "!" * 200, "AB", 140, 300, 23, unit)
    return time.process_time() - begun, over


@given(any_text, st.integers(1, 60), st.integers(0, 200))
def test_what_is_more_than_enough_is_not_counted_to_its_end(text: str, times: int, enough: int) -> None:
    text = composed(text * times)
    exact = len(text) + sum(23 - (end - start) for start, end in wording.links(text))
    counted = length(text, enough)
    assert counted == exact if exact <= enough else enough < counted <= exact


def test_what_fits_by_its_links_is_counted_and_what_is_longer_never_fitted() -> None:
    links = " ".join(["https://a.co/" + "b" * 4_075] * 5)
    assert wording.budget(links, "AB").used == 5 * 23 + 4 + 4
    assert wording.LONGEST * 23 // 4096 >= wording.LIMIT, "even if all of it were links"
    assert wording.count("a" * wording.MOST) == wording.MOST
    assert wording.count("a" * (wording.MOST + 1)) == wording.count("a" * 10**6) == wording.MOST + 1


def words(text: str) -> list[str]:
    """A text in words, each but the first with the white space before it: how the browser counts."""
    return re.split("(?=[ \n])", text)


@given(any_text)
def test_the_words_of_a_text_are_together_as_long_as_the_text(text: str) -> None:
    text = wording.normalise(text)
    assert sum(wording.count(word) for word in words(text)) == wording.count(text)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_words_of_a_hostile_text_are_as_long_as_it(make: Callable[[int], str]) -> None:
    for text in (wording.normalise(make(n)) for n in (1, 2, 5, 31, 200)):
        assert sum(wording.count(word) for word in words(text)) == wording.count(text)
        assert sum(wording.count(word) for word in words(f"a.co {text} b.co")) == wording.count(f"a.co {text} b.co")
