"""Lists as they were read last, to be shown again while nothing of them was touched. By process, in memory.

Only the views of what somebody has or follows: an event tells whom it touches, while in a team something happens all
the time. A list that is not remembered is read, and so is one whose words about time have had their time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from flask import Flask, current_app

from helpdesk.desk.person import Person
from helpdesk.web.banner import banner_of_all
from helpdesk.web.frame import moment
from helpdesk.web.lately import CONVERSATION, CUSTOMER, PERSON, Name, look, touched_since
from helpdesk.web.listing import Asked, Listing, counts_of_teams
from helpdesk.web.mark import shown_by_browser, slot

VIEWS = ("mine", "following")
MOST = 5_000  # lists; then all are read again


Place = tuple[int, Asked, int | None]
"""Whose list it is, which one, and the conversation beside it."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A list that was read after the look of this `number`; one beside a conversation without its rows."""

    number: int
    around: tuple[object, ...]
    rest: str  # the mark of what the page shows besides its counts
    listing: Listing
    names: tuple[Name, ...]  # whatever can touch it


def set_up(app: Flask) -> None:
    """Gives an app its memory."""
    app.extensions["remembered"] = {}


def remember(
    person: Person, shown: Listing, rest: str, *, conversation: int | None = None, customer: int | None = None
) -> None:
    """Keeps what was read just now for this person, with the conversation beside which it stands."""
    if shown.asked.view not in VIEWS or not shown.rows:
        return
    names = [(PERSON, person.id), *((CONVERSATION, row.id) for row in shown.rows)]
    names += [(kind, each) for kind, each in ((CONVERSATION, conversation), (CUSTOMER, customer)) if each is not None]
    kept = shown if conversation is None else replace(shown, rows=[], topics={}, together={})
    lists = _lists()
    if len(lists) >= MOST:
        lists.clear()
    lists[person.id, shown.asked, conversation] = Remembered(look().number, _around(person), rest, kept, tuple(names))


def remembered(person: Person, wanted: Asked, *, conversation: int | None = None) -> Listing | None:
    """The list that this person's browser shows, with the counts of now; None when it must be drawn anew."""
    last = _lists().get((person.id, wanted, conversation))
    if last is None or last.rest != shown_by_browser().rest or last.around != _around(person):
        return None
    return _untouched(last, person)


def read_before(person: Person, wanted: Asked) -> Listing | None:
    """The list as it was read last, when only its words about time must be drawn anew."""
    last = _lists().get((person.id, wanted, None))
    return None if last is None or last.around[1:] != _around(person)[1:] else _untouched(last, person)


def _untouched(last: Remembered, person: Person) -> Listing | None:
    if touched_since(last.number, last.names):
        return None
    return replace(last.listing, of_teams=counts_of_teams(person, moment()))


def _around(person: Person) -> tuple[object, ...]:
    return slot(moment(), person), person, banner_of_all()


def _lists() -> dict[Place, Remembered]:
    return cast(dict[Place, Remembered], current_app.extensions["remembered"])
