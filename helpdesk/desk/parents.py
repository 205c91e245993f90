"""What the customer's posts of a conversation answer, where that stands somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, bindparam, select
from sqlalchemy.orm import aliased

from helpdesk.records.accounts import Account
from helpdesk.records.authors import Author
from helpdesk.records.mentions import Mention
from helpdesk.records.parents import Parent
from helpdesk.records.replies import Reply


@dataclass(frozen=True, slots=True)
class Answered:
    """A post that a customer answered. Without `text` the desk does not have it, and `problem` may say why."""

    text: str | None = None
    name: str | None = None
    handle: str | None = None
    ours: bool = False
    at: datetime | None = None
    url: str | None = None
    problem: str | None = None
    conversation_id: int | None = None  # where it stands on this desk, if it does


def answered(connection: Connection, conversation_id: int) -> dict[int, Answered]:
    """By the number of the customer's post: what it answers outside this conversation; told once, at the first."""
    found: dict[str, tuple[int, Answered]] = {}
    for row in connection.execute(_answered(), {"conversation": conversation_id}):
        if conversation_id not in (row.other_conversation, row.reply_conversation):
            found.setdefault(row.parent_remote_id, (row.id, _told(row)))
    return dict(found.values())


@cache  # put together once: that takes longer than to carry it out
def _answered() -> Select[*tuple[Any, ...]]:
    other, post = aliased(Mention), Mention
    reply = (Reply.remote_id == post.parent_remote_id) & (Reply.account_id == post.account_id)
    mention = (other.remote_id == post.parent_remote_id) & (other.account_id == post.account_id)
    parent = (Parent.remote_id == post.parent_remote_id) & (Parent.account_id == post.account_id)
    return (
        select(
            *(post.id, post.parent_remote_id, Account.remote_id.label("own_id"), Author.remote_id.label("author_id")),
            *(other.id.label("other_id"), other.text.label("other_text"), other.published_at.label("other_at")),
            *(other.url.label("other_url"), other.conversation_id.label("other_conversation")),
            *(Author.name.label("author_name"), Author.handle.label("author_handle")),
            *(Reply.id.label("reply_id"), Reply.text.label("reply_text"), Reply.url.label("reply_url")),
            *(Reply.sent_at, Reply.conversation_id.label("reply_conversation")),
            *(Parent.text, Parent.name, Parent.handle, Parent.ours, Parent.published_at, Parent.url, Parent.problem),
        )
        .join(Account, Account.id == post.account_id)
        .outerjoin(other, mention)
        .outerjoin(Author, Author.id == other.author_id)
        .outerjoin(Reply, reply)
        .outerjoin(Parent, parent)
        .where(post.conversation_id == bindparam("conversation", type_=BigInteger), post.parent_remote_id.is_not(None))
        .order_by(post.published_at, post.id)
    )


def _told(row: Row[*tuple[Any, ...]]) -> Answered:
    if row.reply_id is not None:
        where = row.reply_conversation
        return Answered(row.reply_text, None, None, True, row.sent_at, row.reply_url, None, where)
    if row.other_id is not None:
        ours = row.author_id is not None and row.author_id == row.own_id
        return Answered(
            row.other_text, row.author_name, row.author_handle, ours, row.other_at, row.other_url, None,
            row.other_conversation,
        )  # fmt: skip
    return Answered(row.text, row.name, row.handle, bool(row.ours), row.published_at, row.url, row.problem)
