"""Which topic a post is about: finds the policy's keywords in it, misspelt ones too, and says where.

Of all that is found the best wins, in this order: exact before misspelt; the more pressing priority; the longer
keyword (more words, then more letters); the earlier place in the text; the topic that stands first in the policy;
within one topic the better score, then the keyword that stands first. No name plays a part.

The time goes by pieces between spaces. A piece seen before costs one look-up in a set, and a post none of whose
pieces could belong to a keyword is done with that, however many keywords there are. Only the other posts are walked
through, and only a new word meets RapidFuzz, once.

A keyword that is kept to a language ("de: Gift") counts in posts of that language, and in those of which no network
says what they are in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Final, Literal, NamedTuple

from helpdesk.policy.duties import language
from helpdesk.policy.topics import Topic
from helpdesk.triage.in_language import counts_in
from helpdesk.triage.ordinary import ordinary_words
from helpdesk.triage.phrases import Keywords, Node, Phrase
from helpdesk.triage.pieces import Pieces, Readings
from helpdesk.triage.words import read

SCORE: Final = 84
SHORTEST: Final = 5

Hit = tuple[int, int, int, int, int, int, int, int, int]
"""Sorts best first: kind, the keyword's three ranks, first position, topic, -score, number of the keyword, -end."""


class Match(NamedTuple):
    """Why a post is of a topic: the keyword as the manager wrote it, and the words of the text it was found in.

    `start` and `end` are places in the original text, in code points. `score` is 100 for an exact hit; each slip of
    a misspelling costs 100 points shared by twice the keyword's letters. `others` are the keys of the other topics
    that also matched, best first.
    """

    topic: str
    keyword: str
    found: str
    start: int
    end: int
    score: int
    kind: Literal["exact", "misspelt"]
    others: tuple[str, ...] = ()


def compile_topics(
    topics: Sequence[Topic], *, score: int = SCORE, shortest: int = SHORTEST, ordinary: Collection[str] = ()
) -> Matcher:
    """A matcher for these topics.

    A misspelling needs at least this `score`, and a word of at least `shortest` letters. `ordinary` adds folded words
    that are never misspellings, such as those often seen in own traffic. Raises ValueError for a keyword without a
    word in it.
    """
    known = ordinary_words().union(ordinary)
    return Matcher(topics, Keywords(topics, shortest, known), score)


class Matcher:
    """Finds the topic of a post. Same topics, same answers: what it remembers only saves time."""

    def __init__(self, topics: Sequence[Topic], keywords: Keywords, score: int) -> None:
        self._topics = tuple(topics)
        self._keywords = keywords
        self._score = score
        self._pieces = Pieces(keywords)
        self._excluding = frozenset(n for n, topic in enumerate(topics) if topic.exclusions)

    def match(self, text: str, tag: str | None = None) -> Match | None:
        """The best match in the text, if any. `tag`: its language as the network says it."""
        return self.match_all([text], [tag])[0]

    def match_all(self, texts: Sequence[str], tags: Iterable[str | None] = ()) -> list[Match | None]:
        """The best match in each of the texts: quicker than one by one. `tags`: their languages, where known."""
        return [
            self._match(text, pieces, sorted(hits)) if hits else None
            for text, pieces, hits in self._hits_of_each(texts, tags)
        ]

    def topics_of(self, texts: Sequence[str], tags: Iterable[str | None] = ()) -> list[str | None]:
        """The key of the topic that each text is of: without looking where in it, a sixth quicker."""
        return [self._topics[min(hits)[5]].key if hits else None for _, _, hits in self._hits_of_each(texts, tags)]

    def _hits_of_each(
        self, texts: Sequence[str], tags: Iterable[str | None]
    ) -> Iterator[tuple[str, list[str], Collection[Hit]]]:
        """Each text, its pieces, and the best hit of each topic in it."""
        known = self._pieces
        seen, hot = known.seen, known.hot
        for text, tag in zip(texts, chain(tags, repeat(None)), strict=False):
            pieces = text.split()
            hides = not seen.issuperset(pieces) and known.meet(pieces)
            if hides or (not hot.isdisjoint(pieces) and known.hides(pieces)):
                yield text, pieces, self._walk(pieces, language(tag) if self._keywords.by_language else None)
            else:
                yield text, pieces, ()

    def _walk(self, pieces: list[str], written_in: str | None) -> Collection[Hit]:
        readings = self._pieces.readings(pieces)
        hits = self._hits(readings, written_in)
        if not self._excluding.isdisjoint(hits):
            for topic in _excluded(self._keywords.exclusions, readings, written_in):
                hits.pop(topic, None)
        return hits.values()

    def _hits(self, readings: list[Readings], written_in: str | None) -> dict[int, Hit]:
        """The best hit of each topic, by the topic's number."""
        best: dict[int, Hit] = {}
        for place, end, slips, phrase in _found(self._keywords.tree, readings):
            score = 100
            if not counts_in(phrase.language, written_in):
                continue
            if slips:
                score = score_of(phrase.letters, slips)
                if not phrase.misspellings or score < self._score:
                    continue
            hit = (int(slips > 0), *phrase.rank, place, phrase.topic, -score, phrase.order, -end)
            if phrase.topic not in best or hit < best[phrase.topic]:
                best[phrase.topic] = hit
        return best

    def _match(self, text: str, pieces: list[str], hits: list[Hit]) -> Match:
        misspelt, _, _, _, first, topic, minus_score, order, minus_end = hits[0]
        start, end = _places(text, pieces, self._pieces, first, -minus_end - 1)
        return Match(
            topic=self._topics[topic].key,
            keyword=self._keywords.phrases[order].keyword,
            found=text[start:end],
            start=start,
            end=end,
            score=-minus_score,
            kind="misspelt" if misspelt else "exact",
            others=tuple(self._topics[other[5]].key for other in hits[1:]),
        )


def score_of(letters: int, slips: int) -> int:
    """0 to 99: what is left of 100 after `slips` in a keyword of so many letters, halves rounded up."""
    return min(99, max(0, (200 * letters - 100 * slips + letters) // (2 * letters)))


def _found(tree: Node, readings: Sequence[Readings]) -> Iterator[tuple[int, int, int, Phrase]]:
    """Each phrase in the text: its first position, the position after it, the slips in it."""
    for place, here in enumerate(readings):
        if not here:
            continue
        walks = [(tree, place, 0)]
        while walks:
            node, at, slips = walks.pop()
            for word, reach, more in readings[at] if at < len(readings) else ():
                following = node.following.get(word)
                if following:
                    walks.append((following, at + reach, slips + more))
                    for phrase, extra in following.ends:
                        yield place, at + reach, slips + more + extra, phrase


def _excluded(exclusions: Node, readings: Sequence[Readings], written_in: str | None) -> set[int]:
    """The numbers of the topics that the text is not of. Misspelt exclusions exclude nothing."""
    found = _found(exclusions, readings)
    return {phrase.topic for _, _, slips, phrase in found if not slips and counts_in(phrase.language, written_in)}


def _places(text: str, pieces: list[str], known: Pieces, first: int, last: int) -> tuple[int, int]:
    """Where in the text position `first` begins and position `last` ends."""
    odd, seen = known.odd, known.seen
    before = number = 0
    while True:
        piece = pieces[number]
        count = 1 if piece in seen and piece not in odd else len(known.positions(piece))
        if before + count > first:
            break
        before, number = before + count, number + 1
    # What `split` leaves whole behind so many cuts begins with the piece: quicker than looking for each of them.
    at = len(text) - len(text.split(None, number)[number])
    row = _spans(piece)
    start = at + row[first - before][0]
    while last >= before + len(row):
        before, number = before + len(row), number + 1
        at = text.index(pieces[number], at + len(piece))
        piece = pieces[number]
        row = _spans(piece)
    return start, at + row[last - before][1]


def _spans(piece: str) -> list[tuple[int, int]]:
    if piece.isascii() and piece.isalpha():
        return [(0, len(piece))]
    return [(words[0].start, words[0].end) if words else (0, 0) for words in read(piece)]
