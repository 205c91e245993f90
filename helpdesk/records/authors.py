"""Who wrote to us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Author(Base):
    """A profile on a network that is not ours, as first seen."""

    __tablename__ = "authors"
    # The selective column first: see the note at Mention.
    __table_args__ = (UniqueConstraint("remote_id", "network"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network: Mapped[str]
    remote_id: Mapped[str]
    handle: Mapped[str]  # without an @
    name: Mapped[str]
    followers: Mapped[int | None]
    first_seen_at: Mapped[datetime]
    known_by: Mapped[int | None]  # the member of staff who answered them last
