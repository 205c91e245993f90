"""What a member of staff is told because it can't wait: each thing once for each person, whoever finds it first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.language import ENGLISH, kept, speaking
from helpdesk.records.bulk import insert_new_rows
from helpdesk.records.database import Base
from helpdesk.records.moment import stored
from helpdesk.records.staff import ADMIN, MANAGER, Staff

COLUMNS = (*("key", "at", "kind", "conversation_id", "staff_id", "team_id", "urgent", "data", "mailed", "hooked"),)
WAITS, DONE = 0, 1
NOBODY: dict[str, Any] = {"sqlite_where": text("staff_id IS NULL"), "postgresql_where": text("staff_id IS NULL")}


class Alarm(Base):
    """One alarm for one person, or for a whole team when nobody of it owns the matter.

    `key` names what happened and who is told: the unique row decides between two workers, or a worker and its
    successor. `data` is what `sla.alarm_words` makes a sentence of. It is told on the page at once; what leaves by
    mail or webhook is a row of `alarm_messages`.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_alarms_staff", "staff_id", "id"),
        Index("ix_alarms_team", "team_id", "id", **NOBODY),
        Index("ix_alarms_unmailed", "id", sqlite_where=text("mailed = 0"), postgresql_where=text("mailed = 0")),
        Index("ix_alarms_unhooked", "id", sqlite_where=text("hooked = 0"), postgresql_where=text("hooked = 0")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]
    conversation_id: Mapped[int | None]
    staff_id: Mapped[int | None]
    team_id: Mapped[int | None]
    urgent: Mapped[int]  # 1 breaks quiet hours
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    mailed: Mapped[int]  # 0 while it is in no mail yet
    hooked: Mapped[int]  # 0 while it is in no webhook yet


class AlarmsSeen(Base):
    """How far each person has read their alarms."""

    __tablename__ = "alarms_seen"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    up_to: Mapped[int]


def raise_alarm(
    connection: Connection, kind: str, key: str, at: datetime, *, staff: Iterable[int],
    conversation_id: int | None = None, urgent: bool = False, **data: object,
) -> None:  # fmt: skip
    """Tells each of `staff` once, however often this is called with the same `key`. `data["sentence"]` says what.

    For whoever has something to tell that isn't a clock: a network that went silent, and that it is back.
    """
    rest = (int(urgent), orjson.dumps(data).decode(), WAITS, WAITS)
    people = sorted(staff)
    rows = [(f"{key} for {each}", stored(at), kind, conversation_id, each, None, *rest) for each in people]
    insert_new_rows(connection, Alarm, COLUMNS, rows)


def said(message: str, **values: object) -> dict[str, Any]:
    """What `raise_alarm` keeps of `message`, a text marked with N_: the sentence, and what makes it in any language."""
    with speaking(ENGLISH):
        return {"sentence": kept(message, **values), "message": message, "values": values}


def managers(connection: Connection) -> list[int]:
    """Who is told what nobody else settles: the managers, or the admins of a desk without any."""
    for role in (MANAGER, ADMIN):
        found = list(connection.execute(select(Staff.id).where(Staff.active, Staff.role == role)).scalars())
        if found:
            return found
    return []
