"""People who asked to join the desk, until they have."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

ASKED = "asked"  # nobody has been told yet
INVITING = "inviting"  # the mail may be on its way
INVITED = "invited"  # the mail server has it, or an admin has the link
JOINED = "joined"
ENDED = "ended"  # refused, or in the place of a newer one
WAITING = (ASKED, INVITING, INVITED)
GOOD_FOR = timedelta(hours=24)  # of a link, from when it was made


class Enrolment(Base):
    """One request. The token of its link is kept as a hash, and made only when it leaves: it is written nowhere."""

    __tablename__ = "enrolments"
    __table_args__ = (
        Index("ix_enrolments_email", "email", "asked_at"),
        Index("ix_enrolments_state", "state", "not_before"),
        Index("ix_enrolments_token", "token_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]  # lower case
    name: Mapped[str]
    language: Mapped[str | None]  # of the page on which they asked; None: asked before it was kept
    state: Mapped[str]
    token_hash: Mapped[str | None]
    tries: Mapped[int]  # to mail it
    not_before: Mapped[datetime]  # the next try
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    staff_id: Mapped[int | None]  # who they became
