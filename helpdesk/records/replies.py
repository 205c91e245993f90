"""The outbox: what staff accepted to say, and every attempt to say it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

QUEUED = "queued"  # accepted, waits to be posted
SENDING = "sending"  # an attempt was written down, and may be on its way
SENT = "sent"  # seen on the network
FAILED = "failed"  # surely not on the network
UNKNOWN = "unknown"  # may be on the network; looked for, then settled by a person
WITHDRAWN = "withdrawn"  # taken back by its author before anything was sent
HELD = "held"  # stopped before anything was sent; a person sends it anyway or lets it go
CHAINED = "chained"  # a later part of an answer: waits for the part before it
DISCARDED = "discarded"  # held, and then let go by a person
PENDING = "pending"  # waits for a colleague to approve it
RETURNED = "returned"  # given back by that colleague, with a note
LIVE = (QUEUED, SENDING, UNKNOWN)

# What a reply is held for.
HELD_AUTHOR = "author"  # who wrote it may no longer answer
HELD_GONE = "gone"  # the customer has taken the post back
HELD_CHANGED = "changed"  # the customer has changed it
HELD_ELSEWHERE = "elsewhere"  # somebody answered it outside this desk
HELD_UNSEEN = "unseen"  # the network does not show it to us
HELD_SAME_WORDS = "same_words"  # the same words went to many people

# What becomes of the conversation when it was sent.
WAIT = "wait"  # for the customer
CLOSE = "close"
HOLD = "hold"  # nothing: it says that an answer will come, so the customer still waits for one
AFTERWARDS = (WAIT, CLOSE, HOLD)


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
        Index("ix_replies_words", "words", "account_id", "accepted_at"),
        Index("ix_replies_follows", "follows_id"),
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
    failed_looks: Mapped[int] = mapped_column(default=0, server_default="0")  # at the customer's post, before it left
    in_doubt: Mapped[bool] = mapped_column(default=False, server_default=false())  # queued, but may have arrived
    held_for: Mapped[str | None]
    insisted_at: Mapped[datetime | None]  # when a person said to send it although it was held
    approver_id: Mapped[int | None]  # who approved it; from accepted_at to approved_at it waited for that
    approved_at: Mapped[datetime | None]
    approval_told_at: Mapped[datetime | None]  # when others were told that it waits and the customer too
    words: Mapped[str | None]  # the same for replies that say the same, once it was tried
    part: Mapped[int] = mapped_column(default=1, server_default="1")  # of an answer in several parts
    parts: Mapped[int] = mapped_column(default=1, server_default="1")
    follows_id: Mapped[int | None]  # the part before it
    not_before: Mapped[datetime]  # next attempt, or next look when unknown
    accepted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # the network's own time of our post
    remote_id: Mapped[str | None]
    url: Mapped[str | None]


class Attempt(Base):
    """One try to post a reply, written before the first byte leaves, so that a crash leaves evidence."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("reply_id", "number"), Index("ix_attempts_pace", "account_id", "started_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"))
    account_id: Mapped[int | None]  # a copy of the reply's, for the pace of each account
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # sent, failed, later or unknown
    detail: Mapped[str | None]
