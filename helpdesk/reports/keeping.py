"""Keeps what reports have read already: settled waits, and their histograms by day, month and group.

One step takes the next events, reads the conversations they speak of anew, and writes what differs, the histograms and
the mark in one transaction: a crash does it again or not at all, and doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, select, update

from helpdesk.records.among import among
from helpdesk.records.bulk import insert_rows
from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.records.moment import as_stored, read_back
from helpdesk.records.settled_waits import ReportMark, SettledWait, WaitHistogram
from helpdesk.records.turns import take_turn
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.cells import COUNTS, DAY, MEASURES, Cell, Change, changes
from helpdesk.reports.grouping import QUARTER
from helpdesk.reports.histograms import Waits, merged, packed, without
from helpdesk.reports.periods import Period, month_after
from helpdesk.reports.waits import OVER, UNTOUCHING, SettledRow

BATCH = 5_000  # events of one step
HISTOGRAM = ("id", *Cell._fields, *COUNTS, *MEASURES)
NO_WAITS = packed(Waits(), 0)
AT_ONCE = 2_000  # histograms that are read and written together


def keep(database: Database, zone: str, *, batch: int = BATCH) -> bool:
    """One step; true when there may be more. Another zone than last time makes everything anew."""
    newest = _newest(database)
    with database.writing() as connection:
        take_turn(connection, "report_histograms")
        mark = _mark(connection, zone)
        found = connection.execute(
            select(Event.id, Event.conversation_id)
            .where(Event.id > mark, Event.id <= newest, Event.kind.not_in(UNTOUCHING))
            .order_by(Event.id)
            .limit(batch)
        ).all()
        more = len(found) == batch
        upto = found[-1].id if more else newest
        if upto <= mark:
            return False
        _renew(connection, sorted({row.conversation_id for row in found} - {None}), zone)
        connection.execute(update(ReportMark).values(event_id=upto))
    return more


def _newest(database: Database) -> int:
    """The newest event before which none can appear any more.

    PostgreSQL gives out numbers before it commits, so a smaller one may become visible later. Taking the lock waits for
    whoever is writing events; it is given back at once.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE events IN SHARE MODE")
        return connection.execute(select(func.max(Event.id))).scalar() or 0


def _mark(connection: Connection, zone: str) -> int:
    found = connection.execute(select(ReportMark.event_id, ReportMark.zone)).one_or_none()
    if found is not None and found.zone == zone:
        return int(found.event_id)
    for table in (SettledWait, WaitHistogram, ReportMark):
        connection.execute(delete(table))
    connection.execute(insert(ReportMark).values(id=1, event_id=0, zone=zone))
    return 0


def _renew(connection: Connection, conversations: list[int], zone: str) -> None:
    """Writes how the waits of these conversations ended, where that isn't as it was.

    A wait that was another conversation's is taken from there: conversations can be put together.
    """
    now = set(_settled(connection, conversations))
    was = _kept(connection, SettledWait.conversation_id, conversations)
    was |= _kept(connection, SettledWait.id, sorted(row.id for row in now))
    gone, new = was - now, now - was
    if gone:
        connection.execute(delete(SettledWait).where(among(SettledWait.id, "ids")), {"ids": [row.id for row in gone]})
    insert_rows(connection, SettledWait, SettledRow._fields, sorted(new))
    day_of = days_in(zone)
    _count(connection, changes(new, day_of), changes(gone, day_of), zone)


def _settled(connection: Connection, conversations: list[int]) -> Iterator[SettledRow]:
    """The waits of these conversations that are over, measured in opening hours where such applied."""
    hours, columns = BusinessHours(connection), (*SettledRow._fields[:-1], "calendar", "revision")
    over = select(*(OVER.c[name] for name in columns)).where(among(OVER.c.conversation_id, "wanted"))
    for row in connection.execute(over, {"wanted": conversations}):
        business = hours.between(row.calendar, row.revision, row.published, row.ended)
        yield SettledRow._make((*row[:-2], business))


def _kept(connection: Connection, column: Any, wanted: list[int]) -> set[SettledRow]:
    columns = (as_stored(getattr(SettledWait, name)) for name in SettledRow._fields)
    found = connection.execute(select(*columns).where(among(column, "wanted")), {"wanted": wanted})
    return {SettledRow(*row) for row in found}


def days_in(zone: str) -> Callable[[int], tuple[str, int]]:
    """Gives the day and the hour of a moment in microseconds, as the clocks in `zone` show them."""
    here = ZoneInfo(zone)

    @lru_cache(maxsize=200_000)
    def of_quarter(quarter: int) -> tuple[str, int]:
        local = read_back(quarter * QUARTER).astimezone(here)
        return str(local.date()), local.hour

    return lambda moment: of_quarter(moment // QUARTER)


def _count(connection: Connection, more: dict[Cell, Change], fewer: dict[Cell, Change], zone: str) -> None:
    cells, none = sorted({*more, *fewer}), Change()
    for start in range(0, len(cells), AT_ONCE):
        some = cells[start : start + AT_ONCE]
        ids = {"ids": [cell.id for cell in some]}
        columns = (getattr(WaitHistogram, name) for name in HISTOGRAM)
        known = {row.id: row for row in connection.execute(select(*columns).where(among(WaitHistogram.id, "ids")), ids)}
        connection.execute(delete(WaitHistogram).where(among(WaitHistogram.id, "ids")), ids)
        rows = []
        for cell in some:
            counts = _counts(known.get(cell.id), more.get(cell, none), fewer.get(cell, none))
            if any(counts):
                rows.append((cell.id, *cell, *counts, *_waits(connection, cell, known, more, fewer, zone)))
        insert_rows(connection, WaitHistogram, HISTOGRAM, rows)


def _counts(was: Any, more: Change, fewer: Change) -> list[int]:
    return [(getattr(was, name) if was else 0) + getattr(more, name) - getattr(fewer, name) for name in COUNTS]


def _waits(
    connection: Connection, cell: Cell, known: dict[str, Any], more: dict[Cell, Change], fewer: dict[Cell, Change],
    zone: str,
) -> list[bytes]:  # fmt: skip
    """The histograms of a cell after a change, one for each of `MEASURES`."""
    none, was, packed_ones = Change(), known.get(cell.id), []
    added, taken = more.get(cell, none), fewer.get(cell, none)
    for name in MEASURES:
        come, gone, before = getattr(added, name), getattr(taken, name), getattr(was, name) if was else NO_WAITS
        if not come and not gone:
            packed_ones.append(before)
            continue
        waits = merged([before])
        waits.exact += come
        waits = without(waits, gone)
        if waits.counts and len(waits) <= cell.most_exact:
            waits = Waits(getattr(_anew(connection, cell, zone), name))  # few again, so they are kept one by one again
        packed_ones.append(packed(waits, cell.most_exact))
    return packed_ones


def _anew(connection: Connection, cell: Cell, zone: str) -> Change:
    """What a cell counts, from the settled waits themselves."""
    first = date.fromisoformat(cell.day)
    last = first if cell.span == DAY else month_after(first) - timedelta(days=1)
    period = Period(first, last, ZoneInfo(zone))
    inside = (SettledWait.kind == cell.kind, SettledWait.published >= period.start, SettledWait.published < period.end)
    found = connection.execute(
        select(*(as_stored(getattr(SettledWait, name)) for name in SettledRow._fields)).where(*inside)
    )
    return changes((SettledRow(*row) for row in found), days_in(zone)).get(cell, Change())
