"""Desks to measure on: a database made anew, staffed, and removed afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from bench.generated import TEAMS
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duties import Duty
from helpdesk.policy.revisions import Policy, publish
from helpdesk.policy.topics import Topic
from helpdesk.records import schema
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database
from helpdesk.records.staff import Staff, Team, TeamMember
from helpdesk.records.tables import metadata

ROUND_THE_CLOCK = Calendar("always", "Round the clock", "UTC", (((0, 24 * 60),),) * 7)


@contextmanager
def fresh(url: str | None, *, leave: bool = False) -> Iterator[Database]:
    """An empty, migrated database: the one at `url`, which must have nothing in it, or a file on this disk.

    It is removed or emptied again, unless it is to `leave`.
    """
    folder = None
    if url is None:
        folder = Path(tempfile.mkdtemp(prefix="helpdesk-bench-"))
        url = f"sqlite:///{folder / 'helpdesk.db'}"
    database = Database(url)
    schema.migrate(database)
    with database.reading() as connection:
        used = connection.exec_driver_sql("SELECT count(*) FROM mentions").scalar_one()
    if used:
        raise SystemExit("This database has mentions in it; give the benchmark one of its own.")
    try:
        yield database
    finally:
        if folder is not None:
            database.close()
            shutil.rmtree(folder)
        else:
            if not leave and not database.is_sqlite:
                empty(database)
            database.close()


@contextmanager
def standing(url: str | None) -> Iterator[Database]:
    """A desk that somebody filled before, which is left as it is."""
    if url is None:
        raise SystemExit("Say which database to measure again.")
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def empty(database: Database) -> None:
    """Takes every row out again."""
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with database.writing() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


def calendars(count: int) -> tuple[Calendar, ...]:
    """Opening hours of so many offices round the world: two windows a day, some across midnight."""
    zones = ("Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "Pacific/Auckland")
    day, night = ((8 * 60, 12 * 60), (13 * 60, 18 * 60)), ((20 * 60, 26 * 60),)
    week = (day, day, day, day, (*day, *night), day, ())
    return tuple(
        Calendar(f"office{number}", f"Office {number}", zones[number % len(zones)], week) for number in range(count)
    )


def staffed(
    database: Database, topics: tuple[Topic, ...], now: datetime, *, people: int = 50, offices: int = 0
) -> None:
    """Ten teams of `people` altogether, the account @brightbyte, and a policy with the hours of so many `offices`."""
    with database.writing() as connection:
        teams = [{"id": number + 1, "key": f"team{number}", "name": f"Team {number}"} for number in range(TEAMS)]
        connection.execute(insert(Team), teams)
        staff = [
            {
                "id": number + 1, "email": f"agent{number}@desk.example", "name": f"Agent {number}", "initials": "AG",
                "role": "agent", "active": True, "on_duty": True, "holding": 0, "created_at": now,
            }
            for number in range(people)
        ]  # fmt: skip
        connection.execute(insert(Staff), staff)
        connection.execute(
            insert(TeamMember), [{"team_id": number % TEAMS + 1, "staff_id": number + 1} for number in range(people)]
        )
        connection.execute(
            insert(Account).values(
                id=1, network="practice", handle="@brightbyte", purpose="service", base_url="http://127.0.0.1:1",
                secret="none", listen_only=False, remote_id="us", created_at=now,
            )
        )  # fmt: skip
        connection.execute(insert(Listener).values(account_id=1))
        policy = Policy(topics, calendars=calendars(offices))
        if offices:
            policy = replace(policy, shifts=(ROUND_THE_CLOCK,), duties=_duties(people))
        publish(connection, policy, at=now, staff_id=None)


def _duties(people: int) -> tuple[Duty, ...]:
    """Everybody is at work whenever it is measured, speaks two languages and takes so much that nobody is full."""
    return tuple(
        Duty(f"agent{number}@desk.example", shift="always", ceiling=1_000_000, languages=("en", "de"))
        for number in range(people)
    )
