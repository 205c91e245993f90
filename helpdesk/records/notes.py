"""What colleagues say to each other about a conversation, the words they sort it by, and who follows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Note(Base):
    """A word to colleagues; no customer ever sees it."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_conversation", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Tag(Base):
    """A word on a conversation, in lower case."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_word", "word", "conversation_id"),)

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class Follower(Base):
    """Somebody who wants to know how it goes on. `named_at`: since when a note asks for them, until they looked."""

    __tablename__ = "followers"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    since: Mapped[datetime]
    named_at: Mapped[datetime | None]
