"""Lists of keywords out of posts whose topic is known, as a patient manager would make them.

Greedy: again and again the keyword (or all forms of one) is taken that puts most posts right under the matcher's own
rule: the more pressing topic wins, then the longer keyword. One that a manager would have thought of anyway must gain
`LIKELY`, any other `UNLIKELY`: a word that was right two or three times by chance is not learnt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bench.triage_words import CATCH_ALL, PRESSING, WORDS
from helpdesk.policy.topics import PRIORITIES
from helpdesk.triage.ordinary import base_forms
from helpdesk.triage.words import STOP, TAG, read

LIKELY, UNLIKELY = 1, 4  # posts more that are right
SEEN = 4  # posts a word that nobody thought of must be in
SHARE = 0.5  # of its posts that are of the topic
LONGEST = 3  # words of a phrase

Labelled = Sequence[tuple[str, str]]
Rank = tuple[int, int, int]


def phrases(text: str) -> set[str]:
    """What of a text could be a keyword: its words, and each two or three that follow one another in a sentence."""
    row = [[word.text for word in words] for words in read(text)]
    found: set[str] = set()
    for place, words in enumerate(row):
        if not words or STOP in words:
            continue
        found.update(word for word in words if not word.startswith(TAG))
        whole = [words[0]]
        for following in row[place + 1 : place + LONGEST]:
            if not following or STOP in following:
                break
            whole.append(following[0])
            found.add(" ".join(whole))
    return found


def keyword_lists(labelled: Labelled) -> dict[str, list[str]]:
    """Keywords by topic, learnt from posts with their topics."""
    learner = _Learner(labelled)
    while learner.takes_one():
        pass
    for topic, words in WORDS.items():
        learner.keeps_unseen(topic, words)
    return learner.lists


def _rank(keyword: str, topic: str) -> Rank:
    pressing = -PRIORITIES.index(PRESSING.get(topic, "normal"))
    return pressing, keyword.count(" ") + 1, len(keyword.replace(" ", ""))


class _Learner:
    """Which topic each post gets with the keywords so far, and by which of them."""

    def __init__(self, labelled: Labelled) -> None:
        self.lists: dict[str, list[str]] = defaultdict(list)
        self._topics = [topic for _, topic in labelled]
        self._posts: dict[str, set[int]] = defaultdict(set)
        for number, (text, _) in enumerate(labelled):
            for phrase in phrases(text):
                self._posts[phrase].add(number)
        self._taken: set[str] = set()
        self._by: dict[int, Rank] = {}
        self._given = [CATCH_ALL] * len(labelled)
        self._thought_of = {word: topic for topic, words in WORDS.items() for word in words}
        self._choices = list(self._worth_trying())

    def takes_one(self) -> bool:
        """Takes the keyword that gains most; false when none gains enough."""
        best: tuple[int, int, Rank] | None = None
        chosen: tuple[tuple[str, ...], str] | None = None
        for words, topic, needed in self._choices:
            if self._taken.issuperset(words):
                continue
            order = (self._gain(words, topic) - needed, len(words), max(_rank(word, topic) for word in words))
            if order[0] >= 0 and (best is None or order > best):
                best, chosen = order, (words, topic)
        if chosen is not None:
            self._take(*chosen)
        return chosen is not None

    def keeps_unseen(self, topic: str, words: Iterable[str]) -> None:
        """Keeps what was thought of and hardly met in these posts: nothing speaks against it."""
        unseen = [word for word in words if word not in self._taken and len(self._posts.get(word, ())) < SEEN]
        self._taken.update(unseen)
        self.lists[topic] += unseen

    def _worth_trying(self) -> Iterable[tuple[tuple[str, ...], str, int]]:
        for words in [*_forms(self._posts), *((word,) for word in list(self._posts))]:
            found = set().union(*(self._posts[word] for word in words))
            thought_of = {self._thought_of.get(word) for word in words}
            if len(found) < SEEN and thought_of == {None}:
                continue
            for topic, count in Counter(self._topics[number] for number in found).items():
                if topic in thought_of or count >= SHARE * len(found):
                    yield words, topic, LIKELY if topic in thought_of else UNLIKELY

    def _won(self, word: str, topic: str) -> set[int]:
        rank = _rank(word, topic)
        return {number for number in self._posts[word] if number not in self._by or rank > self._by[number]}

    def _gain(self, words: tuple[str, ...], topic: str) -> int:
        won = set().union(*(self._won(word, topic) for word in words if word not in self._taken))
        return sum((self._topics[n] == topic) - (self._topics[n] == self._given[n]) for n in won)

    def _take(self, words: tuple[str, ...], topic: str) -> None:
        for word in words:
            if word in self._taken:
                continue
            for number in self._won(word, topic):
                self._by[number], self._given[number] = _rank(word, topic), topic
            self._taken.add(word)
            self.lists[topic].append(word)


def _forms(posts: Mapping[str, set[int]]) -> Iterable[tuple[str, ...]]:
    """Words that are forms of one: "delay", "delays", "delayed"."""
    families: dict[str, set[str]] = defaultdict(set)
    for word in list(posts):
        base = next((base for base in base_forms(word) if base in posts and len(base) > 2), None)
        if base is not None and " " not in word:
            families[base] |= {base, word}
    return (tuple(sorted(family)) for family in families.values())
