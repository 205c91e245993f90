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

from bench.result import Result
from helpdesk.policy.topics import Topic
from helpdesk.triage.keywords import Matcher, compile_topics
from helpdesk.triage.ordinary import ordinary_words

POSTS = 20_000
FEW, MANY = 50, 5_000  # keywords
SEED = 140
VOCABULARY = 60_000
COMMON = 1_500  # the words that are too common to be keywords
SYLLABLES = [c + v + e for c in "bcdfghklmnprstvwz" for v in "aeiou" for e in ("", "n", "r", "s", "t")]


def run(_database_url: str | None, *, keywords: int = 500, posts: int = POSTS) -> Result:
    """Value: CPU microseconds a post, half of its words seen before. The details say it for FEW and MANY, too."""
    value, details = _measured(keywords, posts)
    few, many = (_measured(number, posts)[0] for number in (FEW, MANY))
    dice = random.Random(SEED)
    words = _vocabulary(dice)
    texts = _posts(dice, words, posts)
    limit = min(_floor(texts) for _ in range(3))
    details |= {
        f"with_{FEW}_keywords": round(few, 2), f"with_{MANY}_keywords": round(many, 2),
        "many_to_few": round(many / few, 2),
        "a_loop_of_partial_ratio": round(_loop(dice, words, keywords, texts[:100]), 1),
    }  # fmt: skip
    return Result("matching", round(value, 2), "us/post", round(limit, 2), details)


def _measured(keywords: int, posts: int) -> tuple[float, dict[str, Any]]:
    dice = random.Random(SEED)
    words = _vocabulary(dice)
    matcher = compile_topics(_topics(dice, words, keywords))
    texts = _posts(dice, words, 2 * posts)
    earlier, later = texts[:posts], texts[posts:]
    cold = _microseconds(matcher, earlier)
    half_seen = _microseconds(matcher, later)
    warm = min(_microseconds(matcher, later) for _ in range(3))
    matches = matcher.match_all(later)
    no_hits = [text for text, match in zip(later, matches, strict=True) if match is None]
    ordinary = min(_microseconds(matcher, no_hits) for _ in range(3))
    fresh = _microseconds(matcher, [_half_new(dice, text) for text in no_hits])
    return half_seen, {
        "keywords": keywords,
        "characters_a_post": round(sum(map(len, texts)) / len(texts), 1),
        "share_with_a_keyword": round(1 - len(no_hits) / posts, 3),
        "nothing_seen_before": round(cold, 2),
        "all_seen_before": round(warm, 2),
        "all_seen_no_keyword": round(ordinary, 2),
        "every_second_word_new": round(fresh, 2),
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
