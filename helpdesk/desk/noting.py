"""Words to colleagues about a conversation. Whom an @name calls, follows it from then on and is told."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from helpdesk.desk import following
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.desk.standing import standing
from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.notes import Note
from helpdesk.records.staff import Staff

LONGEST = 4_000
MOST_NAMED = 20
_CALLED = re.compile(r"(?<![\w@.])@([\w.-]{1,80})")


def note(connection: Connection, conversation_id: int, text: str, *, acting: int, at: datetime) -> int:
    """Adds a note; gives the event's number. Raises Refused (422) for an empty or endless one."""
    standing(connection, conversation_id, acting=acting)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not 1 <= len(text) <= LONGEST:
        raise Refused(_("A note has 1 to %(longest)s characters.", longest=in_digits(LONGEST)), status=UNPROCESSABLE)
    made = connection.execute(
        insert(Note).values(conversation_id=conversation_id, staff_id=acting, text=text, at=at)
    ).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row gives its key
    named = called(connection, text, besides=acting)
    for staff_id in named:
        following.add(connection, conversation_id, staff_id, at=at, named=True)
    return record(
        connection, "noted", at, conversation_id=conversation_id, staff_id=acting, note=int(made[0]), named=named
    )


def withdraw(connection: Connection, note_id: int, *, acting: int, at: datetime) -> None:
    """Takes one's own note back; it is not shown any more. Raises Refused (403) when it is somebody else's."""
    mine = update(Note).where(Note.id == note_id, Note.staff_id == acting, Note.withdrawn_at.is_(None))
    if not claim(connection, mine.values(withdrawn_at=at)):
        raise Refused(_("Only who wrote a note can take it back, once."), status=FORBIDDEN)
    found = select(Note.conversation_id).where(Note.id == note_id)
    number = connection.execute(found).scalar_one()
    record(connection, "note_withdrawn", at, conversation_id=number, staff_id=acting, note=note_id)


def called(connection: Connection, text: str, *, besides: int) -> list[int]:
    """The staff whose @name stands in `text`: their name without spaces, their first name, or what precedes the @ of
    their address, in any case. A name that two share calls both."""
    names = {name.rstrip(".-").casefold() for name in _CALLED.findall(text)}
    if not names:
        return []
    staff = connection.execute(select(Staff.id, Staff.name, Staff.email).where(Staff.active, Staff.id != besides))
    return [row.id for row in staff if names & handles(row.name, row.email)][:MOST_NAMED]


def handles(name: str, email: str) -> set[str]:
    """By what a person can be called. Pure."""
    words = name.casefold().split()
    return {"".join(words), words[0], email.partition("@")[0].casefold()}
