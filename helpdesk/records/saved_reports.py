"""Reports that somebody keeps under a name, and to whom they are mailed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

NEVER, DAILY, WEEKLY = "never", "daily", "weekly"
MAILED: Final = (NEVER, DAILY, WEEKLY)
MAIL_CHOSEN: Final = "report_mailed"  # the event by which somebody says how often


class SavedReport(Base):
    """One report of one manager. `query` is the part of its address behind the question mark."""

    __tablename__ = "saved_reports"
    __table_args__ = (UniqueConstraint("staff_id", "name"), Index("ix_saved_reports_mailed", "mailed"))

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str]
    page: Mapped[str]  # one of the report pages: the last part of its address
    query: Mapped[str]
    shared: Mapped[bool]  # other managers see it, too
    mailed: Mapped[str]  # to its owner
    mail_hour: Mapped[int]  # of the office's day from which on it is
    mailed_for: Mapped[str]  # the day, such as 2026-03-02, of the last mail that was due; "" for none yet
    created_at: Mapped[datetime]
