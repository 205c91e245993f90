"""What is searched for beside mentions: the brand's name and its common misspellings, for each account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class ListeningWord(Base):
    """One search of one account: where it stands and how many posts only it has found."""

    __tablename__ = "listening_words"
    __table_args__ = (UniqueConstraint("account_id", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    words: Mapped[str]
    cursor: Mapped[str | None]
    hits: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # searched for no more; its hits stay counted
    searched_at: Mapped[datetime | None]  # last search that walked all its pages
    problem: Mapped[str | None]  # a sentence, while it fails
