"""The thread of a conversation: the customer's posts, our answers with their true state, and notes among colleagues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, select

from helpdesk.desk.parents import Answered, answered
from helpdesk.language import gettext as _
from helpdesk.records.mentions import Mention
from helpdesk.records.notes import Note
from helpdesk.records.replies import CHAINED, FAILED, HELD, HOLD, LIVE, PENDING, QUEUED, WITHDRAWN, Reply
from helpdesk.records.staff import Staff

_SIGN_OFF = re.compile(r"\s\^\S{1,8}\Z")  # what wording.compose puts behind the words

_HERE = bindparam("conversation", type_=BigInteger)
_MENTIONS = (
    select(
        *(Mention.id, Mention.text, Mention.published_at, Mention.url, Mention.remark),
        *(Mention.deleted_at, Mention.changed_at),
    )
    .where(Mention.conversation_id == _HERE)
    .order_by(Mention.published_at, Mention.id)
)
_REPLIES = (
    select(
        *(Reply.id, Reply.sent_at, Reply.accepted_at, Reply.text, Reply.url, Reply.reason, Reply.state, Reply.held_for),
        *(Reply.staff_id, Reply.body, Reply.then, Reply.part, Reply.parts, Reply.tries, Staff.name, Staff.initials),
    )
    .join(Staff, Staff.id == Reply.staff_id)
    .where(Reply.conversation_id == _HERE, Reply.state != WITHDRAWN)
)
_NOTES = (
    select(Note.id, Note.at, Note.text, Note.staff_id, Staff.name)
    .join(Staff, Staff.id == Note.staff_id)
    .where(Note.conversation_id == _HERE, Note.withdrawn_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Said:
    """One post of the thread: the customer's, or ours with its state and the reason of that state."""

    ours: bool
    at: datetime
    text: str
    who: str
    url: str | None
    remark: str | None
    mention_id: int | None = None
    reply_id: int | None = None
    state: str | None = None
    held_for: str | None = None
    body: str | None = None  # all its words, as they were written; with the first part of several
    holding: bool = False  # it only asks the customer to wait
    part: str | None = None  # "part 1 of 2", of an answer in several parts
    deleted_at: datetime | None = None
    edited_at: datetime | None = None
    staff_id: int | None = None  # of ours: who wrote it, and what signs it off
    sign_off: str = ""
    note_id: int | None = None  # a word among colleagues; no customer sees it
    withdrawable: bool = False  # the person who asks can take it back
    keyword: tuple[int, int] | None = None  # where in the text the words stand that decided the topic
    answers: Answered | None = None  # what the customer's post answers, where that stands outside this thread


def thread(
    connection: Connection, conversation_id: int, head: Row[*tuple[Any, ...]], opened: dict[str, Any], me: int
) -> tuple[Said, ...]:
    """All of it, in the order of time, for the person `me`. `opened` is what the event tells that opened it."""
    here = {"conversation": conversation_id}
    mentions = connection.execute(_MENTIONS, here)
    place = (opened["start"], opened["end"]) if "start" in opened else None
    parents = answered(connection, conversation_id)
    posts = [
        Said(False, row.published_at, row.text, head.name, row.url, row.remark, mention_id=row.id,
             deleted_at=row.deleted_at, edited_at=row.changed_at,
             keyword=place if row.id == opened.get("mention") else None,
             answers=parents.get(row.id))
        for row in mentions
    ]  # fmt: skip
    replies = connection.execute(_REPLIES, here)
    posts += [
        Said(True, row.sent_at or row.accepted_at, row.text, row.name, row.url, row.reason, reply_id=row.id,
             state=row.state, held_for=row.held_for, staff_id=row.staff_id, sign_off=row.initials,
             body=row.body, holding=row.then == HOLD, part=_part(row.part, row.parts),
             withdrawable=row.state in (QUEUED, PENDING) and not row.tries and row.staff_id == me)
        for row in replies
    ]  # fmt: skip
    posts += _notes(connection, conversation_id, me)
    return tuple(sorted(posts, key=lambda post: post.at))


def _part(part: int, parts: int) -> str | None:
    return _("part %(part)s of %(parts)s", part=part, parts=parts) if parts > 1 else None


def on_its_way(said: tuple[Said, ...]) -> bool:
    """Whether an answer waits for approval or is on its way, in doubt or to follow in part: the next one waits."""
    states = {post.state for post in said}
    return bool(states & {*LIVE, PENDING}) or (CHAINED in states and HELD not in states)


def unsent(said: tuple[Said, ...], opening: str) -> str | None:
    """The words of the newest answer when it did not get out, to be sent again; of all its parts when none did."""
    answers = sorted((post for post in said if post.reply_id), key=lambda post: post.reply_id or 0)
    newest = answers[-1] if answers else None
    if newest is None or newest.state not in (FAILED, HELD):
        return None
    for post in reversed(answers):
        if post.state != newest.state or post.part is None:
            break
        if post.body:
            return post.body
    return _SIGN_OFF.sub("", newest.text.removeprefix(opening))


def _notes(connection: Connection, conversation_id: int, me: int) -> list[Said]:
    found = connection.execute(_NOTES, {"conversation": conversation_id})
    return [
        Said(True, row.at, row.text, row.name, None, None, note_id=row.id, withdrawable=row.staff_id == me)
        for row in found
    ]
