"""What a policy promises: for a topic and a priority, how long, by which calendar, and until when. Pure.

Triage asks thousands of times a second, so moments are numbers here, as the records hold them.
"""

from __future__ import annotations

from typing import NamedTuple

from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic
from helpdesk.sla.due import MINUTE, DueTimes


class Promise(NamedTuple):
    """A promise from one moment on. `due_at` is in microseconds since 1970."""

    minutes: int
    calendar: str | None
    due_at: int


class Promises:
    """The promises of one revision. Keep it while that is in force: it remembers what it has worked out."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.due_times = DueTimes(policy.calendars)

    def promise(self, topic: Topic, priority: str, kind: str, started_at: int) -> Promise | None:
        """What is promised from `started_at` (microseconds since 1970) on; None when nothing of this kind is."""
        minutes = self.policy.target(topic, priority, kind)
        if minutes is None:
            return None
        calendar = self.policy.hours(topic)
        return Promise(minutes, calendar, self.due_times.due(calendar, started_at, minutes * MINUTE))
