"""Why somebody was not given a conversation: what an event keeps of it, and the words for it. Pure.

An event keeps a row for each person: their number, a code, and a count where one belongs to it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from helpdesk.language import N_, kept, ngettext
from helpdesk.language import gettext as _

Passed = tuple[int, str, int]

MOST_NAMED: Final = 8  # people in one event; of the others only how many there are

AWAY, OFF_SHIFT, FULL, DAILY, OWN = "away", "off", "full", "daily", "own"
LANGUAGE, LEAVES, STRANGER, TOPIC, LOAD, TURN = "language", "leaves", "stranger", "topic", "load", "turn"

WORDS: Final = {
    AWAY: N_("%(who)s is away."),
    OFF_SHIFT: N_("%(who)s is not in their shift."),
    DAILY: N_("%(who)s was given as many today as they take in one day."),
    OWN: N_("%(who)s had it before."),
    LANGUAGE: N_("%(who)s does not speak the customer's language."),
    LEAVES: N_("%(who)s goes off duty before the answer is due."),
    STRANGER: N_("%(who)s has not answered this customer before."),
    TOPIC: N_("%(who)s does not know this topic as well."),
    TURN: N_("%(who)s holds as many, and was given one later."),
}

KEPT: Final = {
    LANGUAGE: N_("they speak the customer's language"),
    LEAVES: N_("they are still there when the answer is due"),
    STRANGER: N_("they have answered this customer before"),
    TOPIC: N_("they know this topic"),
}

FEWEST: Final = N_("the fewest open conversations of those on duty")
NOBODY_ON_DUTY: Final = N_("nobody of the team is on duty")
OTHERS_FIRST: Final = N_("others have waited there for longer")
ALL_FULL: Final = N_("everybody of the team on duty holds as many as they take")


def reason(kept: Sequence[str]) -> str:
    """Why whoever got it got it, when these rules decided."""
    if not kept:
        return FEWEST
    told = " and ".join(KEPT[code] for code in kept)
    return told if kept[-1] == STRANGER else f"{told}, with {FEWEST}"


def waits(passed: Sequence[Passed]) -> str:
    """Why nobody got it."""
    return ALL_FULL if any(code in (FULL, DAILY) for _, code, _ in passed) else NOBODY_ON_DUTY


def shown(why: str) -> str:
    """A reason that an event keeps, in the reader's language."""
    rules, with_fewest, rest = why.partition(f", with {FEWEST}")
    codes = rules.split(" and ")
    if rest or not set(codes) <= set(KEPT.values()):
        return kept(why)
    said = functools.reduce(lambda one, other: _("%(some)s and %(last)s", some=one, last=other), map(kept, codes))
    return _("%(rules)s, with %(fewest)s", rules=said, fewest=kept(FEWEST)) if with_fewest else said


def told(data: Mapping[str, Any], people: Mapping[int, str]) -> list[str]:
    """A sentence for each person of an event who was passed over, and one for the rest."""
    sentences = [_sentence(people.get(number, _("Somebody")), code, count) for number, code, count in data["passed"]]
    more = data.get("passed_more", 0)
    if more:
        sentences.append(
            ngettext("And %(num)s more colleague of the team.", "And %(num)s more colleagues of the team.", more)
        )
    return sentences


def _sentence(who: str, code: str, count: int) -> str:
    if code == FULL:
        return ngettext(
            "%(who)s holds %(num)s open conversation, as many as they take.",
            "%(who)s holds %(num)s open conversations, as many as they take.", count, who=who,
        )  # fmt: skip
    if code == LOAD:
        return ngettext(
            "%(who)s holds %(num)s open conversation.", "%(who)s holds %(num)s open conversations.", count, who=who
        )
    return _(WORDS[code], who=who) if code in WORDS else f"{who} {code}."
