"""One list of the inbox as an address asks for it: which view, which status, which page of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from urllib.parse import urlencode

from flask import abort, request, url_for
from sqlalchemy import Connection

from helpdesk.desk import inbox
from helpdesk.desk.inbox import PAGE, STATUSES, After, InboxRow, View
from helpdesk.desk.person import Person
from helpdesk.desk.together import Together, together
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.records.conversations import CLOSED, OPEN, WAITING
from helpdesk.records.moment import read_back, stored
from helpdesk.records.staff import ADMIN, MANAGER

TITLES: dict[View, str] = {
    "mine": "Mine", "queue": "My team's queue", "unsent": "Not sent", "everything": "Everything",
}  # fmt: skip
STATUS_TITLES = {OPEN: "Open", WAITING: "Waiting for the customer", CLOSED: "Closed"}
_PLACE = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True)
class Asked:
    """What an address asks for. It can be put into the addresses of a page, so that they lead back to the same list."""

    view: View
    status: str
    after: str | None = None

    @property
    def way(self) -> dict[str, str]:
        """The values for `url_for`."""
        return {"view": self.view, "status": self.status} | ({"after": self.after} if self.after else {})

    @property
    def query(self) -> str:
        """The same as the part of an address behind its question mark."""
        return urlencode(self.way)


@dataclass(frozen=True)
class Listing:
    """What the list and the views beside it show."""

    asked: Asked
    rows: list[InboxRow]
    counts: dict[str, int]
    topics: dict[str, str]
    together: dict[int, Together]  # who else is at the conversations shown
    next: str | None  # where the next page begins


def asked(person: Person) -> Asked:
    """What this request asks for, by its address or its form; else what the person needs most."""
    view, status, after = (request.values.get(name) for name in ("view", "status", "after"))
    if view not in get_args(View):
        view = "everything" if person.role in (MANAGER, ADMIN) else "mine"
    known: View = view  # type: ignore[assignment]  # it is one of them now
    return Asked(known, status if status in STATUSES else OPEN, after or None)


def conversation_address(conversation_id: int, wanted: Asked, place: str | None = None) -> str:
    """Where a conversation is, with the list that it stands in beside it."""
    way: dict[str, str] = wanted.way
    return url_for("conversation.page", conversation_id=conversation_id, _anchor=place, **way)  # type: ignore[arg-type]


def listing(connection: Connection, person: Person, wanted: Asked, now: datetime) -> Listing:
    """Reads the list: the rows of one page, who is at them, and how many each view has."""
    rows = inbox.rows(connection, wanted.view, person, status=wanted.status, after=_place(wanted.after))
    following = _ends(rows[-1]) if len(rows) == PAGE else None
    here = together(connection, [row.id for row in rows], person.id, now)
    return Listing(wanted, rows, inbox.counts(connection, person), _topics(connection), here, following)


def _topics(connection: Connection) -> dict[str, str]:
    try:
        return {topic.key: topic.name for topic in in_force(connection).topics}
    except NoPolicy:
        return {}


def _ends(row: InboxRow) -> str:
    at: datetime | None = row.due_at if row.status == OPEN else row.last_activity_at
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
