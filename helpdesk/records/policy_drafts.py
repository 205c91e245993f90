"""A policy that a manager is still writing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class PolicyDraft(Base):
    """One person's draft, as TOML. `base` is the revision that was in force when it was begun."""

    __tablename__ = "policy_drafts"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    text: Mapped[str]
    base: Mapped[int]
    saved_at: Mapped[datetime]
