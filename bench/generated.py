"""Mentions that nobody wrote: deterministic, with the length, repetition and typos of real ones.

Words come from a made-up vocabulary of 30,000 with Zipf's frequencies; a post has 17 of them on average, about 110
characters. 500 of the words and word pairs of middle frequency are the keywords. Of the lines 10% were given before
and 30% answer an earlier post of the same author. 1.5% of the words have a typo.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate

from helpdesk.policy.topics import Topic

SYLLABLES = [
    first + second for first in "bcdfghklmnprstvwz" for second in ("a", "e", "i", "o", "u", "ar", "en", "is", "ol")
]
VOCABULARY = 30_000
KEYWORDS = 500
TEAMS = 10
REMEMBERED = 20_000  # earlier posts that may be answered or given again


class Writer:
    """Writes lines of the import format, always the same ones for the same seed."""

    def __init__(self, start: datetime, seed: int = 1, *, per_second: float = 5_787) -> None:
        self._random = random.Random(seed)
        self._words = sorted({self._word() for _ in range(VOCABULARY + 8_000)})[:VOCABULARY]
        self._random.shuffle(self._words)
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._now, self._step = start, timedelta(seconds=1 / per_second)
        self._earlier: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)
        self._given: deque[bytes] = deque(maxlen=REMEMBERED)
        self._number = 10**18

    def _word(self) -> str:
        return "".join(self._random.choice(SYLLABLES) for _ in range(self._random.choice((1, 2, 2, 3, 3, 4))))

    def topics(self, keywords: int = KEYWORDS, topics: int = 49, calendars: int = 0) -> tuple[Topic, ...]:
        """So many keywords in so many topics, and a catch-all. Each has one of the calendars, if there are any."""
        rare = self._words[400:]
        step = min(7, (len(rare) - 2) // keywords)
        keys = [
            rare[number * step] if number % 10 < 7 else f"{rare[number * step]} {rare[number * step + 1]}"
            for number in range(keywords)
        ]
        made = [
            Topic(
                f"topic{number}", f"Topic {number}", f"team{number % TEAMS}", "normal", 60, 60,
                tuple(keys[number::topics]), calendar=f"office{number % calendars}" if calendars else None,
            )
            for number in range(topics)
        ]  # fmt: skip
        return (*made, Topic("other", "Everything else", "team0", "normal", 60, 60, catch_all=True))

    def lines(self, count: int) -> list[bytes]:
        """The next `count` lines."""
        return list(self._lines(count))

    def _lines(self, count: int) -> Iterator[bytes]:
        for _ in range(count):
            chance = self._random.random()
            if chance < 0.10 and self._given:
                yield self._random.choice(self._given)
                continue
            self._number += self._random.randrange(1, 400)
            self._now += self._step
            answers = self._random.choice(self._earlier) if chance < 0.40 and self._earlier else None
            author = answers[1] if answers else f"author{self._random.randrange(400_000)}"
            row = {
                "id": str(self._number),
                "author": author,
                "text": f"@brightbyte {self._text()}",
                "created_at": self._now.isoformat(),
                "account": "@brightbyte",
                "lang": "en",
            }
            if answers:
                row["in_reply_to"] = answers[0]
            self._earlier.append((str(self._number), author))
            line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
            self._given.append(line)
            yield line

    def _text(self) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=self._random.randrange(8, 27))
        if self._random.random() < 0.25:
            place = self._random.randrange(len(words))
            words[place] = self._typo(words[place])
        if self._random.random() < 0.2:
            words.append(f"https://t.co/{self._random.randrange(10**9):x}")
        return " ".join(words)

    def _typo(self, word: str) -> str:
        place = self._random.randrange(len(word))
        return word[:place] + self._random.choice("aeiounrst") + word[place + 1 :]
