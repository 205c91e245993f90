"""The real worker, hurried, in a process that is to be killed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from helpdesk.clock import SystemClock
from helpdesk.config import Config, Intake, Outbox
from helpdesk.config import Desk as DeskSettings
from helpdesk.config import Worker as Timetable
from helpdesk.records.database import Database
from helpdesk.secret_files import Secrets
from helpdesk.worker import Worker


def work(database_url: str, folder: Path) -> None:
    """Works until it is killed, every scan many times a second; its log is `workers.log`."""
    log = os.open(folder / "workers.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    config = Config(
        desk=DeskSettings(data=folder),
        intake=Intake(poll_seconds=0.1),
        outbox=Outbox(quiet_seconds=1.0),
        worker=Timetable(scan_seconds=0.05, watch_seconds=0.05),
    )
    worker = Worker(config, Database(database_url), SystemClock(), Secrets(folder))
    ever = threading.Event()
    while not worker.lead():  # PostgreSQL needs a moment to see that the one before is dead
        ever.wait(0.01)
    worker.start()
    ever.wait()
