"""Puts alarms that wait into messages. The message and the mark on its alarms are one transaction, one worker at a
time, so each alarm is in one mail and in one webhook of each hook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, text, update

from helpdesk.alarms import shapes
from helpdesk.alarms.digest import Rhythm
from helpdesk.alarms.shapes import Line
from helpdesk.clock import Clock
from helpdesk.language import ENGLISH, speaking
from helpdesk.records.alarm_messages import MAIL, QUEUED, WEBHOOK, AlarmMessage
from helpdesk.records.alarms import DONE, Alarm
from helpdesk.records.authors import Author
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.database import Database
from helpdesk.records.staff import Staff
from helpdesk.records.turns import take_turn
from helpdesk.sla.alarm_words import sentence

TOO_OLD = timedelta(hours=12)  # longer than a night: after that an alarm is on the page alone
MOST_READ = 1_000
UNMAILED, UNHOOKED = text("alarms.mailed = 0"), text("alarms.hooked = 0")


@dataclass(frozen=True)
class Composer:
    """Everything a step needs. `hooks` are names with shapes; `address` is that of the desk, for links."""

    database: Database
    clock: Clock
    desk: str
    rhythm: Rhythm
    mails: bool
    hooks: tuple[tuple[str, str], ...] = ()
    address: str = ""

    def compose(self) -> bool:
        """Puts together what is due; never has more to do at once."""
        now = self.clock.now()
        wanted = [which for which, used in ((UNMAILED, self.mails), (UNHOOKED, bool(self.hooks))) if used]
        with self.database.reading() as connection:
            if not any(connection.execute(select(Alarm.id).where(which).limit(1)).first() for which in wanted):
                return False
        with self.database.writing() as connection:
            take_turn(connection, "compose alarms")
            if self.mails:
                self._mails(connection, now)
            if self.hooks:
                self._webhooks(connection, now)
        return False

    def _mails(self, connection: Connection, now: datetime) -> None:
        _forget_old(connection, UNMAILED, Alarm.mailed, now)
        connection.execute(update(Alarm).where(UNMAILED, Alarm.staff_id.is_(None)).values(mailed=DONE))
        waiting = connection.execute(
            select(Alarm.staff_id, Staff.email, Staff.active, Staff.language, Staff.zone, func.max(Alarm.urgent))
            .join(Staff, Staff.id == Alarm.staff_id)
            .where(UNMAILED)
            .group_by(Alarm.staff_id, Staff.email, Staff.active, Staff.language, Staff.zone)
        ).all()
        for staff_id, email, active, language, zone, urgent in waiting:
            if active and not self.rhythm.is_time(now, last=_last(connection, MAIL, email), urgent=bool(urgent)):
                continue
            rows = _waiting(connection, UNMAILED, Alarm.staff_id == staff_id)
            if active:
                with speaking(language or ENGLISH):
                    here = ZoneInfo(zone) if zone else self.rhythm.zone
                    lines = [self._line(row, now, here) for row in rows]
                    mail = {"subject": shapes.subject(self.desk, lines), "text": shapes.text(lines, self.address)}
                _queue(connection, MAIL, email, mail, now)
            connection.execute(update(Alarm).where(Alarm.id.in_([row.id for row in rows])).values(mailed=DONE))

    def _webhooks(self, connection: Connection, now: datetime) -> None:
        _forget_old(connection, UNHOOKED, Alarm.hooked, now)
        rows = _waiting(connection, UNHOOKED, Alarm.id > 0)
        urgent = any(row.urgent for row in rows)
        last = max((each for name, _ in self.hooks if (each := _last(connection, WEBHOOK, name))), default=None)
        if not rows or not self.rhythm.is_time(now, last=last, urgent=urgent):
            return
        lines = [self._line(row, now, self.rhythm.zone) for row in rows]
        for name, shape in self.hooks:
            made = shapes.body(shape, self.desk, lines, self.address, now.isoformat(timespec="seconds"))
            _queue(connection, WEBHOOK, name, made, now)
        connection.execute(update(Alarm).where(Alarm.id.in_([row.id for row in rows])).values(hooked=DONE))

    def _line(self, row: Row[*tuple[Any, ...]], now: datetime, zone: ZoneInfo) -> Line:
        customer = shapes.plain(row.name or row.handle or "")
        words = sentence(row.kind, row.data, customer=customer, zone=zone, now=now)
        settled = row.status is not None and row.status != OPEN
        return Line(row.id, row.kind, words, row.at.isoformat(timespec="seconds"), row.conversation_id, settled)


def _waiting(connection: Connection, which: Any, whose: ColumnElement[bool]) -> Sequence[Row[*tuple[Any, ...]]]:
    return connection.execute(
        select(
            *(Alarm.id, Alarm.at, Alarm.kind, Alarm.data, Alarm.urgent, Alarm.conversation_id, Conversation.status),
            *(Author.name, Author.handle),
        )
        .outerjoin(Conversation, Conversation.id == Alarm.conversation_id)
        .outerjoin(Author, Author.id == Conversation.author_id)
        .where(which, whose)
        .order_by(Alarm.id)
        .limit(MOST_READ)
    ).all()


def _forget_old(connection: Connection, which: Any, column: Any, now: datetime) -> None:
    """What waited too long, because nobody had set up this way, is not sent when somebody does."""
    connection.execute(update(Alarm).where(which, Alarm.at < now - TOO_OLD).values({column: DONE}))


def _last(connection: Connection, channel: str, recipient: str) -> datetime | None:
    newest = select(AlarmMessage.made_at).where(AlarmMessage.channel == channel, AlarmMessage.recipient == recipient)
    found: datetime | None = connection.execute(newest.order_by(AlarmMessage.id.desc()).limit(1)).scalar()
    return found


def _queue(connection: Connection, channel: str, recipient: str, body: dict[str, Any], now: datetime) -> None:
    connection.execute(
        insert(AlarmMessage).values(
            channel=channel, recipient=recipient, body=body, state=QUEUED, tries=0, made_at=now, not_before=now
        )
    )
