"""What an inbox shows: mine, my team's queue, answers that did not get out, everything; the next due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from helpdesk.desk.person import Person
from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.conversations import CLOSED, OPEN, WAITING, Conversation
from helpdesk.records.mentions import Mention
from helpdesk.records.moment import UtcDateTime
from helpdesk.records.replies import FAILED, HELD, UNKNOWN, WITHDRAWN, Reply
from helpdesk.records.staff import Staff, Team

View = Literal["mine", "queue", "unsent", "everything"]
VIEWS: tuple[View, ...] = get_args(View)
STATUSES = (OPEN, WAITING, CLOSED)
PAGE = 50
MOST_SHOWN = 400  # characters of a post; a row has room for one line
MOST_COUNTED = 1_000  # a longer list is shown as "1,000+": counting a million rows would slow every page


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


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended: the last row's order and number."""

    at: datetime
    id: int


def rows(
    connection: Connection, view: View, person: Person, *, status: str = OPEN, after: After | None = None
) -> list[InboxRow]:
    """The next `PAGE` conversations: open ones by due time, others with the newest first."""
    place = {"at": after.at, "number": after.id} if after else {}
    found = connection.execute(_rows(view, status, after is not None), _whose(person) | place)
    return [InboxRow(*row) for row in found]  # the columns stand in its order


def counts(connection: Connection, person: Person) -> dict[str, int]:
    """How many open conversations each view has, up to `MOST_COUNTED` + 1."""
    return dict(connection.execute(_counts(), _whose(person)).one()._mapping)


def _whose(person: Person) -> dict[str, Any]:
    return {"person": person.id, "teams": person.team_ids}


@cache  # the statements are put together once: that takes longer than to carry them out
def _rows(view: View, status: str, continued: bool) -> Select[*tuple[Any, ...]]:
    newest_reply = (
        select(Reply.state)
        .where(Reply.conversation_id == Conversation.id, Reply.state != WITHDRAWN)
        .order_by(Reply.accepted_at.desc(), Reply.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            *(Conversation.id, Conversation.status, Author.name, Author.handle),
            *(func.substr(Mention.text, 1, MOST_SHOWN), Account.network, Account.handle),
            *(Conversation.topic, Conversation.priority, Team.name, Staff.id, Staff.name),
            *(Conversation.due_at, Conversation.waiting_since, Conversation.last_activity_at, newest_reply),
        )
        .join(Mention, Mention.id == Conversation.last_mention_id)
        .join(Author, Author.id == Conversation.author_id)
        .join(Account, Account.id == Conversation.account_id)
        .join(Team, Team.id == Conversation.team_id)
        .outerjoin(Staff, Staff.id == Conversation.staff_id)
        .where(Conversation.id.in_(_page(view, status, continued)))
        .order_by(*_order(status))
    )


@cache
def _counts() -> Select[*tuple[Any, ...]]:
    return select(*(_count(view) for view in VIEWS))


def _count(view: View) -> ColumnElement[int]:
    some = select(Conversation.id).where(_of(view), _is(OPEN, view)).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(some.subquery()).scalar_subquery().label(view)


def _page(view: View, status: str, continued: bool) -> Select[int]:
    """Only the ids, straight from an index; what the rows show is joined to those alone."""
    page = select(Conversation.id).where(_of(view), _is(status, view))
    if status != OPEN and view != "unsent":
        page = page.where(Conversation.due_at.is_(None))  # nothing is due there: this names the index
    if continued:
        page = page.where(_beyond(status))
    return page.order_by(*_order(status)).limit(PAGE)


def _of(view: View) -> ColumnElement[bool]:
    match view:
        case "mine":
            return Conversation.staff_id == bindparam("person")
        case "queue":
            teams: BindParameter[Any] = bindparam("teams", expanding=True)
            return and_(Conversation.staff_id.is_(None), Conversation.team_id.in_(teams))
        case "unsent":
            return Conversation.id.in_(_unsent())
    return Conversation.status.is_not(None)


def _is(status: str, view: View) -> ColumnElement[bool]:
    # An answer that did not get out matters whatever became of its conversation.
    return true() if view == "unsent" else Conversation.status == status


def _unsent() -> Select[int]:
    """The conversations whose newest answer was not sent, was held back, or may not have been sent."""
    newer = aliased(Reply)
    later = exists().where(
        newer.conversation_id == Reply.conversation_id, newer.id > Reply.id, newer.state != WITHDRAWN
    )
    return select(Reply.conversation_id).where(Reply.state.in_((FAILED, HELD, UNKNOWN)), ~later)


def _order(status: str) -> tuple[Any, ...]:
    if status == OPEN:
        return (Conversation.due_at, Conversation.id)
    return (Conversation.last_activity_at.desc(), Conversation.id.desc())


def _beyond(status: str) -> ColumnElement[bool]:
    at = bindparam("at", type_=UtcDateTime)
    number: BindParameter[Any] = bindparam("number")
    if status == OPEN:
        column = Conversation.due_at
        return or_(column > at, and_(column == at, Conversation.id > number))
    column = Conversation.last_activity_at
    return or_(column < at, and_(column == at, Conversation.id < number))
