"""The conversations of an account that staff will come to first."""

from __future__ import annotations

from sqlalchemy import Subquery, select

from helpdesk.records.conversations import OPEN, Conversation

DUE_NEXT = 200  # the rest can wait for what only helps to answer


def due_next(account_id: int) -> Subquery:
    """Their `id`, `last_mention_id` and `due_at`: of those that are open, the ones that are due next."""
    return (
        select(Conversation.id, Conversation.last_mention_id, Conversation.due_at)
        .where(Conversation.status == OPEN, Conversation.account_id == account_id)
        .order_by(Conversation.due_at)
        .limit(DUE_NEXT)
        .subquery()
    )
