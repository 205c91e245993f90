"""The queue: one row for each public post that named one of our accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

NEW = "new"  # waits for triage
SORTED = "sorted"  # belongs to a conversation
SET_ASIDE = "set_aside"  # the sieve kept it from staff, and says why


class Mention(Base):
    """A post as the network gave it. Staff never change it.

    The unique key leads with the remote id: with the network first, PostgreSQL's prepared plan on a young table read
    all rows of the network for each insert, eight times slower.

    What it refers to (account, author, conversation) was read or made in the transaction that wrote it, and is never
    deleted. So there are no foreign keys here, nor at conversations and clocks: PostgreSQL ran a query for each key of
    each row, a third of its work. The crash tests recount that every row is there.
    """

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("remote_id", "account_id"),
        Index(
            "ix_mentions_new",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index(
            "ix_mentions_set_aside",
            "id",
            sqlite_where=text("state = 'set_aside'"),
            postgresql_where=text("state = 'set_aside'"),
        ),
        Index(
            "ix_mentions_conversation",
            "conversation_id",
            "published_at",
            sqlite_where=text("conversation_id IS NOT NULL"),
            postgresql_where=text("conversation_id IS NOT NULL"),
        ),
        Index(
            "ix_mentions_parent",
            "parent_remote_id",
            "account_id",
            sqlite_where=text("parent_remote_id IS NOT NULL"),
            postgresql_where=text("parent_remote_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    remote_id: Mapped[str]
    author_id: Mapped[int | None]  # none when it can't be read
    conversation_id: Mapped[int | None]
    parent_remote_id: Mapped[str | None]
    text: Mapped[str]
    lang: Mapped[str | None]
    url: Mapped[str | None]
    visibility: Mapped[str | None]
    published_at: Mapped[datetime]
    received_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]  # when it was last looked at again
    changed_at: Mapped[datetime | None]  # when we saw that its author had changed it
    deleted_at: Mapped[datetime | None]  # when we saw that its author had taken it back; the row stays
    may_reply: Mapped[bool] = mapped_column(server_default=true())  # whether the network lets us answer it
    found_by: Mapped[str | None]  # the listening word that found it; empty when it names us
    state: Mapped[str]  # new, sorted or set_aside
    remark: Mapped[str | None]  # why it was set aside, or what was odd about it
