"""Mails kept reports to their owners, each once for each day or week it is due. A step of the worker.

The mail and the note that it was made are one transaction, so a crash neither loses nor doubles one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from helpdesk.clock import Clock
from helpdesk.language import ENGLISH, speaking
from helpdesk.records.alarm_messages import LETTER, QUEUED, AlarmMessage
from helpdesk.records.database import Database, claim
from helpdesk.records.events import Event
from helpdesk.records.saved_reports import DAILY, MAIL_CHOSEN, NEVER, SavedReport
from helpdesk.records.staff import ADMIN, MANAGER, Staff
from helpdesk.reports.changed import changed
from helpdesk.reports.mail_text import Mail, mail_of
from helpdesk.reports.periods import PeriodMistake, week_of
from helpdesk.reports.question import GROUPINGS, By, question_of
from helpdesk.reports.response_times import report, total
from helpdesk.reports.unsubscribe import link

MAY_READ: Final = (MANAGER, ADMIN)
PAGE: Final = "response-times"


@dataclass(frozen=True)
class Mailing:
    """What the step needs. `address` is where staff open the desk, "" when nobody said so; weeks start on 0, Monday.

    `session_key` gives the key of the pages' cookies; without it no link can stop a mail without a sign-in.
    """

    database: Database
    clock: Clock
    desk: str
    zone: str
    week_starts: int
    address: str = ""
    session_key: Callable[[], str | None] = lambda: None

    def step(self) -> bool:
        """Makes the next mail that is due; true when there was one."""
        now = self.clock.now()
        with self.database.reading() as connection:
            for row in _wanted(connection):
                due = str(due_day(row.mailed, row.mail_hour, now.astimezone(ZoneInfo(self.zone)), self.week_starts))
                if row.mailed_for < due:
                    with speaking(row.language or ENGLISH):
                        mail = self._made(connection, row, now) if row.mailed_for else None
                    break
            else:
                return False
        with self.database.writing() as connection:
            as_seen = update(SavedReport).where(
                SavedReport.id == row.id, SavedReport.mailed_for == row.mailed_for, SavedReport.mailed == row.mailed
            )
            if claim(connection, as_seen.values(mailed_for=due)) and mail is not None:
                _queue(connection, row.email, mail, now)
        return True

    def _made(self, connection: Connection, row: Any, now: datetime) -> Mail | None:
        """None when what was kept can't be asked any more: the page of the report says why."""
        asked = dict(parse_qsl(row.query))
        by: dict[str, By] = {name: name for name in GROUPINGS}
        try:
            question = question_of(asked, self.zone, now, week_starts=self.week_starts)
            shown = report(connection, question, by.get(asked.get("by", ""), "day"), now, week_starts=self.week_starts)
            before = total(connection, question.before, now)
            changes, stop = changed(connection, question, now), self._link(connection, row)
            return mail_of(shown, before, changes, row.name, self.desk, self.address, stop)
        except PeriodMistake:
            return None

    def _link(self, connection: Connection, row: Any) -> str:
        """Stops the mails of this report without a sign-in; "" when no link can be made."""
        key, base = self.session_key(), self.address.rstrip("/")
        newest = connection.execute(
            select(func.max(Event.id)).where(
                Event.staff_id == row.staff_id, Event.kind == MAIL_CHOSEN, Event.data["report"].as_integer() == row.id
            )
        ).scalar()
        return link(base, key, newest) if key and base and newest else ""


def due_day(mailed: str, hour: int, here: datetime, week_starts: int) -> date:
    """The newest day for which a mail was due at `here`, a moment in the office's zone. Pure.

    From `hour` on, or from the next hour there is when the clocks skip it; an hour that comes twice makes one mail.
    """
    today = here.date() if here.hour >= hour else here.date() - timedelta(days=1)
    return today if mailed == DAILY else week_of(today, week_starts)


def _wanted(connection: Connection) -> Iterable[Any]:
    """The reports that somebody wants who may still read them."""
    return connection.execute(
        select(SavedReport, Staff.email, Staff.language)
        .join(Staff, Staff.id == SavedReport.staff_id)
        .where(SavedReport.mailed != NEVER, SavedReport.page == PAGE, Staff.active, Staff.role.in_(MAY_READ))
        .order_by(SavedReport.id)
    ).all()


def _queue(connection: Connection, email: str, mail: Mail, now: datetime) -> None:
    body = {"subject": mail.subject, "text": mail.text, "html": mail.html, "unsubscribe": mail.unsubscribe}
    connection.execute(
        insert(AlarmMessage).values(
            channel=LETTER, recipient=email, body=body, state=QUEUED, tries=0, made_at=now, not_before=now
        )
    )
