"""What somebody has written to a customer and not sent yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Draft(Base):
    """One person's words for one conversation. Theirs alone: it outlives reloads, sign-outs and changes of owner.

    `revision` grows with each save, so that two windows of one person notice each other.
    """

    __tablename__ = "drafts"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    text: Mapped[str]
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    holding: Mapped[bool] = mapped_column(default=False, server_default=false())  # it only asks the customer to wait
