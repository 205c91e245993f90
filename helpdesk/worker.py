"""Builds the worker: one page of timetable.

APScheduler only wakes scans that find what is due; what is due stands in columns of the database. A scan that is late
runs as soon as it can, never twice at once, and loses nothing when the process dies. APScheduler waits by the wall
clock, so a watchdog with a monotonic clock wakes everything when the wall clock was set back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from helpdesk.alarms import outgoing
from helpdesk.clock import Clock
from helpdesk.config import Config
from helpdesk.connections import Connections
from helpdesk.desk.approval_overdue import tell_overdue
from helpdesk.desk.indexing import index
from helpdesk.desk.snoozing import wake
from helpdesk.desk.together import forget_gone
from helpdesk.intake.stalled import watch_sources
from helpdesk.leadership import Leadership
from helpdesk.outbox.dispatch import Dispatch
from helpdesk.outbox.holding import SameWords
from helpdesk.outbox.reconcile import Reconciler
from helpdesk.outbox.sender import Sender
from helpdesk.policy.revisions import NoPolicy
from helpdesk.polling import Polling
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database
from helpdesk.records.heartbeats import beat
from helpdesk.reports.keeping import keep, worth_a_step
from helpdesk.reports.mailing import Mailing
from helpdesk.reports.promise import watch_promise
from helpdesk.reports.watching import watch_ahead
from helpdesk.secret_files import Secrets
from helpdesk.sla.moving import move
from helpdesk.sla.watch import watch
from helpdesk.triage.handing_out import hand_out_queues
from helpdesk.triage.returning import return_due
from helpdesk.triage.sorter import Sorter
from helpdesk.triage.unstaffed import watch_teams
from helpdesk.watchdog import OVERDUE_SECONDS, wake_overdue

THREADS = 64  # accounts that can be polled at once, beside the scans: most of them wait for their network
STEPS = 200  # of one scan before it lets others have the database
BEAT_SECONDS = 10.0
NEVER = datetime.max.replace(tzinfo=UTC)  # in the place of an account that is not wanted any more

log = structlog.get_logger()


class Worker:
    """Fetches, sorts, sends and watches, as long as this process leads."""

    def __init__(self, config: Config, database: Database, clock: Clock, secrets: Secrets) -> None:
        self._config, self._database, self._clock = config, database, clock
        self._connections = Connections(database, clock, secrets, timeout_seconds=config.outbox.timeout_seconds)
        self._leadership = Leadership(database)
        self._finished: dict[str, float] = {}  # by job: when its last scan ended, on the monotonic clock
        self._told: dict[str, float] = {}
        self._polled: dict[int, datetime | None] = {}  # by account that has a job: when it was connected by hand
        self._every: dict[int, float] = {}  # by account: the seconds between two polls
        self._working_since = clock.now()
        recheck_every = timedelta(minutes=config.intake.recheck_minutes)
        self._polling = Polling(database, clock, self._connections, recheck_every, config.intake.parents_a_day)
        self._stopping = threading.Event()
        quiet = timedelta(seconds=config.outbox.quiet_seconds)
        voice_of = self._connections.voice_of
        triage, outbox = config.triage, config.outbox
        self._sorter = Sorter(
            database, clock, score=triage.misspelling_score, shortest=triage.misspelling_shortest, batch=triage.batch
        )
        sender = Sender(
            database, clock, voice_of, tries=outbox.tries, quiet=quiet, look_first=outbox.look_first,
            same_words=SameWords(outbox.same_words, outbox.same_words_people),
        )  # fmt: skip
        self._dispatch = Dispatch(database, clock, sender)
        self._reconciler = Reconciler(database, clock, voice_of, quiet=quiet)
        self._composer = outgoing.composer(config, database, clock)
        self._messenger = outgoing.messenger(config, database, clock, secrets)
        self._inviting = outgoing.inviting(config, database, clock, secrets)
        office = config.desk
        self._mailing = Mailing(
            database, clock, office.name, office.zone, office.week_starts_on, config.alarms.address,
            lambda: secrets.read("session_key"),
        )  # fmt: skip
        self._threads = ThreadPoolExecutor(THREADS)
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": self._threads},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )

    def lead(self) -> bool:
        """Tries to become the one worker of this database."""
        return self._leadership.take()

    def start(self) -> None:
        """Starts the timetable; call it once, after `lead`."""
        every = self._config.worker
        self._working_since = self._clock.now()
        self._add("triage", every.scan_seconds, self._sorter.sort_batch)
        self._add("queues", every.scan_seconds, lambda: hand_out_queues(self._database, self._clock))
        self._add("returns", every.watch_seconds, lambda: return_due(self._database, self._clock))
        self._add("teams", every.watch_seconds, lambda: watch_teams(self._database, self._clock))
        self._add("sender", every.scan_seconds, self._dispatch.round)
        self._add("reconciler", every.watch_seconds, self._reconciler.settle_next)
        self._add("moves", every.watch_seconds, lambda: move(self._database, self._clock))
        self._add("watch", every.watch_seconds, lambda: watch(self._database, self._clock))
        self._add("index", every.scan_seconds, lambda: index(self._database, self._clock))
        self._add("alarms", every.watch_seconds, self._composer.compose)
        self._add("messages", every.watch_seconds, self._messenger.send_next)
        self._add("snoozed", every.watch_seconds, lambda: wake(self._database, self._clock))
        self._add("approvals", every.watch_seconds, lambda: tell_overdue(self._database, self._clock))
        self._add("leases", every.watch_seconds, lambda: forget_gone(self._database, self._clock))
        promised = timedelta(minutes=self._config.reports.promise_minutes)
        if promised:
            self._add("promise", every.watch_seconds, lambda: watch_promise(self._database, self._clock, promised))
        self._add("sources", every.watch_seconds, self._sources)
        zone = self._config.desk.zone
        self._add("reports", every.reports_seconds, self._keep_waits)
        if self._inviting:
            self._add("invitations", every.watch_seconds, self._inviting.step)
        if self._config.mail.host:
            self._add("report_mails", every.reports_seconds, self._mailing.step)
        self._add("ahead", every.reports_seconds, lambda: watch_ahead(self._database, self._clock, zone))
        self._add("roster", every.watch_seconds, self._roster)
        self._scheduler.start()
        threading.Thread(target=self._watchdog, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Lets what is running end, then gives up the lead."""
        self._stopping.set()
        if self._scheduler.running:
            # Not wait=True: it waits while it holds the locks that a running roster needs, for ever.
            self._scheduler.shutdown(wait=False)
            self._threads.shutdown(wait=True)
            self._dispatch.stop()
        self._connections.close()
        self._leadership.release()

    def leads(self) -> bool:
        """Whether this process still is the one worker of its database."""
        return self._leadership.held()

    def _add(self, name: str, seconds: float, step: Callable[[], bool]) -> None:
        self._scheduler.add_job(
            self._scan, "interval", args=(name, step), seconds=seconds, id=name, next_run_time=self._clock.now()
        )

    def _scan(self, name: str, step: Callable[[], bool]) -> None:
        """Runs a step until it finds nothing more to do. A database that is busy or full is tried again next time."""
        try:
            # Whoever lost the lead (a database that was restarted) takes it again, if nobody else has.
            if not self._leadership.held() and not self._leadership.take():
                return
            for _ in range(STEPS):
                if self._stopping.is_set() or not step():
                    break
            self._beat(name)
        except OperationalError as error:
            log.warning("scan_failed", job=name, problem=str(error.orig))
        except NoPolicy:
            log.warning("no_policy", job=name, problem="Nothing can be sorted before a policy is published.")
        self._finished[name] = self._clock.monotonic()

    def _beat(self, name: str) -> None:
        now = self._clock.monotonic()
        if now - self._told.get(name, -BEAT_SECONDS) >= BEAT_SECONDS:
            with self._database.writing() as connection:
                beat(connection, name, self._clock.now())
            self._told[name] = now

    def _sources(self) -> bool:
        """Tells of sources that went silent while this worker asked them, and of those that are back."""
        poll_seconds = self._config.intake.poll_seconds
        return watch_sources(self._database, self._clock, working_since=self._working_since, poll_seconds=poll_seconds)

    def _keep_waits(self) -> bool:
        return worth_a_step(self._database, self._clock.now()) and keep(self._database)

    def _roster(self) -> bool:
        """Gives each account that has an address a job of its own, so that none waits for another.

        An account that was removed loses its job; one that was connected anew begins anew, with its new token.
        """
        with self._database.reading() as connection:
            accounts = connection.execute(
                select(Account.id, Account.network, Account.connected_at, Listener.poll_seconds)
                .join(Listener, Listener.account_id == Account.id)
                .where(Account.base_url.is_not(None), Account.removed_at.is_(None))
            ).all()
        wanted = {account.id: account.connected_at for account in accounts}
        for account_id in [known for known, since in self._polled.items() if wanted.get(known, NEVER) != since]:
            del self._polled[account_id]
            self._scheduler.remove_job(f"poll-{account_id}")
            self._connections.forget(account_id)
        for account in accounts:
            name, every = f"poll-{account.id}", account.poll_seconds or self._config.intake.poll_seconds
            if account.id not in self._polled:
                self._polled[account.id] = account.connected_at
                self._add(name, every, self._polling.round_of(account.id, account.network))
            elif self._every[account.id] != every:
                self._scheduler.reschedule_job(name, trigger="interval", seconds=every)
            self._every[account.id] = every
        return False

    def _watchdog(self) -> None:
        while not self._stopping.wait(OVERDUE_SECONDS / 3):
            wake_overdue(self._scheduler, self._finished, self._clock)
