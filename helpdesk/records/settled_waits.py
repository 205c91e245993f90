"""What reports have read already: customers' waits that ended, side by side with what they are sorted by.

Clocks, conversations, posts and replies say the same; this table is what a report would join them to. It stands as it
was at `ReportMark.event_id`: whatever has an event since then is read from the records themselves, so that no page
depends on how fresh it is. It can be thrown away and is made again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class SettledWait(Base):
    """One clock that has ended. `id` is the clock's."""

    __tablename__ = "settled_waits"
    __table_args__ = (
        Index("ix_settled_waits_published", "kind", "published"),
        Index("ix_settled_waits_due", "kind", "due"),
        Index("ix_settled_waits_staff", "staff", "kind", "published"),
        Index("ix_settled_waits_conversation", "conversation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int]
    mention_id: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str]
    target: Mapped[int]  # minutes
    published: Mapped[datetime]
    due: Mapped[datetime]
    received: Mapped[datetime]
    ended: Mapped[datetime]
    staff: Mapped[int | None]  # who sent the answer
    team: Mapped[int]
    topic: Mapped[str]
    account: Mapped[int]
    network: Mapped[str]
    priority: Mapped[str]
    language: Mapped[str | None]
    followers: Mapped[str | None]  # the band, by where it begins
    held: Mapped[datetime | None]  # when a holding answer first reached the customer
    business: Mapped[int | None]  # microseconds of the wait within opening hours; empty: every minute counted


class WaitHistogram(Base):
    """The settled waits of one day or month in one group, as counts: wait, time at the desk, lag, and within hours.

    until_held and of_held are about those who got a holding answer first: how long that took, and their whole waits.

    answered and needless count those published then, in_time and late the promises that fell due then, ended and
    ended_needless those that were answered or closed then. `id` names the group in one word: kind, dimension, span,
    first day, key.
    """

    __tablename__ = "wait_histograms"
    # With the counts: a page of counts alone reads no row, which its histograms make long.
    __table_args__ = (
        Index(
            *("ix_wait_histograms_group", "kind", "dimension", "span", "day", "key"),
            *("in_time", "late", "answered", "needless", "ended", "ended_needless"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    dimension: Mapped[str]
    span: Mapped[str]  # day or month
    day: Mapped[str]  # the first one, such as 2026-03-01
    key: Mapped[str]
    answered: Mapped[int]
    needless: Mapped[int]
    in_time: Mapped[int]
    late: Mapped[int]
    ended: Mapped[int] = mapped_column(server_default="0")
    ended_needless: Mapped[int] = mapped_column(server_default="0")
    wait: Mapped[bytes]
    desk: Mapped[bytes]
    lag: Mapped[bytes]
    business: Mapped[bytes]
    until_held: Mapped[bytes]
    of_held: Mapped[bytes]


class ReportMark(Base):
    """How far the events are in these tables, and by which zone's days. One row."""

    __tablename__ = "report_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    zone: Mapped[str]
