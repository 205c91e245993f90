"""Sends the messages, one a step: claimed and committed, then sent, then settled. No transaction is open meanwhile.

A message whose process died is sent again after a while, under the same number: better twice in a mailbox that can tell
than never.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import or_, select, update

from helpdesk.clock import Clock
from helpdesk.records.alarm_messages import FAILED, QUEUED, SENDING, SENT, AlarmMessage
from helpdesk.records.database import Database, claim

TRIES = 6
ABANDONED = timedelta(minutes=5)


class NotTaken(Exception):
    """The message was not taken; the sentence says why."""


class Way(Protocol):
    """How messages of one channel leave. Raises NotTaken."""

    def __call__(self, number: int, recipient: str, body: Mapping[str, Any], at: datetime) -> None: ...


@dataclass(frozen=True)
class Messenger:
    """`way_of` gives the way of a channel."""

    database: Database
    clock: Clock
    way_of: Callable[[str], Way]

    def send_next(self) -> bool:
        """Sends the next message that is due; true when there was one."""
        now = self.clock.now()
        due = or_(
            (AlarmMessage.state == QUEUED) & (AlarmMessage.not_before <= now),
            (AlarmMessage.state == SENDING) & (AlarmMessage.not_before <= now - ABANDONED),
        )
        next_one = select(AlarmMessage).where(due).order_by(AlarmMessage.not_before, AlarmMessage.id).limit(1)
        with self.database.reading() as connection:
            if connection.execute(next_one).first() is None:
                return False
        with self.database.writing() as connection:
            message = connection.execute(next_one).first()
            if message is None:
                return False
            as_seen = update(AlarmMessage).where(
                AlarmMessage.id == message.id, AlarmMessage.state == message.state, AlarmMessage.tries == message.tries
            )
            if not claim(connection, as_seen.values(state=SENDING, tries=message.tries + 1, not_before=now)):
                return True
        try:
            self.way_of(message.channel)(message.id, message.recipient, message.body, now)
        except NotTaken as reason:
            self._not_taken(message.id, message.tries + 1, str(reason))
        else:
            self._settle(message.id, message.tries + 1, state=SENT, sent_at=self.clock.now(), reason=None)
        return True

    def _not_taken(self, number: int, tries: int, reason: str) -> None:
        wait = timedelta(seconds=30 * 4 ** (tries - 1))
        state = FAILED if tries >= TRIES else QUEUED
        self._settle(number, tries, state=state, reason=reason[:500], not_before=self.clock.now() + wait)

    def _settle(self, number: int, tries: int, **values: object) -> None:
        mine = (AlarmMessage.id == number, AlarmMessage.state == SENDING, AlarmMessage.tries == tries)
        with self.database.writing() as connection:
            connection.execute(update(AlarmMessage).where(*mine).values(**values))
