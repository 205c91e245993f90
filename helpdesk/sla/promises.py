"""What a policy promises: for a topic and a priority, how long, by which calendar, and until when. Pure.

Triage asks thousands of times a second, so moments are numbers here, as the records hold them: microseconds since 1970.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from helpdesk.policy.revisions import Policy
from helpdesk.policy.topics import Topic
from helpdesk.sla.due import MINUTE, DueTimes
from helpdesk.sla.steps import BREACH, first


class Promise(NamedTuple):
    """A promise from one moment on; `step` is its first alarm, due at `alarm_at`."""

    minutes: int
    calendar: str | None
    due_at: int
    step: int
    alarm_at: int

    def told(self, revision: int) -> dict[str, Any]:
        """What the event of its clock's start says."""
        return {"minutes": self.minutes, "due": self.due_at, "calendar": self.calendar, "revision": revision}


class Promises:
    """The promises of one revision. Keep it while that is in force: it remembers what it has worked out."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.due_times = DueTimes(policy.calendars)
        self._step = first(policy.alarms)

    def due(self, topic: Topic, priority: str, kind: str, started_at: int) -> int | None:
        """When the promise is due; None when nothing of this kind is promised. Raises NeverDue."""
        minutes = self.policy.target(topic, priority, kind)
        return minutes and self.due_times.due(self.policy.hours(topic), started_at, minutes * MINUTE)

    def promise(self, topic: Topic, priority: str, kind: str, started_at: int) -> Promise | None:
        """What is promised from `started_at` on; None when nothing of this kind is. Raises NeverDue."""
        minutes = self.policy.target(topic, priority, kind)
        if minutes is None:
            return None
        calendar, step = self.policy.hours(topic), self._step
        due_at = self.due_times.due(calendar, started_at, minutes * MINUTE)
        if step == BREACH:
            return Promise(minutes, calendar, due_at, step, due_at)
        return Promise(
            minutes, calendar, due_at, step, self.due_times.due(calendar, started_at, minutes * MINUTE * step // 100)
        )
