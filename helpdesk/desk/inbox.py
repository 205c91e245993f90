"""What an inbox shows: the rows of a view, narrowed by filters, the next due first, and how many each view has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, false, func, literal_column, select, union

from helpdesk.desk.person import Person
from helpdesk.desk.views import VIEWS, Filters, View, beyond, is_, narrowed, of, order, whose
from helpdesk.records.accounts import Account
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import WITHDRAWN, Reply
from helpdesk.records.staff import Staff, Team

PAGE = 50
ALL = Filters()
MOST_SHOWN = 400  # characters of a post; a row has room for one line
MOST_COUNTED = 1_000  # a longer list is shown as "1,000+": counting a million rows would slow every page

# Written into the statements: PostgreSQL plans one anew each time it is asked whose limit is a parameter.
ONE_PAGE: ColumnElement[int] = literal_column(str(PAGE))
COUNTED: ColumnElement[int] = literal_column(str(MOST_COUNTED + 1))


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox. `reply_state` is that of the newest answer, if there is one."""

    id: int
    status: str
    author_name: str
    author_handle: str
    text: str
    network: str
    account: str
    topic: str
    priority: str
    team: str
    owner_id: int | None
    owner: str | None
    due_at: datetime | None
    waiting_since: datetime | None
    last_activity_at: datetime
    reply_state: str | None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended: the last row's order and number."""

    at: datetime
    id: int


def rows(
    connection: Connection, view: View, person: Person, now: datetime, *, status: str = OPEN,
    filters: Filters = ALL, after: After | None = None,
) -> list[InboxRow]:  # fmt: skip
    """The next `PAGE` conversations, in the order of their status or view."""
    place = {"at": after.at, "number": after.id} if after else {}
    given = filters.given
    statement = _rows(view, len(person.team_ids), status, after is not None, tuple(given))
    found = connection.execute(statement, whose(person, now) | place | _values(given))
    return [InboxRow(*row) for row in found]  # the columns stand in its order


def counts(connection: Connection, person: Person, now: datetime) -> dict[str, int]:
    """How many open conversations each view has, up to `MOST_COUNTED` + 1."""
    return dict(connection.execute(_counts(len(person.team_ids)), whose(person, now)).one()._mapping)


def counts_of_teams(connection: Connection, person: Person, now: datetime) -> dict[str, int]:
    """The part of the counts that is the same for all who are in the same teams."""
    return dict(connection.execute(_counts_of_teams(len(person.team_ids)), whose(person, now)).one()._mapping)


def counts_of_person(connection: Connection, person: Person, now: datetime) -> dict[str, int]:
    """What that leaves out: added to it, it gives `counts`."""
    return dict(connection.execute(_counts_of_person(len(person.team_ids)), whose(person, now)).one()._mapping)


def count(connection: Connection, view: View, person: Person, now: datetime, status: str, filters: Filters) -> int:
    """How many a narrowed list has, up to `MOST_COUNTED` + 1."""
    given = filters.given
    statement = select(_count(view, len(person.team_ids), status, tuple(given)))
    return int(connection.execute(statement, whose(person, now) | _values(given)).scalar_one())


def counts_by_status(
    connection: Connection, view: View, person: Person, now: datetime, filters: Filters
) -> dict[str, int]:
    """How many of a view, narrowed or not, are in each status, up to `MOST_COUNTED` + 1.

    Those that are closed grow for ever and are not counted; nor is a view that has them in whatever status.
    """
    if view in ("approval", "unsent"):
        return {}
    given = filters.given
    statement = _counts_by_status(view, len(person.team_ids), tuple(given))
    return dict(connection.execute(statement, whose(person, now) | _values(given)).one()._mapping)


def _values(given: dict[str, str]) -> dict[str, Any]:
    numbers = ("team", "owner")
    return {f"f_{name}": int(value) if name in numbers else value for name, value in given.items()}


def these(connection: Connection, conversations: list[int]) -> list[InboxRow]:
    """The rows of these conversations, in their order."""
    found = connection.execute(_shown().where(among(Conversation.id, "ids")), {"ids": conversations})
    known = {row.id: row for row in (InboxRow(*each) for each in found)}
    return [known[number] for number in conversations]


@cache  # the statements are put together once: that takes longer than to carry them out
def _rows(
    view: View, teams: int, status: str, continued: bool, narrowed_to: tuple[str, ...]
) -> Select[*tuple[Any, ...]]:
    page = _page(view, teams, status, continued, narrowed_to)
    return _shown().where(Conversation.id.in_(page)).order_by(*order(status, view)).limit(ONE_PAGE)


@cache
def _shown() -> Select[*tuple[Any, ...]]:
    newest_reply = (
        select(Reply.state)
        .where(Reply.conversation_id == Conversation.id, Reply.state != WITHDRAWN)
        .order_by(Reply.accepted_at.desc(), Reply.id.desc())
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    return (
        select(
            *(Conversation.id, Conversation.status, Author.name, Author.handle),
            *(func.substr(Mention.text, 1, MOST_SHOWN), Account.network, Account.handle),
            *(Conversation.topic, Conversation.priority, Team.name, Staff.id, Staff.name),
            *(Conversation.due_at, Conversation.waiting_since, Conversation.last_activity_at, newest_reply),
            Conversation.snoozed_until,
        )
        .join(Mention, Mention.id == Conversation.last_mention_id)
        .join(Author, Author.id == Conversation.author_id)
        .join(Account, Account.id == Conversation.account_id)
        .join(Team, Team.id == Conversation.team_id)
        .outerjoin(Staff, Staff.id == Conversation.staff_id)
    )


@cache
def _counts(teams: int) -> Select[*tuple[Any, ...]]:
    return select(*(_count(view, teams, OPEN, ()) for view in VIEWS))


@cache
def _counts_of_teams(teams: int) -> Select[*tuple[Any, ...]]:
    soon = _count_of("soon", of("soon", teams)[1:], OPEN, ())
    return select(soon, *(_count(view, teams, OPEN, ()) for view in VIEWS if view not in ("mine", "soon", "following")))


@cache
def _counts_of_person(teams: int) -> Select[*tuple[Any, ...]]:
    besides = and_(of("soon", teams)[0], *(Conversation.team_id != bindparam(f"team{place}") for place in range(teams)))
    soon = _count_of("soon", (besides,), OPEN, ())
    return select(_count("mine", teams, OPEN, ()), soon, _count("following", teams, OPEN, ()))


@cache
def _counts_by_status(view: View, teams: int, narrowed_to: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return select(*(_count(view, teams, status, narrowed_to).label(status) for status in (OPEN, WAITING, SNOOZED)))


@cache
def _count(view: View, teams: int, status: str, narrowed_to: tuple[str, ...]) -> ColumnElement[int]:
    return _count_of(view, of(view, teams), status, narrowed_to)


def _count_of(
    view: View, whichever: tuple[ColumnElement[bool], ...], status: str, narrowed_to: tuple[str, ...]
) -> ColumnElement[int]:
    parts = [
        select(Conversation.id).where(part, is_(status, view), *narrowed(narrowed_to)).limit(COUNTED)
        for part in whichever
    ]
    some = select(_together(parts).subquery()).limit(COUNTED)
    return select(func.count()).select_from(some.subquery()).scalar_subquery().label(view)


def _page(view: View, teams: int, status: str, continued: bool, narrowed_to: tuple[str, ...]) -> Select[int]:
    """Only the ids, straight from indices: a page of each part. What the rows show is joined to those alone."""
    rests = (
        (Conversation.due_at.is_(None),) if status in (WAITING, CLOSED) and view not in ("approval", "unsent") else ()
    )  # names the index
    follows = (beyond(status, view),) if continued else ()
    pages = [
        select(Conversation.id)
        .where(part, is_(status, view), *narrowed(narrowed_to), *rests, *follows)
        .order_by(*order(status, view))
        .limit(ONE_PAGE)
        for part in of(view, teams)
    ]
    return _together(pages)


def _together(parts: list[Select[int]]) -> Select[int]:
    """The ids of all parts, once each. SQLite takes a limited part only as a table of its own."""
    if not parts:
        return select(Conversation.id).where(false())
    if len(parts) == 1:
        return parts[0]
    every = union(*(select(part.subquery().c.id) for part in parts)).subquery()
    return select(every.c.id)
