"""The keywords of a policy as a tree of words: one look-up a word, whatever the number of keywords."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from helpdesk.policy.topics import PRIORITIES, Topic
from helpdesk.triage.in_language import in_language
from helpdesk.triage.misspelling import Misspellings
from helpdesk.triage.ordinary import base_forms
from helpdesk.triage.words import STOP, TAG, Word, read

LONGEST: Final = 200  # characters of a keyword
SPELLINGS: Final = 16  # of one keyword with many compounds in it; nobody writes one with more
RANKS: Final = {priority: rank for rank, priority in enumerate(PRIORITIES)}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A keyword, or an exclusion, of the topic with this number."""

    order: int
    topic: int
    keyword: str
    letters: int
    rank: tuple[int, int, int]
    """Smaller goes first: priority of the topic, more words, more letters."""
    misspellings: bool
    language: str | None
    """Of the posts in which it counts; None: in all."""


@dataclass(slots=True)
class Node:
    """What may follow the words so far, and the phrases that end here, with the slips that the spelling costs."""

    following: dict[str, Node] = field(default_factory=dict)
    ends: list[tuple[Phrase, int]] = field(default_factory=list)

    def add(self, words: Iterable[str], phrase: Phrase, slips: int = 0) -> None:
        """Lets the phrase end after these words."""
        node = self
        for word in words:
            node = node.following.setdefault(word, Node())
        if all(known is not phrase for known, _ in node.ends):
            node.ends.append((phrase, slips))

    def words(self) -> Iterator[str]:
        """Every word in the tree."""
        for word, node in self.following.items():
            yield word
            yield from node.words()


class Keywords:
    """All keywords and exclusions of a policy, ready to be looked up."""

    def __init__(self, topics: Sequence[Topic], shortest: int, ordinary: Container[str]) -> None:
        self.tree = Node()
        self.exclusions = Node()
        self.phrases: list[Phrase] = []
        self.by_language = False
        """Whether any of them counts in posts of one language only."""
        self.triggers: set[str] = set()
        """Of each spelling the one word, as rare as may be, without which the keyword can't be in a text."""
        self._ordinary = ordinary
        forgiven: set[str] = set()
        for number, topic in enumerate(topics):
            for keyword in topic.keywords:
                forgiven |= self._add_keyword(number, topic, keyword, shortest)
            for exclusion in topic.exclusions:
                for words in _spelled(topic, exclusion):
                    self.exclusions.add(words, self._phrase(number, topic, exclusion))
        self.vocabulary = frozenset(self.tree.words()) | frozenset(self.exclusions.words())
        self.misspellings = Misspellings(forgiven, self._is_known, shortest)

    def _add_keyword(self, number: int, topic: Topic, keyword: str, shortest: int) -> set[str]:
        """Enters one keyword; gives those of its words that may be misspelt."""
        phrase = self._phrase(number, topic, keyword)
        self.phrases.append(phrase)
        ways = _spelled(topic, keyword)
        for words in ways:
            self._enter(words, phrase)
        joined = "".join(ways[0])
        if phrase.rank[1] < -1 and joined.isalnum():
            self._enter((TAG + joined,), phrase)
            if topic.misspellings and len(joined) >= shortest and joined not in self._ordinary:
                self._enter((joined,), phrase, slips=1)
        return {word for words in ways for word in words if word[0].isalnum()} if topic.misspellings else set()

    def _enter(self, words: tuple[str, ...], phrase: Phrase, slips: int = 0) -> None:
        self.tree.add(words, phrase, slips)
        self.triggers.add(max(words, key=lambda word: (len(word) > 2 and word not in self._ordinary, len(word))))

    def _phrase(self, number: int, topic: Topic, keyword: str) -> Phrase:
        letters = sum(map(len, _spelled(topic, keyword)[0]))
        language, words = in_language(keyword)
        rank = (RANKS[topic.priority], -len(words.split()), -letters)
        self.by_language = self.by_language or language is not None
        return Phrase(len(self.phrases), number, keyword, letters, rank, topic.misspellings, language)

    def _is_known(self, word: str) -> bool:
        if word in self.vocabulary:
            return True
        if word in self._ordinary:
            return word + "s" not in self.vocabulary  # a keyword in the plural means its singular too
        return any(base in self._ordinary and base not in self.vocabulary for base in base_forms(word))


def _spelled(topic: Topic, keyword: str) -> list[tuple[str, ...]]:
    ways = spellings(keyword) if len(keyword) <= LONGEST else []
    if not ways:
        raise ValueError(
            f"the keyword {keyword[:LONGEST]!r} of topic {topic.key!r} can't be looked for: it needs a word, a hashtag "
            f"or an emoji, no @handle or link, and at most {LONGEST} characters"
        )
    return ways


def spellings(keyword: str) -> list[tuple[str, ...]]:
    """The ways to write a keyword as words: "wi-fi" is "wi fi" or "wifi"; "#fail" only the hashtag. None: no words.

    The language that it is kept to is no word of it.
    """
    positions = read(in_language(keyword)[1])
    while positions and _is_stop(positions[-1]):
        positions.pop()
    while positions and _is_stop(positions[0]):
        positions.pop(0)
    return list(islice(_paths(positions, 0), SPELLINGS)) if positions else []


def _paths(positions: Sequence[list[Word]], place: int) -> Iterator[tuple[str, ...]]:
    if place >= len(positions):
        yield ()
        return
    readings = [word for word in positions[place] if word.text.startswith(TAG)] or positions[place]
    for word in readings:
        for rest in _paths(positions, place + word.reach):
            yield (word.text, *rest)


def _is_stop(position: list[Word]) -> bool:
    return bool(position) and position[0].text == STOP
