"""Our own profiles on the networks, and how listening to each of them goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Account(Base):
    """One of our own profiles on a network: we listen for it and answer as it.

    `secret` is the name of its token, which lives in the environment or a file; without one the token lies in the safe.
    As a listen-only account nothing can be posted: it is a feed, or, without an address, filled from files.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("handle", "network"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network: Mapped[str]
    handle: Mapped[str]  # with its @
    purpose: Mapped[str]  # service or offers
    base_url: Mapped[str | None]
    secret: Mapped[str | None]
    listen_only: Mapped[bool] = mapped_column(default=False)
    remote_id: Mapped[str | None]  # our author id there: how our own posts are recognised
    characters: Mapped[int | None]  # how long a post may be there, as its network said
    link_length: Mapped[int | None]  # what a link counts there
    length_unit: Mapped[str | None]
    created_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]  # last time by hand: whoever was connected before begins anew
    removed_at: Mapped[datetime | None]  # nobody listens any more; its history stays
    token_expires_at: Mapped[datetime | None]  # as far as its network tells
    claimed_at: Mapped[datetime | None]  # when a reply was last taken to be posted as it: whose turn it is
    paced_until: Mapped[datetime | None]  # its network lets nothing more be posted before


class Listener(Base):
    """How listening for one account goes: where it stands, what it found, and what is wrong.

    Always: fetched = queued + set_aside + seen_before.
    """

    __tablename__ = "listeners"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    cursor: Mapped[str | None]  # the network's own words; only its connector understands them
    polled_at: Mapped[datetime | None]  # last poll that walked all its pages
    not_before: Mapped[datetime | None]  # the network asked us to wait until then
    failing_since: Mapped[datetime | None]
    problem: Mapped[str | None]  # a sentence, while it fails
    poll_seconds: Mapped[int | None]  # between two polls, where a manager chose other than the settings
    fetched: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    set_aside: Mapped[int] = mapped_column(default=0)
    seen_before: Mapped[int] = mapped_column(default=0)
