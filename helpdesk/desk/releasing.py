"""What a person does with an answer that was held: sends it anyway, knowing why it was held, or lets it go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from helpdesk.desk.refused import Refused
from helpdesk.desk.standing import NOT_FOUND, refuse_while_on_its_way, standing
from helpdesk.desk.supervising import supervised
from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.records.conversations import change
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.parts import end_following
from helpdesk.records.replies import DISCARDED, HELD, HELD_AUTHOR, QUEUED, Reply

NOT_HELD = N_("This answer is not held any more.")


def send_anyway(connection: Connection, reply_id: int, *, acting: int, at: datetime) -> None:
    """Queues a held answer again. What it was held for is not asked again; what happens after this moment is.

    Raises Refused when its author may not answer any more, when a newer answer was written, or when it isn't held.
    """
    reply = _reply(connection, reply_id)
    before = standing(connection, reply.conversation_id, acting=acting)
    if supervised(connection, acting):
        raise Refused(_("Your answers need approval, so a colleague decides about this one. You can let it go."))
    if reply.held_for == HELD_AUTHOR:
        raise Refused(_("Whoever signed this answer may no longer answer for the company. Write it anew."))
    newer = exists().where(
        Reply.conversation_id == before.id, Reply.id > reply_id, Reply.follows_id.is_(None)
    )  # fmt: skip
    if connection.execute(select(newer)).scalar():
        raise Refused(_("A newer answer was written since. Let this one go."))
    refuse_while_on_its_way(connection, before.id)
    held = update(Reply).where(Reply.id == reply_id, Reply.state == HELD)
    again = {"state": QUEUED, "insisted_at": at, "not_before": at, "failed_looks": 0, "reason": None, "held_for": None}
    if not claim(connection, held.values(**again)):
        raise Refused(_(NOT_HELD))
    record(connection, "reply_insisted", at, conversation_id=before.id, staff_id=acting, reply=reply_id)
    change(connection, before)


def let_go(connection: Connection, reply_id: int, *, acting: int, at: datetime) -> None:
    """The answer, with the parts that were to follow it, will never be sent. Raises Refused when it isn't held."""
    before = standing(connection, _reply(connection, reply_id).conversation_id, acting=acting)
    held = update(Reply).where(Reply.id == reply_id, Reply.state == HELD)
    if not claim(connection, held.values(state=DISCARDED)):
        raise Refused(_(NOT_HELD))
    record(connection, "reply_discarded", at, conversation_id=before.id, staff_id=acting, reply=reply_id)
    end_following(connection, reply_id, DISCARDED, "reply_discarded", at)
    change(connection, before)


def _reply(connection: Connection, reply_id: int) -> Row[*tuple[Any, ...]]:
    found = connection.execute(select(Reply.conversation_id, Reply.held_for).where(Reply.id == reply_id)).one_or_none()
    if found is None:
        raise Refused(_("There is no such answer."), status=NOT_FOUND)
    return found
