"""One list of the inbox as an address asks for it: which view, which status, which page of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import get_args
from urllib.parse import urlencode

from flask import abort, request, url_for
from sqlalchemy import Connection

from helpdesk.desk import inbox
from helpdesk.desk.inbox import ALL, MOST_COUNTED, PAGE, After, InboxRow
from helpdesk.desk.person import Person
from helpdesk.desk.saving_views import Saved, saved
from helpdesk.desk.together import Together, together
from helpdesk.desk.views import STATUSES, VIEWS, Filters, View
from helpdesk.language import N_
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING
from helpdesk.records.moment import read_back, stored
from helpdesk.records.staff import ADMIN, MANAGER
from helpdesk.web.context import reading
from helpdesk.web.kept import kept
from helpdesk.web.lately import look
from helpdesk.web.narrowing import Choices, choices
from helpdesk.web.numbers import number_of

TITLES: dict[View, str] = {
    "mine": N_("Mine"), "team": N_("My team"), "queue": N_("My team's queue"), "soon": N_("Due soon"),
    "following": N_("Following"), "approval": N_("To approve"), "unsent": N_("Not sent"),
    "everything": N_("Everything"),
}  # fmt: skip
STATUS_TITLES = {
    OPEN: N_("Open"), WAITING: N_("Waiting for the customer"), SNOOZED: N_("Put off"), CLOSED: N_("Closed"),
}  # fmt: skip
LONGEST_FILTER = 80  # characters
_PLACE = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True)
class Asked:
    """What an address asks for. It can be put into the addresses of a page, so that they lead back to the same list."""

    view: View
    status: str
    after: str | None = None
    filters: Filters = ALL

    @property
    def way(self) -> dict[str, str]:
        """The values for `url_for`."""
        return self.first | ({"after": self.after} if self.after else {})

    @cached_property
    def first(self) -> dict[str, str]:
        """The values for its first page."""
        return {"view": self.view, "status": self.status} | {
            f"in_{name}": value for name, value in self.filters.given.items()
        }

    @property
    def kept_query(self) -> str:
        """As a list that is kept under a name says it."""
        return urlencode(self.first)

    def without(self, name: str) -> dict[str, str]:
        """The values for its first page without one of the filters."""
        return {key: value for key, value in self.first.items() if key != f"in_{name}"}

    @property
    def query(self) -> str:
        """The same as the part of an address behind its question mark."""
        return urlencode(self.way)


@dataclass(frozen=True)
class Listing:
    """What the list and the views beside it show."""

    asked: Asked
    rows: list[InboxRow]
    of_teams: dict[str, int]  # how many of each view all of a team have
    of_person: dict[str, int]  # and how many more they have themselves
    of_status: dict[str, int]  # how many of this list are open, or in another status; empty where that isn't shown
    topics: dict[str, str]
    together: dict[int, Together]  # who else is at the conversations shown
    saved: list[Saved]  # the lists that the person keeps under a name
    choices: Choices  # the words of its filters, when there are some
    next: str | None  # where the next page begins

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many each view has."""
        both = {view: self.of_teams.get(view, 0) + self.of_person.get(view, 0) for view in VIEWS}
        return {view: min(count, MOST_COUNTED + 1) for view, count in both.items()}

    @property
    def views(self) -> tuple[object, ...]:
        """What stands beside the list."""
        return self.counts, self.saved

    @property
    def listed(self) -> tuple[object, ...]:
        """What the list itself shows; an empty one says how many wait in the queue."""
        shown = self.rows, self.topics, self.together, self.choices, self.next, self.of_status
        return shown if self.rows else (*shown, self.counts["queue"])


def asked(person: Person) -> Asked:
    """What this request asks for, by its address or its form; else what the person needs most."""
    view, status, after = (request.values.get(name) for name in ("view", "status", "after"))
    if view not in get_args(View):
        view = "everything" if person.role in (MANAGER, ADMIN) else "mine"
    known: View = view  # type: ignore[assignment]  # it is one of them now
    return Asked(known, status if status in STATUSES else OPEN, after or None, _filters())


def _filters() -> Filters:
    """The filters of this request; nonsense is none."""
    given = {name: request.values.get(f"in_{name}") or None for name in Filters.__slots__}
    for name in ("team", "owner"):
        given[name] = None if number_of(given[name]) is None else given[name]
    return Filters(**{name: value and value.replace("\0", "")[:LONGEST_FILTER] for name, value in given.items()})


def conversation_address(conversation_id: int, wanted: Asked, place: str | None = None) -> str:
    """Where a conversation is, with the list that it stands in beside it."""
    way: dict[str, str] = wanted.way
    return url_for("conversation.page", conversation_id=conversation_id, _anchor=place, **way)  # type: ignore[arg-type]


def listing(
    connection: Connection, person: Person, wanted: Asked, now: datetime, *, refreshes: bool = False,
    beside: bool = False,
) -> Listing:  # fmt: skip
    """Reads the list: the rows of one page, who is at them, and how many each view has.

    A page that `refreshes` itself shares with others what is the same for all of a team. `beside` a conversation it
    shows no statuses to choose from.
    """
    rows = inbox.rows(
        connection, wanted.view, person, now, status=wanted.status, filters=wanted.filters, after=_place(wanted.after)
    )
    following = _ends(rows[-1], wanted.view) if len(rows) == PAGE else None
    here = together(connection, [row.id for row in rows], person.id, now)
    mine = saved(connection, person.id)
    topics = kept(("topics", look().number), lambda: _topics(connection)) if refreshes else _topics(connection)
    if refreshes:
        of_teams, of_person = counts_of_teams(person, now), inbox.counts_of_person(connection, person, now)
    else:
        of_teams, of_person = inbox.counts(connection, person, now), {}
    of_status = {} if beside else inbox.counts_by_status(connection, wanted.view, person, now, wanted.filters)
    narrowed_to = choices(connection, topics) if wanted.filters.given else ()
    return Listing(wanted, rows, of_teams, of_person, of_status, topics, here, mine, narrowed_to, following)


def counts_of_teams(person: Person, now: datetime) -> dict[str, int]:
    """What is counted once for all who are in the same teams as this person."""

    def count() -> dict[str, int]:
        with reading() as connection:
            return inbox.counts_of_teams(connection, person, now)

    return kept(("counts", look().number, person.team_ids), count)  # never older than what the page has seen


def narrowing(connection: Connection) -> Choices:
    """What a list can be narrowed to."""
    return choices(connection, _topics(connection))


def _topics(connection: Connection) -> dict[str, str]:
    try:
        return {topic.key: topic.name for topic in in_force(connection).topics}
    except NoPolicy:
        return {}


def _ends(row: InboxRow, view: View) -> str:
    if view == "approval":
        return f"{stored(row.due_at)}-{row.id}" if row.due_at else ""
    by_status = {} if view == "unsent" else {OPEN: row.due_at, SNOOZED: row.snoozed_until}
    at = by_status.get(row.status, row.last_activity_at)
    return f"{stored(at)}-{row.id}" if at else ""


def _place(after: str | None) -> After | None:
    if after is None:
        return None
    found = _PLACE.fullmatch(after)
    if found is None:
        abort(404)
    try:
        return After(read_back(int(found[1])), int(found[2]))
    except OverflowError:
        abort(404)
