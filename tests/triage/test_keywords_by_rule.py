"""The quick matcher gives exactly the answers that the rules give when they are tried one by one."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.policy.topics import PRIORITIES, Topic
from helpdesk.triage.keywords import compile_topics
from helpdesk.triage.phrases import Keywords
from helpdesk.triage.pieces import Pieces
from tests.triage.slow_matcher import slow_match

KEYWORDS = [
    *(
        "refund",
        "refunds",
        "money back",
        "refund now",
        "laptop",
        "lap",
        "top",
        "wi-fi",
        "e-mail address",
        "replacement",
    ),
    *("replace", "can't log in", "login", "#fail", "#RefundNow", "iphone12", "gift card", "order", "delivery date"),
    *(
        "返品",
        "iPhone修理",
        "😡",
        "rückgabe",
        "возврат",
        "windows",
        "any one",
        "cancellation",
        "subscription",
        "is late",
    ),
]
PLAIN = [
    "the",
    "and",
    "window",
    "anyone",
    "older",
    "charge",
    "@refund",
    "https://t.co/refund",
    "…",
    "x" * 40 + ",lap",
    "top",
]
LETTERS = "abdefilnoprsty1"


def split(word: str, at: int, _: str) -> str:
    return f"{word[:at]} {word[at:]}"


SLIPS: list[Callable[[str, int, str], str]] = [
    split,
    lambda word, at, _: word,
    lambda word, at, _: word.upper(),
    lambda word, at, _: word + "!.,"[at % 3],
    lambda word, at, _: "#" + word.title(),
    lambda word, at, letter: word[:at] + letter + word[at:],
    lambda word, at, letter: word[:at] + letter + word[at + 1 :],
    lambda word, at, _: word[:at] + word[at + 1 :],
    lambda word, at, _: word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
]


@st.composite
def scraps(draw: st.DrawFn) -> str:
    """A keyword as customers write it: whole, joined, with a slip or two in its words; or just any word."""
    words = draw(st.sampled_from(KEYWORDS) | st.sampled_from(PLAIN)).split()
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(words) - 1))
        slip = draw(st.sampled_from(SLIPS))
        at = draw(st.integers(0, len(words[place])))
        words[place] = slip(words[place], at, draw(st.sampled_from(LETTERS)))
    return draw(st.sampled_from([" ", " ", "", "-"])).join(words)


posts = st.lists(scraps(), max_size=4).map(" ".join)
some = st.lists(st.sampled_from(KEYWORDS), min_size=1, max_size=9, unique=True).map(tuple)
policies = st.lists(
    st.tuples(st.sampled_from(PRIORITIES), some, st.lists(st.sampled_from(KEYWORDS), max_size=1), st.booleans()),
    min_size=1,
    max_size=4,
).map(
    lambda rows: [
        Topic(f"topic{n}", f"Topic {n}", "team", priority, 60, 60, words, tuple(exclusions), misspellings)
        for n, (priority, words, exclusions, misspellings) in enumerate(rows)
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    policies,
    st.lists(posts, min_size=4, max_size=10),
    st.sampled_from([84, 89, 90, 92, 93]),
    st.sampled_from([4, 5, 7]),
)
def test_quick_and_by_the_rules_agree(policy: list[Topic], texts: list[str], score: int, shortest: int) -> None:
    matcher = compile_topics(policy, score=score, shortest=shortest)
    by_the_rules = [slow_match(policy, text, score, shortest) for text in texts]
    assert matcher.match_all(texts) == by_the_rules
    assert [matcher.match(text) for text in texts] == by_the_rules  # and what it remembers changes nothing


@settings(deadline=None, max_examples=50)
@given(st.lists(posts, min_size=1, max_size=20))
def test_forgetting_changes_nothing(texts: list[str]) -> None:
    policy = [Topic("all", "All", "team", "normal", 60, 60, tuple(KEYWORDS))]
    forgetful = compile_topics(policy)
    forgetful._pieces = Pieces(Keywords(policy, 5, frozenset()), remembered=3)
    retentive = compile_topics(policy)
    retentive._pieces = Pieces(Keywords(policy, 5, frozenset()))
    assert forgetful.match_all(texts) == retentive.match_all(texts)
    assert len(forgetful._pieces.seen) <= 3 + max(len(text.split()) for text in texts)
