"""Answers that are given often, to begin from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class SavedReply(Base):
    """One of them. `text` may hold variables; `used` counts how often it was put into an answer."""

    __tablename__ = "saved_replies"
    __table_args__ = (UniqueConstraint("title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))  # who wrote it last
    changed_at: Mapped[datetime]
    used: Mapped[int] = mapped_column(default=0)
    holding: Mapped[bool] = mapped_column(default=False, server_default=false())  # it only asks the customer to wait
