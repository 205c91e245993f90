"""Gift is poison in German: a keyword can be kept to the posts of one language."""

from __future__ import annotations

import pytest

from helpdesk.policy.topics import Topic
from helpdesk.triage.in_language import in_language
from helpdesk.triage.keywords import compile_topics


def topic(key: str, *keywords: str, exclusions: tuple[str, ...] = ()) -> Topic:
    return Topic(key, key.title(), "team", "normal", 60, 60, keywords, exclusions)


@pytest.mark.parametrize(
    ("written", "language", "words"),
    [
        ("de: Gift", "de", "Gift"),
        ("DE:  giftige Stoffe", "de", "giftige Stoffe"),
        ("Gift", None, "Gift"),
        ("de:Gift", None, "de:Gift"),
        ("de: ", None, "de: "),
        ("re: refund", None, "re: refund"),  # no language has this code
        ("ratio 3: 1", None, "ratio 3: 1"),
    ],
)
def test_a_language_stands_before_the_words(written: str, language: str | None, words: str) -> None:
    assert in_language(written) == (language, words)


@pytest.mark.parametrize(
    ("tag", "is_found"),
    [("de", True), ("de-AT", True), ("DE_de", True), ("en", False), ("en-GB", False), (None, True), ("und", True),
     ("qht", True), ("zxx", True), ("", True)],
)  # fmt: skip
def test_it_counts_in_that_language_and_where_none_is_known(tag: str | None, is_found: bool) -> None:
    match = compile_topics([topic("poison", "de: Gift")]).match("Ist da Gift drin?", tag)
    assert (match is not None) is is_found


def test_why_says_the_keyword_as_it_was_written_and_lights_up_its_words() -> None:
    match = compile_topics([topic("poison", "de: Gift")]).match("Ist da Gift drin?", "de")
    assert match is not None
    assert (match.keyword, match.found, match.score) == ("de: Gift", "Gift", 100)


def test_the_same_word_is_of_another_topic_in_another_language() -> None:
    matcher = compile_topics([topic("poison", "de: Gift"), topic("presents", "en: gift")])
    assert matcher.topics_of(["My gift!", "Mein Gift!"], ["en", "de"]) == ["presents", "poison"]


def test_misspelt_it_counts_in_that_language_alone() -> None:
    matcher = compile_topics([topic("invoices", "de: Rechnung")])
    posts = ["Meine Rechnnug fehlt"] * 2
    assert [match and match.kind for match in matcher.match_all(posts, ["de", "en"])] == ["misspelt", None]


def test_an_exclusion_is_kept_to_its_language_too() -> None:
    matcher = compile_topics([topic("presents", "gift", exclusions=("de: gift",))])
    assert matcher.topics_of(["gift"] * 2, ["de", "en"]) == [None, "presents"]


def test_a_phrase_is_as_long_as_its_words() -> None:
    matcher = compile_topics([topic("one", "en: gift"), topic("two", "gift card")])
    assert matcher.topics_of(["a gift card"], ["en"]) == ["two"]
