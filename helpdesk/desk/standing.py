"""How a conversation stands for the person who is about to do something with it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import Refused
from helpdesk.language import gettext as _
from helpdesk.records.conversations import Conversation, Standing
from helpdesk.records.replies import LIVE, PENDING, Reply
from helpdesk.records.staff import MAY_ANSWER

NOT_FOUND = 404


def standing(connection: Connection, conversation_id: int, *, acting: int) -> Standing:
    """The conversation, for somebody who may work on it, locked until the transaction ends.

    Raises Refused: 403 for who may not, 404 for a conversation that isn't there.
    """
    permitted(connection, acting, *MAY_ANSWER)
    found = connection.execute(
        select(Conversation.id, Conversation.version, Conversation.status, Conversation.staff_id)
        .where(Conversation.id == conversation_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise Refused(_("There is no such conversation."), status=NOT_FOUND)
    return Standing(*found)


def refuse_unknown(connection: Connection, conversation_id: int) -> None:
    """Raises Refused (404) when there is no such conversation."""
    if connection.execute(select(Conversation.id).where(Conversation.id == conversation_id)).scalar() is None:
        raise Refused(_("There is no such conversation."), status=NOT_FOUND)


def refuse_while_on_its_way(connection: Connection, conversation_id: int) -> None:
    """Raises Refused while an answer waits for approval, is on its way or not confirmed: its outcome comes first."""
    states = (*LIVE, PENDING)
    found = connection.execute(
        select(Reply.state).where(Reply.conversation_id == conversation_id, Reply.state.in_(states))
    ).scalars()
    first = next(found, None)
    if first == PENDING:
        raise Refused(
            _("An answer to this customer waits for approval. Approve it, or give it back or take it back first.")
        )
    if first is not None:
        raise Refused(_("An answer to this customer is on its way or not confirmed yet. Settle that one first."))
