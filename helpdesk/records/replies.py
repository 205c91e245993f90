"""The outbox: what staff accepted to say, and every attempt to say it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

QUEUED = "queued"  # accepted, waits to be posted
SENDING = "sending"  # an attempt was written down, and may be on its way
SENT = "sent"  # seen on the network
FAILED = "failed"  # surely not on the network
UNKNOWN = "unknown"  # may be on the network; looked for, then settled by a person
HELD = "held"  # stopped before anything was sent
WITHDRAWN = "withdrawn"  # taken back by its author before anything was sent
LIVE = (QUEUED, SENDING, UNKNOWN)

WAIT = "wait"  # for the customer
CLOSE = "close"


class Reply(Base):
    """One answer. Account and parent are copies of the mention's own, never of a form."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        Index(
            "uq_replies_live",
            "conversation_id",
            unique=True,
            sqlite_where=text("state IN ('queued', 'sending', 'unknown')"),
            postgresql_where=text("state IN ('queued', 'sending', 'unknown')"),
        ),
        Index("ix_replies_state", "state", "not_before"),
        Index("ix_replies_conversation", "conversation_id", "accepted_at"),
        Index("ix_replies_remote", "remote_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submit_key: Mapped[str]  # from the form: the same form sent twice is one reply
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    parent_remote_id: Mapped[str]
    text: Mapped[str]  # byte for byte what is posted
    body: Mapped[str] = mapped_column(default="")  # what its author wrote, without the parts that the desk adds
    then: Mapped[str] = mapped_column(default=WAIT)  # what becomes of the conversation once it is on the network
    state: Mapped[str]
    reason: Mapped[str | None]  # a sentence, for failed, held, unknown and waiting ones
    tries: Mapped[int] = mapped_column(default=0)
    looks: Mapped[int] = mapped_column(default=0)  # how often an unknown one was looked for
    not_before: Mapped[datetime]  # next attempt, or next look when unknown
    accepted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # the network's own time of our post
    remote_id: Mapped[str | None]
    url: Mapped[str | None]


class Attempt(Base):
    """One try to post a reply, written before the first byte leaves, so that a crash leaves evidence."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("reply_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # sent, failed, later or unknown
    detail: Mapped[str | None]
