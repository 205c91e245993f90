"""Which conversations belong to a view of the inbox, to a status, and to filters. Conditions only; `inbox` asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import aliased

from helpdesk.desk.person import Person
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import CLOSED, OPEN, SNOOZED, WAITING, Conversation
from helpdesk.records.moment import UtcDateTime
from helpdesk.records.notes import Follower, Tag
from helpdesk.records.replies import FAILED, HELD, PENDING, RETURNED, UNKNOWN, WITHDRAWN, Reply

View = Literal["mine", "team", "queue", "soon", "following", "approval", "unsent", "everything"]
VIEWS: tuple[View, ...] = get_args(View)
STATUSES = (OPEN, WAITING, SNOOZED, CLOSED)
SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None for all."""

    topic: str | None = None
    priority: str | None = None
    team: str | None = None  # its number
    network: str | None = None
    tag: str | None = None
    owner: str | None = None  # the number of a member of staff

    @property
    def given(self) -> dict[str, str]:
        """Those that are set, by name."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


def whose(person: Person, now: datetime) -> dict[str, Any]:
    """The parameters of the views' conditions."""
    teams = {f"team{place}": team for place, team in enumerate(person.team_ids)}
    return {"person": person.id, "soon": now + SOON} | teams


def of(view: View, teams: int) -> tuple[ColumnElement[bool], ...]:
    """What belongs to the view of somebody in so many teams: whatever fulfils one of these.

    Each of them is a stretch of one index in the order of due times, which `IN` several teams would not be: then
    the whole list is sorted for its first page.
    """
    mine: ColumnElement[bool] = Conversation.staff_id == bindparam("person")
    of_team = [Conversation.team_id == bindparam(f"team{place}") for place in range(teams)]
    match view:
        case "mine":
            return (mine,)
        case "team":
            return tuple(of_team)
        case "queue":
            return tuple(and_(Conversation.staff_id.is_(None), each) for each in of_team)
        case "soon":
            near = Conversation.due_at <= bindparam("soon", type_=UtcDateTime)
            return tuple(and_(near, each) for each in (mine, *of_team))
        case "following":
            followed = select(Follower.conversation_id).where(Follower.staff_id == bindparam("person"))
            return (Conversation.id.in_(followed),)
        case "approval":
            return (Conversation.id.in_(select(Reply.conversation_id).where(Reply.state == PENDING)),)
        case "unsent":
            return (Conversation.id.in_(_unsent()),)
    return (true(),)


def is_(status: str, view: View) -> ColumnElement[bool]:
    """What has the status. An answer that waits or did not get out matters whatever became of its conversation."""
    if view == "following":  # a few, looked up by their numbers; by the status a database would read through all
        return Conversation.status.concat("") == status
    return true() if view in ("approval", "unsent") else Conversation.status == status


def narrowed(names: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """The conditions of the filters `names`; their values are parameters of the same names with `f_` in front."""
    return [_filter(name) for name in names]


def _filter(name: str) -> ColumnElement[bool]:
    value: BindParameter[Any] = bindparam(f"f_{name}")
    match name:
        case "network":
            return Conversation.account_id.in_(select(Account.id).where(Account.network == value))
        case "tag":
            return exists().where(Tag.conversation_id == Conversation.id, Tag.word == value)
        case "owner":
            return Conversation.staff_id == value
        case "team":
            return Conversation.team_id == value
    column: ColumnElement[str] = getattr(Conversation, name)
    return column == value


def _unsent() -> Select[int]:
    """The conversations whose newest answer was not sent, was held or given back, or may not have been sent."""
    newer = aliased(Reply)
    later = exists().where(
        newer.conversation_id == Reply.conversation_id, newer.id > Reply.id, newer.state != WITHDRAWN
    )
    return select(Reply.conversation_id).where(Reply.state.in_((FAILED, HELD, UNKNOWN, RETURNED)), ~later)


def order(status: str, view: View) -> tuple[Any, ...]:
    """Open ones by due time, those put off by when they come back, others and all statuses with the newest first."""
    if view == "approval":
        return (Conversation.due_at.asc().nulls_last(), Conversation.id)
    if _by_activity(status, view):
        return (Conversation.last_activity_at.desc(), Conversation.id.desc())
    return (Conversation.due_at if status == OPEN else Conversation.snoozed_until, Conversation.id)


def beyond(status: str, view: View) -> ColumnElement[bool]:
    """What comes after the place `at`, `number` in that order."""
    at = bindparam("at", type_=UtcDateTime)
    number: BindParameter[Any] = bindparam("number")
    if _by_activity(status, view):
        column = Conversation.last_activity_at
        return or_(column < at, and_(column == at, Conversation.id < number))
    ahead = Conversation.due_at if status == OPEN or view == "approval" else Conversation.snoozed_until
    return or_(ahead > at, and_(ahead == at, Conversation.id > number))


def _by_activity(status: str, view: View) -> bool:
    return view != "approval" and (status in (CLOSED, WAITING) or view == "unsent")
