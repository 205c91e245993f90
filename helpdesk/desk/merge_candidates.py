"""What else a customer waits for: the other open conversations with them, which may be about the same thing."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import aliased

from helpdesk.records.accounts import Account
from helpdesk.records.conversations import CLOSED, Conversation
from helpdesk.records.mentions import Mention

MOST = 5
GOES_ON = Conversation.status != literal_column(f"'{CLOSED}'")  # as the index has it, so that it is used
MOST_SHOWN = 200  # characters of a post


class Candidate(NamedTuple):
    """Another conversation of the same customer that goes on. `ends`: the one of the two that would end in a merge."""

    id: int
    account: str
    network: str
    topic: str
    text: str  # of the newest post
    due_at: datetime | None
    ends: int

    @property
    def stays(self) -> int | None:
        """Where this one's page leads to when the other one stays; None when it ends in this one."""
        return self.id if self.ends != self.id else None


def candidates(connection: Connection, conversation_id: int) -> list[Candidate]:
    """Them, the newest first. Whoever was promised an answer later is the one that ends: see `merging`."""
    return [
        Candidate(
            row.id, row.handle, row.network, row.topic, row.text, row.due_at,
            ends=conversation_id if _is_later(row.here, row.due_at) else row.id,
        )
        for row in connection.execute(_others(), {"number": conversation_id})
    ]  # fmt: skip


@cache  # put together once: each open conversation asks every few seconds
def _others() -> Select[*tuple[Any, ...]]:
    this, other, number = aliased(Conversation, name="this"), Conversation, bindparam("number", type_=BigInteger)
    return (
        select(
            other.id, Account.handle, Account.network, other.topic, other.due_at, this.due_at.label("here"),
            func.substr(Mention.text, 1, MOST_SHOWN).label("text"),
        )
        .join(this, this.author_id == other.author_id)
        .join(Account, Account.id == other.account_id)
        .join(Mention, Mention.id == other.last_mention_id)
        .where(this.id == number, other.id != number, GOES_ON)
        .order_by(other.id.desc())
        .limit(literal_column(str(MOST)))
    )  # fmt: skip


def _is_later(here: datetime | None, there: datetime | None) -> bool:
    """Whether nobody here is promised an answer before somebody there."""
    return here is None or (there is not None and there <= here)
