"""Two conversations with one customer about one thing: one ends, and what is said is said in the other.

Nothing moves. Every post and answer stays under its own conversation, so an answer always goes to the parent and the
account of the conversation it was written in. Whoever was promised an answer first keeps that promise: only the
conversation that is due later can end this way. The customer who writes there again opens it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from helpdesk.desk.changing import changed
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import refuse_while_on_its_way, standing
from helpdesk.language import gettext as _
from helpdesk.records.authors import Author
from helpdesk.records.conversations import CLOSED, Conversation, Standing
from helpdesk.records.events import Event, record
from helpdesk.sla.clocks import cancel

MERGED = "merged"  # the reason of such a closing


def merge(connection: Connection, conversation_id: int, into: int, *, acting: int, at: datetime) -> int:
    """Ends the conversation, because `into` is about the same; gives the event's number, to be taken back by.

    Raises Refused with nothing written: 422 for what can't be merged, 409 while an answer is on its way.
    """
    if conversation_id == into:
        raise Refused(_("That is this conversation itself."), status=UNPROCESSABLE)
    both = {number: standing(connection, number, acting=acting) for number in sorted((conversation_id, into))}
    before = both[conversation_id]
    rows = connection.execute(
        select(Conversation.id, Conversation.author_id, Conversation.due_at, Author.handle)
        .join(Author, Author.id == Conversation.author_id)
        .where(Conversation.id.in_(both))
    )
    _check({row.id: row for row in rows}, both, conversation_id, into)
    refuse_while_on_its_way(connection, conversation_id)
    ended = {"status": CLOSED, "closed_at": at, "waiting_since": None, "due_at": None}
    event = changed(connection, before, "closed", {"reason": MERGED, "into": into}, acting=acting, at=at, **ended)
    cancel(connection, conversation_id, at=at)
    record(connection, "absorbed", at, conversation_id=into, staff_id=acting, other=conversation_id)
    return event


def _check(rows: dict[int, Row[*tuple[Any, ...]]], both: dict[int, Standing], ends: int, stays: int) -> None:
    if rows[ends].author_id != rows[stays].author_id:
        raise Refused(
            _("No. %(stays)s is with @%(handle)s, somebody else.", stays=stays, handle=rows[stays].handle),
            status=UNPROCESSABLE,
        )
    if both[ends].status == CLOSED:
        raise Refused(_("This conversation has ended already."), status=UNPROCESSABLE)
    if both[stays].status == CLOSED:
        raise Refused(_("No. %(stays)s is closed. Open it again first, then merge.", stays=stays), status=UNPROCESSABLE)
    due, other = rows[ends].due_at, rows[stays].due_at
    if due is not None and (other is None or other > due):
        raise Refused(
            _(
                "An answer is due here before one in No. %(stays)s. Merge No. %(stays)s into this one.",
                stays=stays,
            ),
            status=UNPROCESSABLE,
        )


def merged_into(status: str, events: Sequence[Row[*tuple[Any, ...]]]) -> int | None:
    """The conversation into which one in this `status`, with these events, is merged; None for most."""
    last = next((event for event in reversed(events) if event.kind == "closed"), None)
    return last.data.get("into") if last is not None and status == CLOSED else None


def where_to(connection: Connection, before: Standing) -> int | None:
    """The same for one of which no events are known yet."""
    closings = select(Event.kind, Event.data).where(Event.conversation_id == before.id, Event.kind == "closed")
    return merged_into(before.status, connection.execute(closings.order_by(Event.id)).all())


def absorbed(events: Sequence[Row[*tuple[Any, ...]]]) -> tuple[int, ...]:
    """The conversations that were merged into one with these events, and not taken out again."""
    others: dict[int, None] = {}
    for event in events:
        if event.kind == "absorbed":
            others[event.data["other"]] = None
        elif event.kind == "parted":
            others.pop(event.data["other"], None)
    return tuple(others)
