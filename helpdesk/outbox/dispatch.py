"""Gives each account that has something to post a thread of its own, so that a slow network holds up no other."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from sqlalchemy.exc import OperationalError

from helpdesk.clock import Clock
from helpdesk.outbox.claiming import accounts_due
from helpdesk.outbox.sender import Sender
from helpdesk.records.database import Database

THREADS = 32
STEPS = 200  # of one account before the others are looked at again

log = structlog.get_logger()


class Dispatch:
    """One round finds who has something to post; one account is never worked on twice at once in this process."""

    def __init__(self, database: Database, clock: Clock, sender: Sender) -> None:
        self._database, self._clock, self._sender = database, clock, sender
        self._busy: set[int] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sender")

    def round(self) -> bool:
        """Starts what is due; always false, since the next round comes soon enough."""
        with self._database.reading() as connection:
            due = accounts_due(connection, self._clock.now())
        for account_id in due:
            with self._lock:
                if account_id in self._busy or self._stopping.is_set():
                    continue
                self._busy.add(account_id)
            self._threads.submit(self._work, account_id).add_done_callback(_told)
        return False

    def stop(self) -> None:
        """Lets what is being posted end, and starts nothing more."""
        self._stopping.set()
        self._threads.shutdown(wait=True)

    def _work(self, account_id: int) -> None:
        try:
            for _ in range(STEPS):
                if self._stopping.is_set() or not self._sender.send_next(account_id):
                    break
        except OperationalError as error:
            log.warning("send_failed", account=account_id, problem=str(error.orig))
        finally:
            with self._lock:
                self._busy.discard(account_id)


def _told(done: Future[None]) -> None:
    """What nobody expected reaches the log with its traceback."""
    problem = done.exception()
    if problem is not None:
        log.error("send_failed", exc_info=problem)
