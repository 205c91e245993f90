"""Words on a conversation, to find it by. They change nothing else, so no answer in the making goes stale by them."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import standing
from helpdesk.language import gettext as _
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import record
from helpdesk.records.notes import Tag

LONGEST = 30
MOST = 20  # on one conversation
RECENT = 20_000  # conversations whose tags are offered


def cleaned(word: str) -> str:
    """The tag as it is kept: lower case, with hyphens for spaces. Raises Refused for what can be none."""
    word = "-".join(unicodedata.normalize("NFKC", word).lower().lstrip("#").split())
    if not 1 <= len(word) <= LONGEST or not all(character.isalnum() or character in "-_" for character in word):
        raise Refused(
            _("A tag is one word of up to %(longest)s letters and digits.", longest=LONGEST), status=UNPROCESSABLE
        )
    return word


def tag(connection: Connection, conversation_id: int, word: str, *, acting: int, at: datetime) -> int | None:
    """Puts a tag on it; gives the event's number, None when it was there already."""
    standing(connection, conversation_id, acting=acting)
    word = cleaned(word)
    here = tags(connection, conversation_id)
    if word in here:
        return None
    if len(here) >= MOST:
        raise Refused(_("A conversation has %(most)s tags at most.", most=MOST), status=UNPROCESSABLE)
    connection.execute(insert(Tag).values(conversation_id=conversation_id, word=word))
    return record(connection, "tagged", at, conversation_id=conversation_id, staff_id=acting, word=word)


def untag(connection: Connection, conversation_id: int, word: str, *, acting: int, at: datetime) -> int | None:
    """Takes a tag off it."""
    standing(connection, conversation_id, acting=acting)
    here = delete(Tag).where(Tag.conversation_id == conversation_id, Tag.word == word)
    if not connection.execute(here).rowcount:
        return None
    return record(connection, "untagged", at, conversation_id=conversation_id, staff_id=acting, word=word)


def tags(connection: Connection, conversation_id: int) -> list[str]:
    """The tags of one conversation, by letter."""
    return list(
        connection.execute(select(Tag.word).where(Tag.conversation_id == conversation_id).order_by(Tag.word)).scalars()
    )


def used(connection: Connection, most: int = 50) -> list[str]:
    """The tags that are used most on the newest conversations, to choose from: each conversation's page asks."""
    newest = select(func.max(Conversation.id)).scalar_subquery()
    lately = select(Tag.word).where(Tag.conversation_id > newest - RECENT)
    found = lately.group_by(Tag.word).order_by(func.count().desc(), Tag.word).limit(most)
    return list(connection.execute(found).scalars())
