"""Whether the newest post of a conversation was taken for a mere thank-you, so that it started no clock."""

from __future__ import annotations

from sqlalchemy import Connection, select

from helpdesk.records.events import Event


def taken_for_thanks(connection: Connection, conversation_id: int, mention_id: int) -> bool:
    """True while this post is the last that came in, and nobody waits because of it."""
    told = select(Event.data).where(Event.conversation_id == conversation_id, Event.kind == "followed_up")
    data = connection.execute(told.order_by(Event.id.desc()).limit(1)).scalar() or {}
    return data.get("mention") == mention_id and "nobody_waits" in data
