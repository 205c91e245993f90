"""The index of misspellings finds what comparing with every word would find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from helpdesk.triage.misspelling import Misspellings
from helpdesk.triage.ordinary import base_forms, ordinary_words

words = st.text("abc", min_size=3, max_size=12)
changes = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["", "a", "b", "ab", "swap"])), max_size=3)


def changed(word: str, places: list[tuple[int, str]]) -> str:
    for at, letters in places:
        kept = word[at + 1 :]
        word = word[:at] + (kept[:1] + word[at : at + 1] + kept[1:] if letters == "swap" else letters + kept)
    return word


families = st.tuples(words, st.lists(changes, min_size=1, max_size=8)).map(
    lambda family: [changed(family[0], places) for places in family[1]]
)


def nearest_of_all(token: str, keywords: set[str], shortest: int) -> tuple[tuple[str, int], ...]:
    near = {}
    for word in keywords:
        distance = OSA.distance(token, word)
        allowed = 2 if len(word) >= 9 else 1
        swapped = distance == 1 and sorted(token[:2]) == sorted(word[:2]) and token[2:] == word[2:]
        if len(word) >= shortest and (swapped or (distance <= allowed and token[0] == word[0])):
            near[word] = distance
    return tuple(sorted((word, slips) for word, slips in near.items() if slips == min(near.values())))


@settings(deadline=None, max_examples=500)
@given(families, st.integers(1, 4), st.integers(3, 6))
def test_the_nearest_keywords_are_found(family: list[str], count: int, shortest: int) -> None:
    keywords, tokens = set(family[:count]), family[count:]
    index = Misspellings(keywords, keywords.__contains__, shortest)
    for token in tokens:
        expected = () if token in keywords else nearest_of_all(token, keywords, shortest)
        assert index.near(token) == expected


@given(words, st.data())
def test_a_word_written_in_two_tells_by_one_half(word: str, data: st.DataObject) -> None:
    index = Misspellings([word], frozenset().__contains__, 4)
    cut = data.draw(st.integers(1, len(word) - 1))
    first, second = word[:cut], word[cut:]
    long_enough = len(word) >= 4 and min(len(first), len(second)) >= 2
    assert index.tails.get(first, {}).get(second) == (word if long_enough else None)
    assert not long_enough or (second in index.seconds and not index.telling.isdisjoint((first, second)))


def test_forms_of_ordinary_words_are_ordinary() -> None:
    listed = ordinary_words()
    for form in ("prices", "stopped", "stopping", "replies", "cheaper", "biggest", "watches", "quickly", "making"):
        assert not listed.isdisjoint(base_forms(form)), form
    assert listed.isdisjoint(base_forms("refunds"))


def test_the_list_of_ordinary_words_is_folded_sorted_and_without_doubles() -> None:
    listed = sorted(ordinary_words())
    assert all(word.isascii() and word.isalpha() and word.islower() for word in listed)
    assert 4_000 < len(listed) < 7_000
