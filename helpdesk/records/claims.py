"""Who is answering whom at this moment, and who is looking. Both are leases: they end by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Claim(Base):
    """ "I am answering this": one person a conversation, until `ends_at` unless they go on writing."""

    __tablename__ = "claims"
    __table_args__ = (Index("ix_claims_ends_at", "ends_at"),)

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True, autoincrement=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    since: Mapped[datetime]
    ends_at: Mapped[datetime]


class Presence(Base):
    """Somebody has a conversation open in front of them until `ends_at`, and writes until `writes_until`."""

    __tablename__ = "presences"
    __table_args__ = (Index("ix_presences_ends_at", "ends_at"),)

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    since: Mapped[datetime]
    ends_at: Mapped[datetime]
    writes_until: Mapped[datetime | None]
