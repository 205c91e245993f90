"""What each process of a crowd does, at its own database connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from helpdesk.desk.answering import Answer, accept
from helpdesk.desk.approving import Approval, approve, give_back
from helpdesk.desk.owning import take
from helpdesk.desk.person import Person
from helpdesk.desk.refused import Refused
from helpdesk.desk.withdrawing import withdraw
from helpdesk.records.conversations import ChangedMeanwhile, Conversation
from helpdesk.records.database import Database
from tests.crashes.desk import Desk, Place

STEPS = 400  # of a worker that always finds something to do; more is a worker that runs in circles


@dataclass(frozen=True)
class Form:
    """What one person sends."""

    person: Person
    answer: Answer
    at: datetime


@dataclass(frozen=True)
class Sent:
    """What they get: the reply's number, or a sentence; and the text they still have."""

    reply: int | None
    refusal: str | None
    kept: str


def sends(database: Database, form: Form) -> Sent:
    """Sends the form."""
    try:
        with database.writing() as connection:
            reply = accept(connection, form.answer, acting=form.person, at=form.at, limit=140)
    except Refused as refusal:
        return Sent(None, refusal.sentence, form.answer.body)
    return Sent(reply, None, form.answer.body)


def takes(database: Database, order: tuple[int, datetime]) -> bool:
    """Takes conversation 1; false when a colleague has it."""
    acting, at = order
    try:
        with database.writing() as connection:
            take(connection, 1, acting=acting, at=at)
    except Refused:
        return False
    return True


def works(database: Database, order: tuple[Place, tuple[str, ...]]) -> int:
    """Takes these steps of the worker until none finds anything; gives how many found something."""
    place, steps = order
    desk = Desk.opened(database, place)
    found = 0
    while found < STEPS and any(desk.steps[name](desk) for name in steps):
        found += 1
    desk.network.close()
    return found


def reads_its_settings(database: Database, _order: None) -> dict[str, str]:
    """How durable this process's own connection is, when it writes."""
    names = ("synchronous", "journal_mode", "foreign_keys")
    with database.writing() as connection:
        if database.is_sqlite:
            return {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in names}
        return {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("fsync", "synchronous_commit")
        }


def decides(database: Database, order: tuple[str, int, datetime]) -> str:
    """Approves reply 1, gives it or takes it back, as the order says; gives what was done, "" when nothing was."""
    verb, acting, at = order
    try:
        with database.writing() as connection:
            if verb == "withdraw":
                withdraw(connection, 1, acting=acting, at=at)
            elif verb == "give back":
                give_back(connection, 1, "No.", acting=acting, at=at)
            else:
                seen = connection.execute(select(Conversation.version)).scalar_one()
                approve(connection, Approval(1, verb, seen), acting=acting, at=at, limit=140)
    except (Refused, ChangedMeanwhile):
        return ""
    return verb
