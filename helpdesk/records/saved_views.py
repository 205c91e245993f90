"""Lists that somebody keeps under a name: a view, a status and filters, as its address says them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class SavedView(Base):
    """One list of one person. `query` is the part of its address behind the question mark."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str]
    query: Mapped[str]
    created_at: Mapped[datetime]
