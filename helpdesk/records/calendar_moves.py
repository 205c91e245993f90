"""How far the running clocks have followed each revision's opening hours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class CalendarMove(Base):
    """One revision. Its clocks are gone through twice, the second time for those that just began under the old one."""

    __tablename__ = "calendar_moves"

    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after_clock: Mapped[int]  # the last clock that was looked at
    passed_at: Mapped[datetime | None]  # when the first pass ended
    ended_at: Mapped[datetime | None]
