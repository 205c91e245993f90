"""When each job of the worker last finished, so that every process can tell whether somebody is working."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, update
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base


class Heartbeat(Base):
    """One job of the worker's timetable."""

    __tablename__ = "heartbeats"

    job: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def beat(connection: Connection, job: str, at: datetime) -> None:
    """Notes that `job` has just finished a scan."""
    if connection.execute(update(Heartbeat).where(Heartbeat.job == job).values(at=at)).rowcount == 0:
        connection.execute(insert(Heartbeat).values(job=job, at=at))
