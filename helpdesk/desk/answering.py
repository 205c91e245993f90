"""Accepting an answer: from this moment it is a row of the outbox, and the desk owes the truth about it.

Account, parent and the customer's name come from the mention that is answered, never from a form. The form brings a
key of its own, so that a double click, a second tab or an impatient proxy make one reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from helpdesk.desk.answerable import to_answer, why_barred
from helpdesk.desk.claiming import refuse_if_anothers
from helpdesk.desk.disclosures import found, told
from helpdesk.desk.drafting import discard
from helpdesk.desk.merging import where_to
from helpdesk.desk.parts import in_parts
from helpdesk.desk.person import Person
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import refuse_while_on_its_way, standing
from helpdesk.desk.supervising import supervised
from helpdesk.desk.wording import Budget, budget, compose, normalise, too_long
from helpdesk.language import gettext as _
from helpdesk.networks.addressing import opening
from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation, Standing, change
from helpdesk.records.events import record
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import CHAINED, CLOSE, PENDING, QUEUED, WAIT, Reply

KNOWS = update(Author).where(Author.id == bindparam("author")).values(known_by=bindparam("by"))
ON_ITS_WAY = timedelta(seconds=10)  # what sending may take


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
    mention = _answered(connection, answer.conversation_id)
    if mention.listen_only:
        raise Refused(_("This account only listens: nothing can be posted as it."), status=UNPROCESSABLE)
    if mention.removed_at is not None:
        raise Refused(_("This account was removed from the desk: nothing can be posted as it."), status=UNPROCESSABLE)
    if not mention.may_reply:
        raise Refused(why_barred(mention.network, mention.account, mention.found_by), status=UNPROCESSABLE)
    texts = _texts(answer, acting.initials, mention, limit)
    private = found(answer.body)
    if private and (not answer.knowingly or "card" in private):
        raise Disclosing(told(private), status=UNPROCESSABLE)
    refuse_while_on_its_way(connection, answer.conversation_id)
    if before.version != answer.seen_version:
        raise Stale(_what_changed(where_to(connection, before)))
    refuse_if_anothers(connection, answer.conversation_id, acting=acting.id, at=at)
    leaves_at = at + (undo if _in_time(connection, before.id, at, at + undo) else timedelta(0))
    change(connection, before, staff_id=acting.id)
    connection.execute(KNOWS, {"by": acting.id, "author": mention.author_id})
    discard(connection, before.id, acting=acting.id)
    return _queue(connection, answer, texts, mention, before, acting=acting.id, at=at, leaves_at=leaves_at)


def _what_changed(merged: int | None) -> str:
    if merged is None:
        return "This conversation has changed since you opened it. Your text is kept: look, then send again."
    return f"This was merged into No. {merged}, where the customer is answered. Your text is kept here: open that one."


def _queue(
    connection: Connection, answer: Answer, texts: list[str], mention: Row[*tuple[Any, ...]], before: Standing, *,
    acting: int, at: datetime, leaves_at: datetime,
) -> int:  # fmt: skip
    """The rows of the outbox, each part after the first waiting for the one before it; gives the first."""
    numbers: list[int] = []
    begins = PENDING if supervised(connection, acting) else QUEUED
    approval = {"approval": True} if begins == PENDING else {}
    for part, text in enumerate(texts, start=1):
        first, last = part == 1, part == len(texts)
        made = connection.execute(
            insert(Reply).values(
                submit_key=answer.submit_key if first else f"{answer.submit_key}-{part}",
                conversation_id=before.id, mention_id=mention.id, account_id=mention.account_id, staff_id=acting,
                parent_remote_id=mention.remote_id, text=text, body=normalise(answer.body) if first else "",
                then=answer.then if last else WAIT, state=begins if first else CHAINED, not_before=leaves_at,
                accepted_at=at, part=part, parts=len(texts), follows_id=None if first else numbers[-1],
            )
        ).inserted_primary_key  # fmt: skip
        assert made is not None  # noqa: S101 - an insert of one row gives its key
        numbers.append(int(made[0]))
        record(
            connection, "reply_accepted", at, conversation_id=before.id, staff_id=acting, reply=numbers[-1],
            mention=mention.id, previous=before.staff_id, part=part, **approval,
        )  # fmt: skip
    return numbers[0]


def _in_time(connection: Connection, conversation_id: int, at: datetime, leaves_at: datetime) -> bool:
    """Whether an answer that leaves then breaks no promise that is not broken already."""
    due_at = connection.execute(select(Conversation.due_at).where(Conversation.id == conversation_id)).scalar()
    return due_at is None or due_at <= at or leaves_at + ON_ITS_WAY < due_at


def room(connection: Connection, conversation_id: int, body: str, *, initials: str, limit: int) -> Budget:
    """How much of the limit `body` would use, as `accept` counts it."""
    return _budget(body, initials, _answered(connection, conversation_id), limit)


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


def _answered(connection: Connection, conversation_id: int) -> Row[*tuple[Any, ...]]:
    """The customer's post that is answered, with the account that answers it."""
    return connection.execute(_ANSWERED.where(Mention.id == to_answer(conversation_id))).one()


_ANSWERED = (
    select(
        *(Mention.id, Mention.remote_id, Mention.account_id, Author.handle, Account.network, Account.listen_only),
        *(Account.characters, Account.link_length, Account.length_unit, Account.handle.label("account")),
        *(Mention.may_reply, Mention.found_by, Account.removed_at, Mention.author_id),
    )
    .join(Author, Author.id == Mention.author_id)
    .join(Account, Account.id == Mention.account_id)
)


def parts_needed(connection: Connection, conversation_id: int, body: str, *, initials: str, limit: int) -> int | None:
    """In how many parts a text that is too long could be sent; None for one that fits, or that can't be cut."""
    mention = _answered(connection, conversation_id)
    if _budget(body, initials, mention, limit).fits:
        return None
    pieces = in_parts(normalise(body), lambda piece: _budget(piece, initials, mention, limit).fits)
    return len(pieces) if pieces else None


def _texts(answer: Answer, initials: str, mention: Row[*tuple[Any, ...]], limit: int) -> list[str]:
    """What will be posted: one text, or one for each part."""
    words = normalise(answer.body)
    if not words:
        raise Refused(_("Write an answer first."), status=UNPROCESSABLE)
    room, pieces = _budget(words, initials, mention, limit), [words]
    if not room.fits:
        cut = in_parts(words, lambda piece: _budget(piece, initials, mention, limit).fits) if answer.in_parts else None
        if cut is None:
            raise Refused(too_long(room), status=UNPROCESSABLE)
        pieces = cut
    return [opening(mention.network, mention.handle) + compose(piece, initials) for piece in pieces]


def one_text(connection: Connection, mention_id: int, body: str, *, initials: str, limit: int) -> str:
    """What is posted when `body` answers this post. Raises Refused (422) when it can't be."""
    mention = connection.execute(_ANSWERED.where(Mention.id == mention_id)).one()
    return _texts(Answer(0, body, "", 0), initials, mention, limit)[0]


def _budget(body: str, initials: str, mention: Row[*tuple[Any, ...]], limit: int) -> Budget:
    if mention.characters is None:
        return budget(body, initials, limit)
    taken = len(opening(mention.network, mention.handle))
    return budget(body, initials, limit, mention.characters - taken, mention.link_length, mention.length_unit)
