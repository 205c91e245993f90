"""Why somebody was not given a conversation: what an event keeps of it, and the words for it. Pure.

An event keeps a row for each person: their number, a code, and a count where one belongs to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

Passed = tuple[int, str, int]

MOST_NAMED: Final = 8  # people in one event; of the others only how many there are

AWAY, OFF_SHIFT, FULL, DAILY, OWN = "away", "off", "full", "daily", "own"
LANGUAGE, LEAVES, STRANGER, TOPIC, LOAD, TURN = "language", "leaves", "stranger", "topic", "load", "turn"

WORDS: Final = {
    AWAY: "is away",
    OFF_SHIFT: "is not in their shift",
    DAILY: "was given as many today as they take in one day",
    OWN: "had it before",
    LANGUAGE: "does not speak the customer's language",
    LEAVES: "goes off duty before the answer is due",
    STRANGER: "has not answered this customer before",
    TOPIC: "does not know this topic as well",
    TURN: "holds as many, and was given one later",
}

KEPT: Final = {
    LANGUAGE: "they speak the customer's language",
    LEAVES: "they are still there when the answer is due",
    STRANGER: "they have answered this customer before",
    TOPIC: "they know this topic",
}

FEWEST: Final = "the fewest open conversations of those on duty"
NOBODY_ON_DUTY: Final = "nobody of the team is on duty"
OTHERS_FIRST: Final = "others have waited there for longer"
ALL_FULL: Final = "everybody of the team on duty holds as many as they take"


def reason(kept: Sequence[str]) -> str:
    """Why whoever got it got it, when these rules decided."""
    if not kept:
        return FEWEST
    told = " and ".join(KEPT[code] for code in kept)
    return told if kept[-1] == STRANGER else f"{told}, with {FEWEST}"


def waits(passed: Sequence[Passed]) -> str:
    """Why nobody got it."""
    return ALL_FULL if any(code in (FULL, DAILY) for _, code, _ in passed) else NOBODY_ON_DUTY


def told(data: Mapping[str, Any], people: Mapping[int, str]) -> list[str]:
    """A sentence for each person of an event who was passed over, and one for the rest."""
    sentences = [f"{people.get(number, 'Somebody')} {_words(code, count)}." for number, code, count in data["passed"]]
    more = data.get("passed_more", 0)
    if more:
        sentences.append(f"And {more} more {'colleague' if more == 1 else 'colleagues'} of the team.")
    return sentences


def _words(code: str, count: int) -> str:
    if code == FULL:
        return f"holds {count} open conversation{'' if count == 1 else 's'}, as many as they take"
    if code == LOAD:
        return f"holds {count} open conversation{'' if count == 1 else 's'}"
    return WORDS.get(code, code)
