"""Finding conversations by what was said in them and by whom, the newest words first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.search_query import STATES, Question, day
from helpdesk.language import gettext as _
from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.notes import Tag
from helpdesk.records.search import Document, matching
from helpdesk.records.staff import Staff, Team

PAGE = 50
LOOKED_AT = 400  # matching texts of which the conversations are taken: several may be of one


@dataclass(frozen=True)
class Found:
    """The conversations of one page, the newest match first; `older` is where the next page begins."""

    conversations: list[int]
    older: int | None


def search(
    connection: Connection, question: Question, *, me: int, now: datetime, zone: ZoneInfo, before: int | None = None
) -> Found:
    """The conversations that match. Raises Refused (422) for a filter that means nothing."""
    conditions = [_condition(name, value, me, now, zone) for name, value in question.filters]
    if not question.wanted:
        return _by_filters(connection, conditions, before)
    matches, asked = matching(connection, question.wanted, question.unwanted)
    return _by_words(connection, matches, asked, conditions, before)


def _by_words(
    connection: Connection, matches: Any, asked: str, conditions: list[ColumnElement[bool]], before: int | None
) -> Found:
    number = matches.columns(id=Document.id.type).subquery("found").c.id
    statement = (
        select(number, Conversation.id)
        .join(Document, Document.id == number)
        .join(Conversation, Conversation.id == Document.conversation_id)
        .where(*conditions)
        .order_by(number.desc())
        .limit(LOOKED_AT)
        .params(asked=asked)
    )
    if before is not None:
        statement = statement.where(number < before)
    rows = connection.execute(statement).all()
    return _page(((row[0], row[1]) for row in rows), more=len(rows) == LOOKED_AT)


def _by_filters(connection: Connection, conditions: list[ColumnElement[bool]], before: int | None) -> Found:
    statement = select(Conversation.id).where(*conditions).order_by(Conversation.id.desc()).limit(PAGE + 1)
    if before is not None:
        statement = statement.where(Conversation.id < before)
    rows = list(connection.execute(statement).scalars())
    return _page(((number, number) for number in rows), more=False)


def _page(rows: Iterable[tuple[int, int]], *, more: bool) -> Found:
    """The first `PAGE` conversations of (place, conversation), each once."""
    conversations: list[int] = []
    last = None
    for place, conversation in rows:
        if conversation not in conversations:
            if len(conversations) == PAGE:
                return Found(conversations, last)
            conversations.append(conversation)
        last = place
    return Found(conversations, last if more else None)


def _condition(name: str, value: str, me: int, now: datetime, zone: ZoneInfo) -> ColumnElement[bool]:
    match name:
        case "from":
            handle = func.lower(Author.handle) == value.lower().lstrip("@")
            return exists().where(Author.id == Conversation.author_id, handle)
        case "owner":
            return _owner(value, me)
        case "topic" | "priority":
            column: ColumnElement[str] = getattr(Conversation, name)
            return column == value.lower()
        case "team":
            same = or_(func.lower(Team.name) == value.lower(), Team.key == value.lower())
            return Conversation.team_id.in_(select(Team.id).where(same))
        case "tag":
            return exists().where(Tag.conversation_id == Conversation.id, Tag.word == value.lower().lstrip("#"))
        case "network":
            return Conversation.account_id.in_(select(Account.id).where(Account.network == value.lower()))
        case "after":
            return Conversation.last_activity_at >= day(value, zone)
        case "before":
            return Conversation.last_activity_at < day(value, zone)
    return _state(value.lower(), now)


def _owner(value: str, me: int) -> ColumnElement[bool]:
    if value.lower() == "me":
        return Conversation.staff_id == me
    if value.lower() == "nobody":
        return Conversation.staff_id.is_(None)
    named = select(Staff.id).where(func.lower(Staff.name) == value.lower())
    return Conversation.staff_id.in_(named)


def _state(value: str, now: datetime) -> ColumnElement[bool]:
    if value == "late":
        return Conversation.due_at < now
    if value in STATES:
        return Conversation.status == STATES[value]
    raise Refused(_("is: takes late, %(states)s.", states=", ".join(STATES)), status=UNPROCESSABLE)
