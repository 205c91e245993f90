"""How well keywords find the topic of real posts: airline posts of 2015 whose reasons people wrote down.

Five parts; the keywords for each part are learnt from the other four, so that no list is judged on posts that it came
from. A list that a manager wrote beforehand is the beginning. The value is the share of posts that get the right one
of nine reasons, with a catch-all; the limit is a linear model over the same words in the same parts (logistic
regression by plain gradient descent), which no manager could read.

And how misspellings do: each keyword of five letters and more of the shipped policy with one slip at each place, and
how many of 5,000 ordinary posts a misspelling alone catches.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.keyword_lists import Labelled, keyword_lists, phrases
from bench.result import Result
from bench.triage_words import CATCH_ALL, PRESSING
from helpdesk.config_file import load
from helpdesk.policy.topics import Topic
from helpdesk.policy.written import topic_of
from helpdesk.triage.keywords import Matcher, compile_topics

PARTS = 5
SEED = 140
UNKNOWN = "Can't Tell"  # what the people who read them said: not a reason
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def run(_database_url: str | None) -> Result:
    """Value and limit: percent of posts with the right reason."""
    posts = _labelled()
    parts = [posts[part::PARTS] for part in range(PARTS)]
    exact, misspelt, linear, keywords = Counter[str](), Counter[str](), 0, 0
    wrong: Counter[tuple[str, str]] = Counter()
    for part, judged in enumerate(parts):
        others = [post for number, each in enumerate(parts) if number != part for post in each]
        lists = keyword_lists(others)
        keywords += sum(map(len, lists.values()))
        exact += _judged(_topics(lists, misspellings=False), judged, wrong)
        misspelt += _judged(_topics(lists, misspellings=True), judged, Counter())
        linear += _linear(others, judged)
    details: dict[str, Any] = {
        "posts": len(posts), "keywords_a_part": round(keywords / PARTS),
        **_shares("", exact, len(posts)), **_shares("misspellings_", misspelt, len(posts)),
        **{f"often_wrong_{place}": f"{count}x {said} for {truth}"
           for place, ((truth, said), count) in enumerate(wrong.most_common(5), 1)},
        **_slips(),
    }  # fmt: skip
    return Result(
        "triage-quality",
        round(100 * misspelt["right"] / len(posts), 1),
        "% right",
        round(100 * linear / len(posts), 1),
        details,
    )


def _data(name: str) -> list[dict[str, Any]]:
    folder = Path(os.environ.get("HELPDESK_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not (folder / name).exists():
        raise SystemExit(f"{folder / name} is not here; HELPDESK_DATA names the folder that has it.")
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def _labelled() -> list[tuple[str, str]]:
    rows = _data("airline_2015.jsonl")
    posts = [(row["text"], row["reason"]) for row in rows if row["reason"] not in (None, UNKNOWN)]
    random.Random(SEED).shuffle(posts)
    return posts


def _topics(lists: dict[str, list[str]], *, misspellings: bool) -> Matcher:
    topics = [
        Topic(name, name, "team", PRESSING.get(name, "normal"), 60, 60, tuple(words), misspellings=misspellings)
        for name, words in sorted(lists.items())
        if words
    ]
    return compile_topics(topics)


def _judged(matcher: Matcher, posts: Labelled, wrong: Counter[tuple[str, str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for match, (_, truth) in zip(matcher.match_all([text for text, _ in posts]), posts, strict=True):
        said = match.topic if match else CATCH_ALL
        counts["right"] += said == truth
        counts["matched"] += match is not None
        counts["matched_right"] += match is not None and said == truth
        if said != truth:
            wrong[truth, said] += 1
    return counts


def _shares(name: str, counts: Counter[str], posts: int) -> dict[str, float]:
    return {
        f"{name}accuracy_percent": round(100 * counts["right"] / posts, 1),
        f"{name}coverage_percent": round(100 * counts["matched"] / posts, 1),
        f"{name}precision_percent": round(100 * counts["matched_right"] / max(1, counts["matched"]), 1),
    }


def _linear(others: Labelled, judged: Labelled) -> int:
    """How many a linear model gets right."""
    seen = Counter(phrase for text, _ in others for phrase in phrases(text))
    place = {phrase: number for number, phrase in enumerate(sorted(p for p, count in seen.items() if count > 1))}
    names = sorted({topic for _, topic in others})

    def matrix(posts: Labelled) -> Any:
        rows = np.zeros((len(posts), len(place) + 1), dtype=np.float32)
        rows[:, -1] = 1
        for number, (text, _) in enumerate(posts):
            columns = [place[phrase] for phrase in phrases(text) if phrase in place]
            rows[number, columns] = 1 / max(1.0, len(columns)) ** 0.5
        return rows

    train, truth = matrix(others), np.eye(len(names), dtype=np.float32)[[names.index(topic) for _, topic in others]]
    weights = np.zeros((train.shape[1], len(names)), dtype=np.float32)
    for _ in range(400):
        scores = np.exp(train @ weights)
        weights -= 12.0 * (
            train.T @ (scores / scores.sum(axis=1, keepdims=True) - truth) / len(others) + 2e-4 * weights
        )
    said = (matrix(judged) @ weights).argmax(axis=1)
    return sum(names[number] == topic for number, (_, topic) in zip(said, judged, strict=True))


def _slips() -> dict[str, Any]:
    """How many keywords with a slip are found, and how many posts only a misspelling catches."""
    config = load(Path(__file__).parents[1] / "config.toml")
    topics = [topic_of(topic) for topic in config.policy.topics]
    matcher = compile_topics(topics)
    found = tried = 0
    for topic in topics:
        for keyword in topic.keywords if topic.misspellings else ():
            if " " in keyword or len(keyword) < 5 or not keyword.isascii():
                continue
            results = [match is not None for match in matcher.match_all([f"my {w} please" for w in _one_slip(keyword)])]
            found, tried = found + sum(results), tried + len(results)
    texts = [row["text"] for row in _data("support_2017.jsonl")]
    caught = [match for match in matcher.match_all(texts) if match is not None and match.kind == "misspelt"]
    return {
        "slips_tried": tried, "slips_found_percent": round(100 * found / tried, 1), "ordinary_posts": len(texts),
        "caught_by_a_misspelling": len(caught), "of_these_one_in": round(len(texts) / max(1, len(caught))),
        "caught_words": ", ".join(
            f"{count}x {words}"
            for words, count in Counter(f"{match.found}={match.keyword}" for match in caught).most_common()
        ),
    }  # fmt: skip


def _one_slip(word: str) -> Iterator[str]:
    """Every word one slip away, with the first letter as it is: one left out, one more, another one, two swapped."""
    for place in range(1, len(word)):
        head, tail = word[:place], word[place:]
        yield head + tail[1:]
        yield from (head + letter + tail for letter in LETTERS)
        yield from (head + letter + tail[1:] for letter in LETTERS if letter != tail[0])
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
