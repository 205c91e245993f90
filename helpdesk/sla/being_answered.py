"""Which conversations the desk leaves alone, whoever's they are: somebody is answering them, or has just done so."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, exists, or_

from helpdesk.records.claims import Claim
from helpdesk.records.conversations import Conversation
from helpdesk.records.moment import UtcDateTime
from helpdesk.records.replies import LIVE, PENDING, Reply


def being_answered() -> ColumnElement[bool]:
    """True where somebody writes at the moment `now`, a parameter, or an answer is on its way or to be approved."""
    return or_(
        exists().where(Claim.conversation_id == Conversation.id, Claim.ends_at > bindparam("now", type_=UtcDateTime)),
        exists().where(Reply.conversation_id == Conversation.id, Reply.state.in_((*LIVE, PENDING))),
    )
