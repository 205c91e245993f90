"""Accepting an answer: from this moment it is a row of the outbox, and the desk owes the truth about it.

Account, parent and the customer's name come from the mention that is answered, never from a form. The form brings a
key of its own, so that a double click, a second tab or an impatient proxy make one reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from helpdesk.desk.answerable import why_barred
from helpdesk.desk.claiming import refuse_if_anothers
from helpdesk.desk.disclosures import found, told
from helpdesk.desk.drafting import discard
from helpdesk.desk.merging import where_to
from helpdesk.desk.person import Person
from helpdesk.desk.posted_text import answered, texts
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import refuse_while_on_its_way, standing
from helpdesk.desk.supervising import supervised
from helpdesk.desk.wording import normalise
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation, Standing, change
from helpdesk.records.events import record
from helpdesk.records.replies import CHAINED, CLOSE, HOLD, PENDING, QUEUED, WAIT, Reply

KNOWS = update(Author).where(Author.id == bindparam("author")).values(known_by=bindparam("by"))
ON_ITS_WAY = timedelta(seconds=10)  # what sending may take
STILL_WAITS = N_("After a holding answer the customer still waits: it can be sent, but nothing can be closed with it.")


@dataclass(frozen=True)
class Answer:
    """What the form brings."""

    conversation_id: int
    body: str
    submit_key: str
    seen_version: int  # of the conversation, when the person began
    knowingly: bool = False  # the person was told that it holds something private, and sends it anyway
    then: str = WAIT  # what becomes of the conversation once the answer is on the network
    in_parts: bool = False  # whether an answer that is too long is sent as several posts
    holding: bool = False  # it only asks the customer to wait: their clock runs on


class Disclosing(Refused):
    """The answer holds something that is nobody else's business; its author may say that it is meant."""


class Stale(Refused):
    """Something happened in the conversation while the answer was written; the person decides anew."""


def accept(
    connection: Connection, answer: Answer, *, acting: Person, at: datetime, limit: int,
    undo: timedelta = timedelta(0),
) -> int:  # fmt: skip
    """Puts the answer into the outbox; gives the reply's id. The same form again gives the same id.

    It leaves after `undo`, the time in which its author can take it back; at once when that would make it late. Some
    people's answers wait for a colleague to approve them (see `approving`).

    Raises Refused with nothing written: 422 for a text that can't be posted, 409 when things changed meanwhile.
    """
    before = standing(connection, answer.conversation_id, acting=acting.id)  # locked: the same form waits here
    earlier = _same_form(connection, answer, acting)
    if earlier is not None:
        return earlier
    if answer.then not in (WAIT, CLOSE):
        raise Refused(_("Say what comes after the answer: wait or close."), status=UNPROCESSABLE)
    if answer.holding and answer.then == CLOSE:
        raise Refused(_(STILL_WAITS), status=UNPROCESSABLE)
    mention = answered(connection, answer.conversation_id)
    if mention.listen_only:
        raise Refused(_("This account only listens: nothing can be posted as it."), status=UNPROCESSABLE)
    if mention.removed_at is not None:
        raise Refused(_("This account was removed from the desk: nothing can be posted as it."), status=UNPROCESSABLE)
    if not mention.may_reply:
        raise Refused(why_barred(mention.network, mention.account, mention.found_by), status=UNPROCESSABLE)
    posts = texts(answer.body, acting.initials, mention, limit, parts=answer.in_parts)
    private = found(answer.body)
    if private and (not answer.knowingly or "card" in private):
        raise Disclosing(told(private), status=UNPROCESSABLE)
    try:
        refuse_while_on_its_way(connection, answer.conversation_id)
    except Refused as another:
        kept = _("Your text is kept.")
        raise Refused(f"{another.sentence} {kept}", status=another.status) from None
    if before.version != answer.seen_version:
        raise Stale(_what_changed(where_to(connection, before)))
    refuse_if_anothers(connection, answer.conversation_id, acting=acting.id, at=at)
    leaves = leaves_at(connection, before.id, at, undo)
    change(connection, before, staff_id=acting.id)
    connection.execute(KNOWS, {"by": acting.id, "author": mention.author_id})
    discard(connection, before.id, acting=acting.id)
    return _queue(connection, answer, posts, mention, before, acting=acting.id, at=at, leaves=leaves)


def _what_changed(merged: int | None) -> str:
    if merged is None:
        return _("This conversation has changed since you opened it. Your text is kept: look, then send again.")
    return _(
        "This was merged into No. %(number)s, where the customer is answered. Your text is kept here: open that one.",
        number=merged,
    )


def _queue(
    connection: Connection, answer: Answer, posts: list[str], mention: Row[*tuple[Any, ...]], before: Standing, *,
    acting: int, at: datetime, leaves: datetime,
) -> int:  # fmt: skip
    """The rows of the outbox, each part after the first waiting for the one before it; gives the first."""
    numbers: list[int] = []
    begins = PENDING if supervised(connection, acting) else QUEUED
    marks = {name: True for name, so in (("approval", begins == PENDING), ("holding", answer.holding)) if so}
    for part, text in enumerate(posts, start=1):
        first, then = part == 1, answer.then if part == len(posts) else WAIT
        made = connection.execute(
            insert(Reply).values(
                submit_key=answer.submit_key if first else f"{answer.submit_key}-{part}",
                conversation_id=before.id, mention_id=mention.id, account_id=mention.account_id, staff_id=acting,
                parent_remote_id=mention.remote_id, text=text, body=normalise(answer.body) if first else "",
                then=HOLD if answer.holding else then, state=begins if first else CHAINED, not_before=leaves,
                accepted_at=at, part=part, parts=len(posts), follows_id=None if first else numbers[-1],
            )
        ).inserted_primary_key  # fmt: skip
        assert made is not None  # noqa: S101 - an insert of one row gives its key
        numbers.append(int(made[0]))
        record(
            connection, "reply_accepted", at, conversation_id=before.id, staff_id=acting, reply=numbers[-1],
            mention=mention.id, previous=before.staff_id, part=part, **marks,
        )  # fmt: skip
    return numbers[0]


def leaves_at(connection: Connection, conversation_id: int, at: datetime, undo: timedelta) -> datetime:
    """When an answer leaves that can be taken back for `undo`: at once if it would break a promise by waiting."""
    due_at = connection.execute(select(Conversation.due_at).where(Conversation.id == conversation_id)).scalar()
    in_time = due_at is None or due_at <= at or at + undo + ON_ITS_WAY < due_at
    return at + undo if in_time else at


def _same_form(connection: Connection, answer: Answer, acting: Person) -> int | None:
    found = connection.execute(
        select(Reply.id, Reply.staff_id, Reply.conversation_id, Reply.body).where(Reply.submit_key == answer.submit_key)
    ).one_or_none()
    if found is None:
        return None
    same = (found.staff_id, found.conversation_id) == (acting.id, answer.conversation_id)
    if not same or normalise(answer.body) != found.body:
        raise Refused(_("This form was sent before, with other words. The first ones count."))
    return int(found.id)
