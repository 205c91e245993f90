"""A person's alarms: how many are new, the newest of them, and that they were seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, bindparam, func, literal_column, or_, select

from helpdesk.desk.person import Person
from helpdesk.records.alarms import Alarm, AlarmsSeen
from helpdesk.records.among import among
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from helpdesk.records.upsert import upsert

MOST = 100  # of a list, and of the count in the header
LOOKED_AT = 300  # new alarms, of whoever never looks at them: each page counts


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm as the page shows it."""

    id: int
    at: datetime
    kind: str
    data: dict[str, Any]
    conversation_id: int | None
    status: str | None  # of the conversation, as it is now
    customer: str
    new: bool


def unseen() -> ScalarSelect[int]:
    """How many matters are new and still wait, up to `MOST` + 1, to be asked for with the parameters of `whose`.

    A conversation of which somebody was warned, told and told again is one; one that was answered since is none.
    """
    seen = select(AlarmsSeen.up_to).where(AlarmsSeen.staff_id == bindparam("person")).scalar_subquery()
    newest = select(Alarm.id, Alarm.conversation_id).where(_mine(), Alarm.id > func.coalesce(seen, 0))
    new = newest.order_by(Alarm.id.desc()).limit(literal_column(str(LOOKED_AT))).subquery()
    waits = or_(new.c.conversation_id.is_(None), Conversation.waiting_since.is_not(None))
    matters = (
        select(func.coalesce(new.c.conversation_id, -new.c.id))
        .outerjoin(Conversation, Conversation.id == new.c.conversation_id)
        .where(waits)
        .distinct()
        .limit(literal_column(str(MOST + 1)))
    )
    return select(func.count()).select_from(matters.subquery()).scalar_subquery()


def whose(person: Person) -> dict[str, Any]:
    """The parameters of the conditions."""
    return {"person": person.id, "teams": list(person.team_ids)}


def newest(connection: Connection, person: Person) -> list[AlarmLine]:
    """The newest alarms."""
    seen = _seen(connection, person)
    found = connection.execute(
        select(
            *(Alarm.id, Alarm.at, Alarm.kind, Alarm.data, Alarm.conversation_id, Conversation.status),
            *(Author.name, Author.handle),
        )
        .outerjoin(Conversation, Conversation.id == Alarm.conversation_id)
        .outerjoin(Author, Author.id == Conversation.author_id)
        .where(_mine())
        .order_by(Alarm.id.desc())
        .limit(MOST),
        whose(person),
    )
    return [
        AlarmLine(
            row.id, row.at, row.kind, row.data, row.conversation_id, row.status, row.name or row.handle or "",
            row.id > seen,
        )
        for row in found
    ]  # fmt: skip


def see(connection: Connection, person: Person, up_to: int) -> None:
    """The person has seen their alarms up to this one."""
    upsert(connection, AlarmsSeen, {"staff_id": person.id, "up_to": up_to}, when=AlarmsSeen.up_to < up_to)


def _seen(connection: Connection, person: Person) -> int:
    return connection.execute(select(AlarmsSeen.up_to).where(AlarmsSeen.staff_id == person.id)).scalar() or 0


def _mine() -> ColumnElement[bool]:
    of_team = and_(Alarm.staff_id.is_(None), among(Alarm.team_id, "teams"))
    return or_(Alarm.staff_id == bindparam("person"), of_team)
