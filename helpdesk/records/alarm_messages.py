"""What leaves the desk for staff: mails and webhooks, each with an honest state. One holds many alarms, or a report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

MAIL, WEBHOOK, LETTER = "mail", "webhook", "letter"  # a letter is a mail that tells no alarm
QUEUED, SENDING, SENT, FAILED = "queued", "sending", "sent", "failed"


class AlarmMessage(Base):
    """One message, put together once and then sent as it is.

    Whoever receives it can tell a repetition by its number: it is in a mail's Message-ID and in a webhook's id. So
    one of which nobody knows whether it arrived is sent again.
    """

    __tablename__ = "alarm_messages"
    __table_args__ = (
        Index("ix_alarm_messages_state", "state", "not_before"),
        Index("ix_alarm_messages_recipient", "channel", "recipient", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    recipient: Mapped[str]  # an e-mail address, or the name of a hook
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reason: Mapped[str | None]
