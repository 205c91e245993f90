"""What it costs to find the topic of a post among 500 keywords: CPU microseconds a post.

Posts of about 110 characters in a made-up language with the word frequencies of English: a handle, words, some slips,
some links; about one in seven holds a keyword. The limit is what Python needs to cut the same posts at their spaces
and ask one set whether it knows the pieces.
"""

from __future__ import annotations

import random
from itertools import accumulate
from time import process_time
from typing import Any

from rapidfuzz import fuzz

from helpdesk.policy.topics import Topic
from helpdesk.triage.keywords import Matcher, compile_topics
from helpdesk.triage.ordinary import ordinary_words

POSTS = 20_000
VOCABULARY = 60_000
COMMON = 1_500  # the words that are too common to be keywords
SYLLABLES = [c + v + e for c in "bcdfghklmnprstvwz" for v in "aeiou" for e in ("", "n", "r", "s", "t")]


def run(keywords: int = 500, posts: int = POSTS) -> dict[str, Any]:
    """Measures, and gives the figures that `python -m bench matching` prints."""
    dice = random.Random(140)
    words = _vocabulary(dice)
    matcher = compile_topics(_topics(dice, words, keywords))
    texts = _posts(dice, words, 2 * posts)
    earlier, later = texts[:posts], texts[posts:]
    cold = _microseconds(matcher, earlier)
    half_seen = _microseconds(matcher, later)
    warm = min(_microseconds(matcher, later) for _ in range(3))
    hits = sum(match is not None for match in matcher.match_all(later))
    no_hits = [text for text, match in zip(later, matcher.match_all(later), strict=True) if match is None]
    ordinary = min(_microseconds(matcher, no_hits) for _ in range(3))
    fresh = _microseconds(matcher, [_half_new(dice, text) for text in no_hits])
    limit = min(_floor(later) for _ in range(3))
    return {
        "name": "matching",
        "value": round(half_seen, 2),
        "unit": "microseconds of CPU a post, the second half of a stream",
        "limit": round(limit, 2),
        "ratio": round(half_seen / limit, 2),
        "details": {
            "keywords": keywords,
            "characters a post": round(sum(map(len, texts)) / len(texts), 1),
            "share of posts with a keyword": round(hits / posts, 3),
            "nothing seen before": round(cold, 2),
            "all seen before": round(warm, 2),
            "all seen before, no keyword": round(ordinary, 2),
            "every second word never seen, no keyword": round(fresh, 2),
            "a loop of partial_ratio": round(_loop(dice, words, keywords, later[:100]), 1),
        },
    }


def _microseconds(matcher: Matcher, texts: list[str]) -> float:
    started = process_time()
    for first in range(0, len(texts), 500):
        matcher.match_all(texts[first : first + 500])
    return (process_time() - started) / len(texts) * 1e6


def _floor(texts: list[str]) -> float:
    known = {piece for text in texts for piece in text.split()}
    started = process_time()
    for text in texts:
        known.issuperset(text.split())
    return (process_time() - started) / len(texts) * 1e6


def _loop(dice: random.Random, words: list[str], keywords: int, texts: list[str]) -> float:
    wanted = dice.sample(words, keywords)
    started = process_time()
    for text in texts:
        folded = text.casefold()
        for keyword in wanted:
            fuzz.partial_ratio(keyword, folded, score_cutoff=88)
    return (process_time() - started) / len(texts) * 1e6


def _vocabulary(dice: random.Random) -> list[str]:
    made = {"".join(dice.choices(SYLLABLES, k=dice.choice((2, 2, 3, 3, 4)))) for _ in range(2 * VOCABULARY)}
    everyday = sorted(ordinary_words())
    dice.shuffle(everyday)
    rare = sorted(made)
    dice.shuffle(rare)
    return (sorted(everyday, key=len)[:COMMON] + everyday[:2_000] + rare)[:VOCABULARY]


def _topics(dice: random.Random, words: list[str], keywords: int) -> list[Topic]:
    rare = dice.sample(words[COMMON:], keywords)
    phrases = [f"{dice.choice(words[:COMMON])} {word}" if n % 10 >= 7 else word for n, word in enumerate(rare)]
    return [Topic(f"topic{n}", f"Topic {n}", "team", "normal", 60, 60, tuple(phrases[n::20]), ()) for n in range(20)]


def _posts(dice: random.Random, words: list[str], count: int) -> list[str]:
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    return [_post(dice, dice.choices(words, cum_weights=weights, k=17)) for _ in range(count)]


def _post(dice: random.Random, words: list[str]) -> str:
    for place, word in enumerate(words):
        if dice.random() < 0.015 and len(word) > 3:
            cut = dice.randrange(1, len(word) - 1)
            words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        elif dice.random() < 0.1:
            words[place] = word.capitalize() if dice.random() < 0.5 else word + dice.choice(".,!?")
    link = f" https://t.co/{dice.getrandbits(40):x}" if dice.random() < 0.3 else ""
    return f"@brightbyte {' '.join(words)}{link}"


def _half_new(dice: random.Random, text: str) -> str:
    pieces = text.split()
    pieces[1::2] = [f"{piece[:4]}{''.join(dice.choices(SYLLABLES, k=2))}" for piece in pieces[1::2]]
    return " ".join(pieces)
