"""Checks a draft policy whole: what its tables say, and whether each keyword can ever decide anything.

A keyword is tried on a text that is nothing but itself. When another topic wins there it wins in every text that holds
the keyword, because it is found there too; only what that topic excludes could change it. So the check follows the
matcher's own order, whatever that is.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date
from typing import Final

from helpdesk.policy.draft import Draft, read_draft
from helpdesk.policy.topics import Topic
from helpdesk.triage.keywords import Matcher, compile_topics
from helpdesk.triage.ordinary import stop_words
from helpdesk.triage.phrases import LONGEST, spellings

SHOWN: Final = 60  # characters of a keyword in a sentence


def checked(text: str, *, today: date, teams: Set[str], people: Set[str]) -> Draft:
    """The draft with everything that is wrong with it; it has a `policy` only when nothing is."""
    draft = read_draft(text, today=today, teams=teams, people=people)
    sound = [(place, _sound(draft, place, topic)) for place, topic in draft.topics]
    if sound:
        _tried(draft, sound)
    return draft


def _sound(draft: Draft, place: int, topic: Topic) -> Topic:
    """The topic with those of its words that can be looked for."""
    kept: dict[str, dict[tuple[str, ...], str]] = {}
    for name, words in (("keywords", topic.keywords), ("exclusions", topic.exclusions)):
        kept[name] = {}
        for number, word in enumerate(words):
            spelled = spellings(word)[:1] if len(word) <= LONGEST else []
            wrong = _wrong(name[:-1], word, spelled, kept[name])
            if wrong:
                draft.wrong(("topics", place, name, number), f"topic {topic.key!r}: {wrong}.")
            else:
                kept[name][spelled[0]] = word
    return replace(topic, keywords=tuple(kept["keywords"].values()), exclusions=tuple(kept["exclusions"].values()))


def _wrong(noun: str, word: str, spelled: list[tuple[str, ...]], before: dict[tuple[str, ...], str]) -> str | None:
    if not spelled:
        needs = f"it needs a word, a hashtag or an emoji, no @handle or link, and at most {LONGEST} characters"
        return f"the {noun} {_short(word)} can't be looked for: {needs}"
    if stop_words().issuperset(spelled[0]):
        return f"the {noun} {_short(word)} has only words that are in every other post"
    if spelled[0] in before:
        return f"the {noun} {_short(word)} says the same as {_short(before[spelled[0]])}, which stands before it"
    return None


def _tried(draft: Draft, topics: list[tuple[int, Topic]]) -> None:
    matcher = compile_topics([topic for _, topic in topics])
    forgiving = {topic.key for _, topic in topics if topic.exclusions}
    for (place, topic), (_, written) in zip(topics, draft.topics, strict=True):
        number = {keyword: n for n, keyword in enumerate(written.keywords)}
        decides = bool(topic.catch_all or not written.keywords)
        for keyword in topic.keywords:
            lost = _lost(topic, keyword, matcher, forgiving)
            decides = decides or not lost
            if lost:
                draft.wrong(("topics", place, "keywords", number[keyword]), f"topic {topic.key!r}: {lost}.")
        if not decides:
            draft.wrong(("topics", place), f"topic {topic.key!r} can't be reached: none of its keywords ever decides.")


def _lost(topic: Topic, keyword: str, matcher: Matcher, forgiving: Set[str]) -> str | None:
    """Why this keyword never decides; None when it does."""
    match = matcher.match(keyword)
    if match is not None and match.topic == topic.key:
        return None
    if match is None or topic.key not in match.others:
        return f"its own exclusions take {_short(keyword)} away"
    if match.topic in forgiving:
        return None  # where an exclusion of that topic is found this one has its turn
    winner = f"{_short(match.keyword)} of topic {match.topic!r}"
    return f"the keyword {_short(keyword)} never decides, for {winner} goes first"


def _short(word: str) -> str:
    return repr(word if len(word) <= SHOWN else f"{word[:SHOWN]}…")
