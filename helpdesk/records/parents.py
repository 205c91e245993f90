"""Posts that customers answered and that are not in the queue: somebody else's, or ours from before this desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Parent(Base):
    """One such post as it was when it was fetched, or why it could not be. Shown beside the answer, never answered."""

    __tablename__ = "parents"
    __table_args__ = (Index("ix_parents_tried", "account_id", "tried_at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)  # as which it was looked at
    remote_id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]  # none until it is fetched
    name: Mapped[str | None]
    handle: Mapped[str | None]
    ours: Mapped[bool] = mapped_column(default=False)
    url: Mapped[str | None]
    published_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    problem: Mapped[str | None]  # a sentence, when the last try failed
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]  # none: settled, fetched or not
