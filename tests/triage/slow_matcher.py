"""The rules of matching, tried one keyword after the other, as a check on the quick matcher.

It shares the cutting into words with the quick one, and nothing else: no index, no tree, no memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from helpdesk.policy.topics import PRIORITIES, Topic
from helpdesk.triage.keywords import Match
from helpdesk.triage.ordinary import base_forms, ordinary_words
from helpdesk.triage.phrases import spellings
from helpdesk.triage.words import Word, read

Post = list[tuple[list[Word], str]]
"""Each position's words, and "first", "second" or "both" if the word may be half of one."""


def slow_match(topics: Sequence[Topic], text: str, score: int = 84, shortest: int = 5) -> Match | None:
    rules = _Rules(topics, shortest)
    post = _cut(text)
    hits = []
    for number, topic in enumerate(topics):
        if any(rules.places(post, way, forgiving=False) for ex in topic.exclusions for way in spellings(ex)):
            continue
        for order, keyword in enumerate(topic.keywords):
            found = rules.best(post, topic, keyword, score)
            if found:
                slips, place, minus_score, minus_end = found
                words, letters = len(keyword.split()), sum(map(len, spellings(keyword)[0]))
                rank = (PRIORITIES.index(topic.priority), -words, -letters)
                hits.append((slips > 0, *rank, place, number, minus_score, order, minus_end))
    if not hits:
        return None
    misspelt, _, _, _, place, number, minus_score, order, minus_end = min(hits)
    others = sorted({hit[5]: hit for hit in sorted(hits, reverse=True)}.values())
    start, end = post[place][0][0].start, post[-minus_end - 1][0][0].end
    return Match(
        *(topics[number].key, topics[number].keywords[order], text[start:end], start, end, -minus_score),
        kind="misspelt" if misspelt else "exact",
        others=tuple(topics[hit[5]].key for hit in others if hit[5] != number),
    )


def _cut(text: str) -> Post:
    post: Post = []
    at = 0
    for piece in text.split():
        at = text.index(piece, at)
        row = read(piece)
        for place, words in enumerate(row):
            begins = place == 0 and bool(words) and words[0].start == 0 and len(piece) <= 32
            ends = place == len(row) - 1 and bool(words) and words[0].end == len(piece) and len(piece) <= 32
            half = "both" if begins and ends else "second" if begins else "first" if ends else ""
            post.append(([w._replace(start=w.start + at, end=w.end + at) for w in words], half))
        at += len(piece)
    return post


class _Rules:
    def __init__(self, topics: Sequence[Topic], shortest: int) -> None:
        self.shortest = shortest
        self.forgiven: set[str] = set()
        self.vocabulary: set[str] = set()
        for topic in topics:
            for keyword in (*topic.keywords, *topic.exclusions):
                self.vocabulary |= {word for way in spellings(keyword) for word in way}
            for keyword in topic.keywords:
                self.vocabulary |= {way[0] for way, _ in self.ways(topic, keyword) if len(way) == 1}
                if topic.misspellings:
                    words = {word for way in spellings(keyword) for word in way if word[0].isalnum()}
                    self.forgiven |= {word for word in words if len(word) >= shortest}

    def ways(self, topic: Topic, keyword: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """The ways to write a keyword, with the slips that each costs."""
        yield from ((way, 0) for way in spellings(keyword))
        joined = "".join(spellings(keyword)[0])
        if len(keyword.split()) > 1 and joined.isalnum():
            yield ("#" + joined,), 0
            if topic.misspellings and len(joined) >= self.shortest and joined not in ordinary_words():
                yield (joined,), 1

    def known(self, word: str) -> bool:
        listed = ordinary_words()
        if word in self.vocabulary:
            return True
        if word in listed:
            return word + "s" not in self.vocabulary
        return any(base in listed and base not in self.vocabulary for base in base_forms(word))

    def near(self, token: str) -> dict[str, int]:
        if self.known(token):
            return {}
        slips = {}
        for word in self.forgiven:
            distance = OSA.distance(token, word)
            swapped = token[:2] == word[:2][::-1] and token[2:] == word[2:]
            same_digits = [c for c in token if c.isdigit()] == [c for c in word if c.isdigit()]
            if swapped or (distance <= (2 if len(word) >= 9 else 1) and token[:1] == word[:1] and same_digits):
                slips[word] = distance
        return {word: slip for word, slip in slips.items() if slip == min(slips.values())}

    def best(self, post: Post, topic: Topic, keyword: str, score: int) -> tuple[int, int, int, int] | None:
        letters = sum(map(len, spellings(keyword)[0]))
        found = []
        for way, extra in self.ways(topic, keyword):
            for place, end, slips in self.places(post, way, forgiving=topic.misspellings):
                total = slips + extra
                left = 100 if not total else min(99, int(100 - 100 * total / (2 * letters) + 0.5))
                if not total or left >= score:
                    found.append((total > 0, place, -left, -end))
        return min(found, default=None)

    def places(self, post: Post, way: tuple[str, ...], *, forgiving: bool) -> list[tuple[int, int, int]]:
        ends = [(place, place, 0) for place in range(len(post))]
        for wanted in way:
            ends = [
                (place, after, slips + more)
                for place, at, slips in ends
                for after, more in self.steps(post, at, wanted, forgiving=forgiving)
            ]
        return ends

    def steps(self, post: Post, at: int, wanted: str, *, forgiving: bool) -> Iterator[tuple[int, int]]:
        if at >= len(post):
            return
        words, half = post[at]
        for word in words:
            if word.text == wanted:
                yield at + word.reach, 0
            elif forgiving and wanted in self.forgiven:
                slips = self.near(word.text)
                if wanted in slips:
                    yield at + word.reach, slips[wanted]
        if not forgiving or wanted not in self.forgiven or at + 1 >= len(post):
            return
        after, second = post[at + 1]
        if half in ("first", "both") and second in ("second", "both"):
            first, last = words[0].text, after[0].text
            if first + last == wanted and min(len(first), len(last)) >= 2:
                yield at + 2, 1
