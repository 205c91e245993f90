"""Changes a conversation so that the change can be taken back: its event carries what was before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from helpdesk.records.conversations import Conversation, Standing, change
from helpdesk.records.events import record
from helpdesk.records.moment import as_stored


def changed(
    connection: Connection, before: Standing, kind: str, told: dict[str, Any], *, acting: int, at: datetime,
    **values: Any,
) -> int:  # fmt: skip
    """Changes the conversation and adds the event `kind` with `told` and what was before; gives the event's number.

    Raises ChangedMeanwhile, with nothing written, when it is not as `before` any more.
    """
    columns = [as_stored(getattr(Conversation, name)).label(name) for name in values]
    was = dict(connection.execute(select(*columns).where(Conversation.id == before.id)).one()._mapping)
    change(connection, before, **values)
    return record(
        connection, kind, at, conversation_id=before.id, staff_id=acting, **told, was=was, made=before.version + 1
    )
