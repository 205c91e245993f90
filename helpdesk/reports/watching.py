"""Tells the managers what comes: a team that will be short of hands, and posts that come in much faster than usual.

Each is told once in `ONCE_IN`, whoever finds it and however often: the alarm's key names the stretch of time. A
step of the worker.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, exists, select

from helpdesk.clock import Clock
from helpdesk.language import N_
from helpdesk.records.alarms import Alarm, managers, raise_alarm, said
from helpdesk.records.database import Database
from helpdesk.records.events import record
from helpdesk.records.moment import stored
from helpdesk.reports.foresight import Ahead, foresight
from helpdesk.reports.surge import Surge, surge

ONCE_IN: Final = timedelta(hours=4)
FEWEST: Final = 5  # answers short: a day always has an answer more or less


def watch_ahead(database: Database, clock: Clock, zone: str) -> bool:
    """Looks ahead for every team, and for a surge. Always false: it finds all at once."""
    now, office = clock.now(), ZoneInfo(zone)
    with database.reading() as connection:
        short = [each for each in foresight(connection, now, office) if each.short and each.short[1] >= FEWEST]
        found = surge(connection, now)
        new_short = [each for each in short if not _told(connection, "short_ahead", each.team_id, now)]
        new_surge = found if found and not _told(connection, "surge", 0, now) else None
    if not new_short and new_surge is None:
        return False
    with database.writing() as connection:
        for each in new_short:
            _tell(connection, "short_ahead", each.team_id, now, short_words(each, office))
        if new_surge is not None:
            _tell(connection, "surge", 0, now, surge_words(new_surge))
    return False


def short_words(ahead: Ahead, zone: ZoneInfo) -> dict[str, Any]:
    """What is said of a team that is short of several answers. Raises ValueError when it is not."""
    if ahead.short is None:
        raise ValueError(f"{ahead.team} is not short of anything.")
    at, missing = ahead.short
    words = N_(
        "At %(time)s %(team)s is %(missing)s replies short: %(due)s fall due, and %(people)s people are on duty."
    )
    if ahead.on_duty == 0:
        words = N_("At %(time)s %(team)s is %(missing)s replies short: %(due)s fall due, and nobody is on duty.")
    elif ahead.on_duty == 1:
        words = N_("At %(time)s %(team)s is %(missing)s replies short: %(due)s fall due, and 1 person is on duty.")
    told = {"time": f"{at.astimezone(zone):%H:%M}", "team": ahead.team, "people": ahead.on_duty}
    return said(words, missing=missing, due=sum(ahead.due), **told)


def surge_words(found: Surge) -> dict[str, Any]:
    """What is said of a surge."""
    told = {"posts": found.posts, "usual": round(found.usual)}
    if not found.words:
        words = N_("%(posts)s posts came in within the hour; at this time of the week it is usually %(usual)s.")
        return said(words, **told)
    words = N_(
        "%(posts)s posts came in within the hour; at this time of the week it is usually %(usual)s. "
        "What many of them say: %(words)s."
    )
    return said(words, words=", ".join(found.words), **told)


def _key(kind: str, about: int, now: datetime) -> str:
    return f"{kind} {about} {stored(now) // (ONCE_IN // timedelta(microseconds=1))}"


def _told(connection: Connection, kind: str, about: int, now: datetime) -> bool:
    key = _key(kind, about, now)
    return any(
        connection.execute(select(exists().where(Alarm.key == f"{key} for {person}"))).scalar()
        for person in managers(connection)
    )


def _tell(connection: Connection, kind: str, about: int, now: datetime, words: dict[str, Any]) -> None:
    people = managers(connection)
    raise_alarm(connection, kind, _key(kind, about, now), now, staff=people, urgent=True, **words)
    record(connection, kind, now, team=about or None, sentence=words["sentence"])
