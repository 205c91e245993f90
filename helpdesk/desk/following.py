"""Following a conversation that is somebody else's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update

from helpdesk.desk.permission import permitted
from helpdesk.desk.standing import refuse_unknown
from helpdesk.records.events import record
from helpdesk.records.notes import Follower
from helpdesk.records.staff import ROLES
from helpdesk.records.upsert import upsert


def follow(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> int | None:
    """Follows it; gives the event's number, None when one did already."""
    permitted(connection, acting, *ROLES)
    refuse_unknown(connection, conversation_id)
    if follows(connection, conversation_id, acting):
        return None
    add(connection, conversation_id, acting, at=at)
    return record(connection, "followed", at, conversation_id=conversation_id, staff_id=acting)


def unfollow(connection: Connection, conversation_id: int, *, acting: int, at: datetime) -> int | None:
    """Follows it no more."""
    permitted(connection, acting, *ROLES)
    mine = delete(Follower).where(Follower.conversation_id == conversation_id, Follower.staff_id == acting)
    if not connection.execute(mine).rowcount:
        return None
    return record(connection, "unfollowed", at, conversation_id=conversation_id, staff_id=acting)


def add(connection: Connection, conversation_id: int, staff_id: int, *, at: datetime, named: bool = False) -> None:
    """Adds a follower, in the caller's verb; `named` when a note asks for them."""
    values = {
        "staff_id": staff_id, "conversation_id": conversation_id, "since": at, "named_at": at if named else None
    }  # fmt: skip
    upsert(connection, Follower, values, keep=("since",) if named else ("since", "named_at"))


def follows(connection: Connection, conversation_id: int, staff_id: int) -> bool:
    """Whether this person follows it."""
    mine = exists().where(Follower.conversation_id == conversation_id, Follower.staff_id == staff_id)
    return bool(connection.execute(select(mine)).scalar())


def seen(connection: Connection, conversation_id: int, *, acting: int) -> None:
    """The person looked at what a note named them for."""
    mine = (Follower.conversation_id == conversation_id) & (Follower.staff_id == acting)
    connection.execute(update(Follower).where(mine).values(named_at=None))
