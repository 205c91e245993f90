"""Tells whoever wrote an answer that it did not go out, or that nobody knows: they are busy elsewhere by then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from helpdesk.records.alarms import managers, raise_alarm, said
from helpdesk.records.replies import Reply
from helpdesk.records.staff import Staff

KIND = "answer"  # of these alarms


def tell_author(connection: Connection, reply_id: int, message: str, reason: str, now: datetime) -> None:
    """Once for each answer that is in trouble; the managers, when its author does not work here any more.

    `message` is a text marked with N_ that has a place for the reason.
    """
    wrote = select(Reply.conversation_id, Reply.staff_id, Staff.active).join(Staff, Staff.id == Reply.staff_id)
    reply = connection.execute(wrote.where(Reply.id == reply_id)).one()
    people = [reply.staff_id] if reply.active else managers(connection)
    raise_alarm(
        connection, KIND, f"reply {reply_id} in trouble", now, staff=people, conversation_id=reply.conversation_id,
        **said(message, reason=reason),
    )  # fmt: skip
