"""What a customer writes finds its topic, misspelt too, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.policy.topics import Priority, Topic
from helpdesk.triage.keywords import compile_topics, score_of


def topic(
    key: str,
    *keywords: str,
    priority: Priority = "normal",
    exclusions: tuple[str, ...] = (),
    misspellings: bool = True,
) -> Topic:
    return Topic(key, key.title(), "team", priority, 60, 60, keywords, exclusions, misspellings)


def found(text: str, *keywords: str) -> tuple[str, str, str, int] | None:
    """The keyword that matched, where, how and how well."""
    match = compile_topics([topic("t", *keywords)]).match(text)
    return None if match is None else (match.keyword, match.found, match.kind, match.score)


@pytest.mark.parametrize(
    ("text", "keyword", "words"),
    [
        ("I want a REFUND, now!", "refund", "REFUND"),
        ("i want a refund", "Refund", "refund"),
        ("(refund)", "refund", "refund"),
        ("refund/return?", "return", "return"),
        ("#RefundNow", "refund", "Refund"),
        ("#RefundNow", "refund now", "RefundNow"),
        ("#refundnow", "refund now", "refundnow"),
        ("#RefundNow", "refundnow", "RefundNow"),
        ("so #fail", "#fail", "fail"),
        ("Money,  back", "money back", "Money,  back"),
        ("my e-mail", "email", "e-mail"),
        ("my email address", "e-mail address", "email address"),
        ("I cant log in", "can't log in", "cant log in"),
        ("I can’t log in", "cant log in", "can’t log in"),
        ("the laptop’s lid", "laptop", "laptop"),
        ("昨日買ったけど返品したい", "返品", "返品"),
        ("新しいiPhone修理お願い", "iPhone修理", "iPhone修理"),
        ("อยากได้คืนเงินครับ", "คืนเงิน", "คืนเงิน"),
        ("환불을 원해요", "환불", "환불"),
        ("मुझे रिफंड चाहिए", "रिफंड", "रिफंड"),
        ("where is it😡😡", "😡", "😡"),
        ("nice 👍🏿", "👍", "👍"),
        ("Rückgabe", "ruckgabe", "Rückgabe"),
        ("ＲＥＦＵＮＤ plz", "refund", "ＲＥＦＵＮＤ"),
        ("is it o\ufb03cial", "official", "o\ufb03cial"),
        ("re\u00adfund", "refund", "re\u00adfund"),
    ],
)
def test_a_keyword_is_found_however_it_is_dressed(text: str, keyword: str, words: str) -> None:
    assert found(text, keyword) == (keyword, words, "exact", 100)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("the returnees", "return"),
        ("unreturned", "return"),
        ("a border collie", "order"),
        ("see https://shop.example/refund", "refund"),
        ("www.refund.example", "refund"),
        ("@refund hello", "refund"),
        ("refund@shop.example", "refund"),
        ("give the money. Back home", "money back"),
        ("money @ben back", "money back"),
        ("money is back", "money back"),
        ("it will fail", "#fail"),
        ("", "refund"),
        (" \n\t", "refund"),
        ("\x00\ud800", "refund"),
    ],
)
def test_a_keyword_is_not_found_where_it_is_not(text: str, keyword: str) -> None:
    assert found(text, keyword) is None


@pytest.mark.parametrize(
    ("text", "keyword", "words", "score"),
    [
        ("my refnud!", "refund", "refnud", 92),
        ("my erfund", "refund", "erfund", 92),
        ("refunds?", "refund", "refunds", 92),
        ("I sent a return", "returns", "return", 93),
        ("my lap top", "laptop", "lap top", 92),
        ("a re fund!", "refund", "re fund", 92),
        ("a refu nd", "refund", "refu nd", 92),
        ("a giftcard", "gift card", "giftcard", 94),
        ("the delivry date", "delivery date", "delivry date", 96),
        ("replasemnt", "replacement", "replasemnt", 91),
        ("my #labtop", "laptop", "labtop", 92),
        ("возрват", "возврат", "возрват", 93),
    ],
)
def test_a_misspelling_is_understood_and_scored(text: str, keyword: str, words: str, score: int) -> None:
    assert found(text, keyword) == (keyword, words, "misspelt", score)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("older", "order"),  # an ordinary word
        ("stopping", "stepping"),  # a form of one
        ("shopping", "shipping"),
        ("tefund", "refund"),  # the first letter must be right
        ("refdnu", "refund"),  # two slips in six letters
        ("nwe", "new"),  # too short
        ("iphone11", "iphone12"),  # digits must be right
        ("lap, top", "laptop"),
    ],
)
def test_a_near_miss_that_means_something_else_is_left_alone(text: str, keyword: str) -> None:
    assert found(text, keyword) is None


def test_misspellings_can_be_turned_off_for_a_topic_and_the_bar_can_be_raised() -> None:
    assert compile_topics([topic("t", "refund", misspellings=False)]).match("my refnud") is None
    assert compile_topics([topic("t", "refund")], score=93).match("my refnud") is None
    assert compile_topics([topic("t", "refund")], shortest=7).match("my refnud") is None
    assert compile_topics([topic("t", "refund")], ordinary={"refnud"}).match("my refnud") is None


def test_a_word_that_is_another_keyword_is_not_a_misspelling() -> None:
    match = compile_topics([topic("a", "replacement part", "charger"), topic("b", "charged")]).match("charged twice")
    assert match is not None
    assert (match.topic, match.kind, match.others) == ("b", "exact", ())


def test_an_exclusion_keeps_a_post_out_of_its_topic_only() -> None:
    policy = [topic("orders", "order", exclusions=("in order to",)), topic("slow", "wait")]
    matcher = compile_topics(policy)
    match = matcher.match("In order to win I wait")
    assert match is not None
    assert (match.topic, match.others) == ("slow", ())
    match = matcher.match("my order, I wait")
    assert match is not None
    assert (match.topic, match.others) == ("orders", ("slow",))


ORDER = [
    ("exact before misspelt", topic("x", "laptop"), topic("y", "refund", priority="urgent"), "refnud laptop"),
    ("priority", topic("x", "laptop", priority="high"), topic("y", "refund now please"), "refund now please laptop"),
    ("more words", topic("x", "gift card"), topic("y", "subscription"), "subscription gift card"),
    ("more letters", topic("x", "refunded"), topic("y", "refund"), "refund refunded"),
    ("earlier place", topic("x", "laptop"), topic("y", "refund"), "laptop refund"),
]


@pytest.mark.parametrize(("why", "better", "worse", "text"), ORDER, ids=[row[0] for row in ORDER])
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_better_topic_wins_whatever_its_name_or_place(
    why: str, better: Topic, worse: Topic, text: str, names: tuple[str, str], turned: bool
) -> None:
    first = Topic(names[0], why, "team", better.priority, 1, 1, better.keywords)
    second = Topic(names[1], why, "team", worse.priority, 1, 1, worse.keywords)
    match = compile_topics([second, first] if turned else [first, second]).match(text)
    assert match is not None
    assert (match.topic, match.others) == (first.key, (second.key,))


def test_what_is_equal_in_all_else_is_settled_by_the_order_of_the_policy() -> None:
    for keys in (("a", "b"), ("b", "a")):
        match = compile_topics([topic(key, "refund") for key in keys]).match("refund")
        assert match is not None
        assert (match.topic, match.others) == (keys[0], (keys[1],))


@pytest.mark.parametrize("keyword", ["", " ", "@brightbyte", "https://brightbyte.example", "!!!", "x" * 201])
def test_a_keyword_that_could_never_match_is_refused_by_name(keyword: str) -> None:
    with pytest.raises(ValueError, match="of topic 'orders' can't be looked for"):
        compile_topics([topic("orders", keyword)])


@given(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60), st.sampled_from(["refund", "返品", "😡"])
)
def test_places_are_those_of_the_original_text(before: str, keyword: str) -> None:
    match = compile_topics([topic("t", keyword, "refnud now")]).match(f"{before} ＃{keyword} {before}")
    assert match is not None
    text = f"{before} ＃{keyword} {before}"
    assert text[match.start : match.end] == match.found
    assert match.found == keyword


def test_a_slip_costs_less_the_longer_the_keyword() -> None:
    assert [score_of(letters, 1) for letters in (3, 4, 5, 8, 9)] == [83, 88, 90, 94, 94]
    assert score_of(9, 2) == 89
    assert score_of(1000, 1) == 99
    assert score_of(1, 9) == 0
