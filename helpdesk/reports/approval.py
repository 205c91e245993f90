"""How long somebody's answers waited for a colleague's approval: told by the ledger, and by what still waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from helpdesk.records.events import Event
from helpdesk.records.replies import PENDING, Reply
from helpdesk.reports.mistakes import never_undone
from helpdesk.reports.periods import Period
from helpdesk.reports.waiting_times import quantiles

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Approval:
    """`approved` answers of one person in a period, and those `pending` now if it is still going on.

    median: from when they were written until their approval, the pending as "at least this long"; None: not reached.
    """

    approved: int
    pending: int
    median: timedelta | None


def approval(connection: Connection, staff_id: int, period: Period, now: datetime) -> Approval:
    """Of this person's answers, as it stands at `now`."""
    events = select(Event.data).where(
        Event.kind == "reply_approved", Event.at >= period.start, Event.at < period.end, never_undone(period.start)
    )
    took = [data["waited"] for data in connection.execute(events).scalars() if data["author"] == staff_id]
    waiting = list[int]()
    if period.start <= now < period.end:
        pending = select(Reply.accepted_at).where(Reply.state == PENDING, Reply.staff_id == staff_id)
        waiting = [max((now - since) // SECOND, 0) for since in connection.execute(pending).scalars()]
    (median,) = quantiles(sorted(took), sorted(waiting), (0.5,))
    return Approval(len(took), len(waiting), None if median is None else median * SECOND)
