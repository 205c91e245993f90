"""What somebody looks for, read from one line: words, "exact phrases", -without, begin*, and filters as words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.search_words import words_of
from helpdesk.language import gettext as _
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING

FILTERS = ("from", "owner", "topic", "team", "tag", "network", "priority", "is", "after", "before")
STATES = {"open": OPEN, "waiting": WAITING, "snoozed": SNOOZED, "off": SNOOZED, "closed": CLOSED}
MOST_WORDS = 20
LONGEST = 500  # characters
_PART = re.compile(r'(-?)(?:([a-z]+):)?("[^"]*"?|\S+)', re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """What is looked for. Phrases are words as the index spells them; filters are name and value, as given."""

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()
    filters: tuple[tuple[str, str], ...] = ()


def read(line: str) -> Question:
    """Raises Refused (422) with the way out when nothing can be looked for."""
    wanted: list[tuple[str, ...]] = []
    unwanted: list[tuple[str, ...]] = []
    filters: list[tuple[str, str]] = []
    for minus, name, value in _PART.findall(line[:LONGEST]):
        name = name.lower()
        if name in FILTERS and not minus:
            filters.append((name, value.strip('"')))
            if name == "from" and words_of(value):  # a name is among the words of what its owner wrote
                wanted.append(tuple(words_of(value)))
            continue
        given = f"{name}:{value}" if name else value
        phrase = words_of(given)
        if not phrase:
            continue
        if given.endswith("*"):
            phrase[-1] += "*"
        (unwanted if minus else wanted).append(tuple(phrase))
    if len(wanted) + len(unwanted) > MOST_WORDS:
        raise Refused(_("Look for up to %(most_words)s words at a time.", most_words=MOST_WORDS), status=UNPROCESSABLE)
    if not wanted and not filters:
        raise Refused(_("Say a word to look for, or a filter such as from:carl."), status=UNPROCESSABLE)
    if not wanted and unwanted:
        raise Refused(_("Say a word to look for, too: -word only takes away."), status=UNPROCESSABLE)
    return Question(tuple(wanted), tuple(unwanted), tuple(filters))


def day(value: str, zone: ZoneInfo) -> datetime:
    """The beginning of the day that after: or before: names. Raises Refused (422) for what is none."""
    try:
        return datetime.combine(datetime.fromisoformat(value).date(), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(_("A day is written like 2026-03-02."), status=UNPROCESSABLE) from None
