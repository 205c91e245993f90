"""What managers decided, as numbered revisions that never change once published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class PolicyRevision(Base):
    """One published policy, whole. The one with the highest number is in force."""

    __tablename__ = "policy_revisions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime]
    staff_id: Mapped[int | None]  # who published it; empty for the seed
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
