"""Wakes jobs that should have run long ago: APScheduler waits by the wall clock, which may be set back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from helpdesk.clock import Clock

OVERDUE_SECONDS = 30.0


def wake_overdue(scheduler: BackgroundScheduler, finished: Mapping[str, float], clock: Clock) -> None:
    """Runs at once what has not run for its own interval and some patience since its scan `finished`, monotonically."""
    now = clock.monotonic()
    for job in scheduler.get_jobs():
        if now - finished.get(job.id, now) > job.trigger.interval_length + OVERDUE_SECONDS:
            with suppress(JobLookupError):  # its account was removed meanwhile
                job.modify(next_run_time=clock.now())
