"""Checks a draft policy whole: what its tables say, and whether each keyword can ever decide anything.

A keyword is tried on a text that is nothing but itself. When another topic wins there it wins in every text that holds
the keyword, because it is found there too; only what that topic excludes could change it. So the check follows the
matcher's own order, whatever that is.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.policy.draft import Draft, read_draft
from helpdesk.policy.topics import Topic
from helpdesk.triage.in_language import in_language
from helpdesk.triage.keywords import Matcher, compile_topics
from helpdesk.triage.ordinary import stop_words
from helpdesk.triage.phrases import LONGEST, spellings

SHOWN: Final = 60  # characters of a keyword in a sentence


Spelled = tuple[str | None, tuple[str, ...]]
"""The language that a keyword is kept to, and its words."""
NO_LANGUAGE: Final = "xx"
"""Of a text in which no keyword counts that is kept to a language: ISO 639 gives this code to none."""


class Words(NamedTuple):
    """What can be wrong with a keyword, or with an exclusion."""

    not_found: str
    everywhere: str
    again: str


KEYWORDS: Final = Words(
    N_(
        "topic %(topic)s: the keyword %(word)s can't be looked for: it needs a word, a hashtag or an emoji, no @handle "
        "or link, and at most %(longest)s characters."
    ),
    N_("topic %(topic)s: the keyword %(word)s has only words that are in every other post."),
    N_("topic %(topic)s: the keyword %(word)s says the same as %(other)s, which stands before it."),
)
EXCLUSIONS: Final = Words(
    N_(
        "topic %(topic)s: the exclusion %(word)s can't be looked for: it needs a word, a hashtag or an emoji, no "
        "@handle or link, and at most %(longest)s characters."
    ),
    N_("topic %(topic)s: the exclusion %(word)s has only words that are in every other post."),
    N_("topic %(topic)s: the exclusion %(word)s says the same as %(other)s, which stands before it."),
)


def checked(text: str, *, today: date, teams: Set[str], people: Set[str]) -> Draft:
    """The draft with everything that is wrong with it; it has a `policy` only when nothing is."""
    draft = read_draft(text, today=today, teams=teams, people=people)
    sound = [(place, _sound(draft, place, topic)) for place, topic in draft.topics]
    if sound:
        _tried(draft, sound)
    return draft


def _sound(draft: Draft, place: int, topic: Topic) -> Topic:
    """The topic with those of its words that can be looked for."""
    kept: dict[str, dict[Spelled, str]] = {}
    for name, written, words in (("keywords", topic.keywords, KEYWORDS), ("exclusions", topic.exclusions, EXCLUSIONS)):
        kept[name] = {}
        for number, word in enumerate(written):
            spelled = spellings(word)[:1] if len(word) <= LONGEST else []
            language = in_language(word[:LONGEST])[0]
            wrong = _wrong(words, topic.key, word, [(language, words) for words in spelled], kept[name])
            if wrong:
                draft.wrong(("topics", place, name, number), wrong)
            else:
                kept[name][language, spelled[0]] = word
    return replace(topic, keywords=tuple(kept["keywords"].values()), exclusions=tuple(kept["exclusions"].values()))


def _wrong(words: Words, key: str, word: str, spelled: list[Spelled], before: dict[Spelled, str]) -> str | None:
    told = {"topic": repr(key), "word": _short(word)}
    if not spelled:
        return _(words.not_found, longest=LONGEST, **told)
    if stop_words().issuperset(spelled[0][1]):
        return _(words.everywhere, **told)
    if spelled[0] in before:
        return _(words.again, other=_short(before[spelled[0]]), **told)
    return None


def _tried(draft: Draft, topics: list[tuple[int, Topic]]) -> None:
    matcher = compile_topics([topic for _place, topic in topics])
    forgiving = {topic.key for _place, topic in topics if topic.exclusions}
    for (place, topic), (_place, written) in zip(topics, draft.topics, strict=True):
        number = {keyword: n for n, keyword in enumerate(written.keywords)}
        decides = bool(topic.catch_all or not written.keywords)
        for keyword in topic.keywords:
            lost = _lost(topic, keyword, matcher, forgiving)
            decides = decides or not lost
            if lost:
                draft.wrong(("topics", place, "keywords", number[keyword]), lost)
        if not decides:
            told = _("topic %(topic)s can't be reached: none of its keywords ever decides.", topic=repr(topic.key))
            draft.wrong(("topics", place), told)


def _lost(topic: Topic, keyword: str, matcher: Matcher, forgiving: Set[str]) -> str | None:
    """Why this keyword never decides; None when it does."""
    language, words = in_language(keyword)
    match = matcher.match(words, language or NO_LANGUAGE)
    if match is not None and match.topic == topic.key:
        return None
    if match is None or topic.key not in match.others:
        return _("topic %(topic)s: its own exclusions take %(word)s away.", topic=repr(topic.key), word=_short(keyword))
    if match.topic in forgiving:
        return None  # where an exclusion of that topic is found this one has its turn
    return _(
        "topic %(topic)s: the keyword %(word)s never decides, for %(winner)s of topic %(other)s goes first.",
        topic=repr(topic.key), word=_short(keyword), winner=_short(match.keyword), other=repr(match.topic),
    )  # fmt: skip


def _short(word: str) -> str:
    return repr(word if len(word) <= SHOWN else f"{word[:SHOWN]}…")
