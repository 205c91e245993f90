"""The hours in which a clock is counted: those of the revision that it was last moved to, in force or not any more."""

from __future__ import annotations

from sqlalchemy import Connection

from helpdesk.policy.revisions import Policy, numbered
from helpdesk.sla.business_time import BusinessTime
from helpdesk.sla.due import ALL_THE_TIME, DueTimes


class Hours:
    """Business time by calendar and revision. Keeps the revisions it has read."""

    def __init__(self, connection: Connection, policy: Policy, due_times: DueTimes) -> None:
        self._connection = connection
        self._known = {policy.revision: due_times}

    def of(self, calendar: str | None, revision: int) -> BusinessTime:
        """Counting by this calendar as that revision had it."""
        if calendar is None:
            return ALL_THE_TIME
        if revision not in self._known:
            self._known[revision] = DueTimes(numbered(self._connection, revision).calendars)
        return self._known[revision].time(calendar)
