"""A colleague reads an answer before it is public: approves it, with other words if need be, or gives it back.

It was signed and accepted by who wrote it and stays theirs; account and parent stay those of its row. From then on it
goes the way of every answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from helpdesk.desk import drafting
from helpdesk.desk.answering import Stale, leaves_at
from helpdesk.desk.disclosures import found, told
from helpdesk.desk.posted_text import Preview, one_text, preview_under
from helpdesk.desk.refused import FORBIDDEN, UNPROCESSABLE, Refused
from helpdesk.desk.standing import NOT_FOUND, standing
from helpdesk.desk.wording import normalise
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.alarms import raise_alarm, said
from helpdesk.records.conversations import Standing, change
from helpdesk.records.database import claim
from helpdesk.records.events import Event, record
from helpdesk.records.moment import stored
from helpdesk.records.parts import end_following
from helpdesk.records.replies import HOLD, PENDING, QUEUED, RETURNED, WITHDRAWN, Reply
from helpdesk.records.staff import Staff

NOT_PENDING = N_(
    "This answer does not wait for approval any more: it was approved, given back or taken back meanwhile."
)
LONGEST_NOTE = 500  # characters

Pending = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Approval:
    """What the form brings: the words as they are to be posted, and the state of the conversation it was read in."""

    reply_id: int
    words: str
    seen_version: int


def may_approve(connection: Connection, staff_id: int) -> bool:
    """Whether this person's own word is enough. Their role is checked wherever they act."""
    alone = select(Staff.id).where(Staff.id == staff_id, Staff.active, Staff.supervised == 0)
    return connection.execute(alone).scalar() is not None


def approve(
    connection: Connection, approval: Approval, *, acting: int, at: datetime, limit: int,
    undo: timedelta = timedelta(0),
) -> int:  # fmt: skip
    """Lets the answer go out, in the approver's words if they changed them; gives the event's number.

    It leaves after `undo`, in which the approval can be taken back (see `reconsider`); at once when that made it late.

    Raises Refused with nothing written: 403 for one's own answer and for who needs approval too, 422 for words that
    can't be posted, 409 when the answer doesn't wait any more or the conversation has changed.
    """
    reply, before = _pending(connection, approval.reply_id, acting)
    if before.version != approval.seen_version:
        raise Stale(_("This conversation has changed since you opened it. Look, then approve again."))
    words, author = normalise(approval.words), reply.staff_id
    changed = words != normalise(reply.body)
    values: dict[str, Any] = {}
    if changed:
        if reply.parts > 1:
            raise Refused(_("An answer in several parts can be approved or given back, not changed."))
        new = [kind for kind in found(words) if kind not in found(reply.body)]
        if new:
            raise Refused(told(new), status=UNPROCESSABLE)
        text = one_text(connection, reply.mention_id, words, initials=reply.initials, limit=limit)
        values = {"body": words, "text": text}
    pending = update(Reply).where(Reply.id == reply.id, Reply.state == PENDING)
    approved = {
        "state": QUEUED, "approver_id": acting, "approved_at": at,
        "not_before": leaves_at(connection, before.id, at, undo),
    }  # fmt: skip
    if not claim(connection, pending.values(**approved, **values)):
        raise Refused(_(NOT_PENDING))
    waited = int((at - reply.accepted_at).total_seconds())
    original = {"original": reply.body, "text": reply.text} if changed else {}
    one_less = update(Staff).where(Staff.id == author, Staff.supervised > 0)
    counted = claim(connection, one_less.values(supervised=Staff.supervised - 1))
    event = record(
        connection, "reply_approved", at, conversation_id=before.id, staff_id=acting, reply=reply.id, author=author,
        changed=changed, waited=waited, counted=counted, **original,
    )  # fmt: skip
    if changed:
        _tell(connection, reply, before, N_("%(who)s changed the words of your answer and sent it."), at)
    change(connection, before)
    return event


def preview(connection: Connection, reply_id: int, words: str, *, acting: int, limit: int) -> Preview:
    """How the customer will see the answer in these words, signed by who wrote it. Raises as `approve`."""
    reply, parts = _decidable(connection, reply_id, acting), False
    if reply.parts > 1:
        words, parts = reply.body, True  # which nobody but its author changes
    return preview_under(connection, reply.mention_id, words, initials=reply.initials, limit=limit, parts=parts)


def reconsider(connection: Connection, event_id: int, *, acting: int, at: datetime) -> None:
    """Takes one's own approval back before the answer leaves: it waits again, in its author's words.

    Raises Refused when it has left, or when its author has taken it back.
    """
    found = connection.execute(select(Event.conversation_id, Event.data).where(Event.id == event_id)).one()
    data, before = found.data, standing(connection, found.conversation_id, acting=acting)
    values = {"body": data["original"], "text": data["text"]} if data["changed"] else {}
    untouched = update(Reply).where(
        Reply.id == data["reply"], Reply.state == QUEUED, Reply.tries == 0, Reply.approver_id == acting
    )
    if not claim(connection, untouched.values(state=PENDING, approver_id=None, approved_at=None, **values)):
        raise Refused(_("Too late to take the approval back: the answer has left, or its author has taken it back."))
    if data["counted"]:
        author = update(Staff).where(Staff.id == data["author"], Staff.supervised >= 0)
        connection.execute(author.values(supervised=Staff.supervised + 1))
    record(
        connection, "undone", at, conversation_id=before.id, staff_id=acting, undid="reply_approved", event=event_id,
        reply=data["reply"],
    )  # fmt: skip
    if data["changed"]:
        approver = connection.execute(select(Staff.name).where(Staff.id == acting)).scalar_one()
        raise_alarm(
            connection, "approval", f"reply {data['reply']} reconsidered {event_id}", at, staff=[data["author"]],
            conversation_id=before.id,
            **said(N_("%(who)s took the approval back: your answer waits again, in your words."), who=approver),
        )  # fmt: skip
    change(connection, before)


def give_back(connection: Connection, reply_id: int, note: str, *, acting: int, at: datetime) -> None:
    """The answer is not sent: its words are its author's draft again, and the note says why. Raises as `approve`."""
    reply, before = _pending(connection, reply_id, acting)
    note = normalise(note)
    if not note or len(note) > LONGEST_NOTE:
        raise Refused(
            _("Say in 1 to %(longest_note)s characters what should be different.", longest_note=LONGEST_NOTE),
            status=UNPROCESSABLE,
        )
    pending = update(Reply).where(Reply.id == reply_id, Reply.state == PENDING)
    if not claim(connection, pending.values(state=RETURNED, reason=f"{reply.approver}: {note}")):
        raise Refused(_(NOT_PENDING))
    record(
        connection, "reply_returned", at, conversation_id=before.id, staff_id=acting, reply=reply_id,
        author=reply.staff_id, note=note, waited=int((at - reply.accepted_at).total_seconds()),
    )  # fmt: skip
    end_following(connection, reply_id, WITHDRAWN, "reply_withdrawn", at)
    drafting.put_back(
        connection, before.id, reply.body or reply.text, staff_id=reply.staff_id, at=at, holding=reply.then == HOLD
    )
    _tell(connection, reply, before, N_("%(who)s gave an answer back to you, with a note."), at)
    change(connection, before)


def _pending(connection: Connection, reply_id: int, acting: int) -> tuple[Pending, Standing]:
    """The answer and its conversation, locked, for somebody who may decide about it."""
    number = connection.execute(select(Reply.conversation_id).where(Reply.id == reply_id)).scalar()
    if number is None:
        raise Refused(_("There is no such answer."), status=NOT_FOUND)
    before = standing(connection, number, acting=acting)
    return _decidable(connection, reply_id, acting), before


def _decidable(connection: Connection, reply_id: int, acting: int) -> Pending:
    approver = select(Staff.name).where(Staff.id == acting).scalar_subquery()
    reply = connection.execute(
        select(
            *(Reply.id, Reply.state, Reply.staff_id, Reply.body, Reply.text, Reply.mention_id, Reply.parts),
            *(Reply.accepted_at, Reply.then, Staff.initials, approver.label("approver")),
        )
        .join(Staff, Staff.id == Reply.staff_id)
        .where(Reply.id == reply_id)
    ).one_or_none()
    if reply is None:
        raise Refused(_("There is no such answer."), status=NOT_FOUND)
    if reply.staff_id == acting:
        raise Refused(_("Nobody approves their own answer; a colleague does."), status=FORBIDDEN)
    if not may_approve(connection, acting):
        raise Refused(_("Your own answers need approval, so you can't approve others."), status=FORBIDDEN)
    if reply.state != PENDING:
        raise Refused(_(NOT_PENDING))
    return reply


def _tell(connection: Connection, reply: Pending, before: Standing, words: str, at: datetime) -> None:
    """The author hears of it wherever they are."""
    raise_alarm(
        connection, "approval", f"reply {reply.id} decided {stored(at)}", at, staff=[reply.staff_id],
        conversation_id=before.id, **said(words, who=reply.approver),
    )  # fmt: skip
