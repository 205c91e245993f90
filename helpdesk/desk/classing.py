"""What a conversation is about, and how pressing it is, when staff know better than the keywords.

The running promise stays as it was made to the customer; the next one follows the new topic.
"""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import Connection, select

from helpdesk.desk.changing import changed
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import standing
from helpdesk.language import gettext as _
from helpdesk.policy.revisions import in_force
from helpdesk.policy.topics import Priority
from helpdesk.records.conversations import Conversation


def set_topic(connection: Connection, conversation_id: int, topic: str, *, acting: int, at: datetime) -> int | None:
    """Another topic of the policy in force; owner and team stay. Gives the event's number."""
    before = standing(connection, conversation_id, acting=acting)
    known = in_force(connection).topic(topic)
    if known is None:
        raise Refused(_("There is no such topic in the policy."), status=UNPROCESSABLE)
    if connection.execute(select(Conversation.topic).where(Conversation.id == conversation_id)).scalar_one() == topic:
        return None
    told = {"topic": topic, "name": known.name}
    return changed(connection, before, "topic_set", told, acting=acting, at=at, topic=topic)


def set_priority(
    connection: Connection, conversation_id: int, priority: str, *, acting: int, at: datetime
) -> int | None:
    """Another priority. Gives the event's number."""
    before = standing(connection, conversation_id, acting=acting)
    if priority not in get_args(Priority):
        raise Refused(_("Priorities are urgent, high, normal and low."), status=UNPROCESSABLE)
    now = select(Conversation.priority).where(Conversation.id == conversation_id)
    if connection.execute(now).scalar_one() == priority:
        return None
    return changed(connection, before, "priority_set", {"priority": priority}, acting=acting, at=at, priority=priority)
