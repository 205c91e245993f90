"""Teams whose customers wait while nobody is on duty: one row from the first alarm until somebody is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Unstaffed(Base):
    """One such time of one team. At most one of a team is going on."""

    __tablename__ = "unstaffed"
    __table_args__ = (
        Index(
            "uq_unstaffed_going_on",
            "team_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    told_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
