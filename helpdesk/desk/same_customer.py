"""The other conversations with a customer: those that go on may be about the same thing, the others tell what was."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Select, bindparam, case, func, literal_column, select
from sqlalchemy.orm import aliased

from helpdesk.records.accounts import Account
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.mentions import Mention

MOST = 8
MOST_SHOWN = 200  # characters of a post


class Other(NamedTuple):
    """Another conversation of the same customer. `ends`: the one of the two that would end in a merge."""

    id: int
    account: str
    network: str
    topic: str
    text: str  # of the newest post
    due_at: datetime | None
    last_activity_at: datetime
    goes_on: bool
    ends: int

    @property
    def stays(self) -> bool:
        """Whether this is the one that goes on after a merge."""
        return self.ends != self.id


def others(connection: Connection, conversation_id: int) -> list[Other]:
    """Them, those that go on first, each the newest first.

    Whoever was promised an answer later is the one that ends: see `merging`.
    """
    return [
        Other(
            row.id, row.handle, row.network, row.topic, row.text, row.due_at, row.last_activity_at,
            row.status != CLOSED, ends=conversation_id if _is_later(row.here, row.due_at) else row.id,
        )
        for row in connection.execute(_others(), {"number": conversation_id})
    ]  # fmt: skip


@cache  # put together once: each open conversation asks every few seconds
def _others() -> Select[*tuple[Any, ...]]:
    this, other, number = aliased(Conversation, name="this"), Conversation, bindparam("number", type_=BigInteger)
    return (
        select(
            other.id, other.status, Account.handle, Account.network, other.topic, other.due_at, other.last_activity_at,
            this.due_at.label("here"), func.substr(Mention.text, 1, MOST_SHOWN).label("text"),
        )
        .join(this, this.author_id == other.author_id)
        .join(Account, Account.id == other.account_id)
        .join(Mention, Mention.id == other.last_mention_id)
        .where(this.id == number, other.id != number)
        .order_by(case((other.status == CLOSED, 1), else_=0), other.id.desc())
        .limit(literal_column(str(MOST)))
    )  # fmt: skip


def customer_of(connection: Connection, conversation_id: int) -> int | None:
    """The number of the author it is with."""
    return connection.execute(select(Conversation.author_id).where(Conversation.id == conversation_id)).scalar()


def _is_later(here: datetime | None, there: datetime | None) -> bool:
    """Whether nobody here is promised an answer before somebody there."""
    return here is None or (there is not None and there <= here)
