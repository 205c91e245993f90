"""Sources that went silent: one row from the first alarm to the moment they were heard again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Outage(Base):
    """One account that was not heard. At most one of an account is going on."""

    __tablename__ = "outages"
    __table_args__ = (
        Index(
            "uq_outages_going_on",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    since: Mapped[datetime]  # the last time that all its posts were fetched
    told_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
