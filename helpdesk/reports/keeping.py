"""Keeps what reports have read already: settled waits as columns, in blocks.

One step takes the next events, reads the conversations they speak of anew, and writes the blocks in which anything
differs and the mark in one transaction: a crash does it again or not at all, and doing it again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, delete, func, insert, select, update

from helpdesk.records.among import among
from helpdesk.records.bulk import insert_rows
from helpdesk.records.clocks import IS_LIVE, Clock
from helpdesk.records.database import Database
from helpdesk.records.events import Event
from helpdesk.records.settled_waits import ReportMark, WaitBlock, WaitColumn, read_columns
from helpdesk.records.turns import take_turn
from helpdesk.reports.blocks import FORMS, SIZE, Bounds, columns_of, packed, unpacked
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.columns import joined
from helpdesk.reports.waits import OVER, UNTOUCHING

BATCH = 5_000  # events of one step
FEW = 500  # events: a step writes blocks of half a megabyte, so fewer wait until one is old enough; pages know them
OLD_ENOUGH = timedelta(minutes=1)
TOGETHER = 32  # blocks that are in memory at a time: scattered events may touch very many
READ = (*(name for name in FORMS if name != "business"), "calendar", "revision")

Block = tuple[Bounds, dict[str, bytes]]


def keep(database: Database, *, batch: int = BATCH) -> bool:
    """One step; true when there may be more."""
    newest = _newest(database)
    with database.writing() as connection:
        take_turn(connection, "settled_waits")
        mark = _mark(connection)
        found = connection.execute(_since(mark).where(Event.id <= newest).limit(batch)).all()
        more = len(found) == batch
        upto = found[-1].id if more else newest
        if upto <= mark:
            return False
        _renew(connection, sorted({row.conversation_id for row in found} - {None}))
        connection.execute(update(ReportMark).values(event_id=upto))
    return more


def worth_a_step(database: Database, now: datetime) -> bool:
    """Whether there is enough to keep. A step writes blocks anew, however little is new in them."""
    with database.reading() as connection:
        mark = connection.execute(select(ReportMark.event_id)).scalar() or 0
        waiting = connection.execute(_since(mark).limit(FEW)).all()
    return len(waiting) == FEW or (bool(waiting) and not now - OLD_ENOUGH < waiting[0].at <= now)


def _since(mark: int) -> Select[*tuple[Any, ...]]:
    """The events after a mark that may change a settled wait."""
    wanted = select(Event.id, Event.at, Event.conversation_id)
    return wanted.where(Event.id > mark, Event.kind.not_in(UNTOUCHING)).order_by(Event.id)


def _newest(database: Database) -> int:
    """The newest event before which none can appear any more.

    PostgreSQL gives out numbers before it commits, so a smaller one may become visible later. Taking the lock waits for
    whoever is writing events; it is given back at once.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE events IN SHARE MODE")
        return connection.execute(select(func.max(Event.id))).scalar() or 0


def _mark(connection: Connection) -> int:
    found = connection.execute(select(ReportMark.event_id)).scalar()
    if found is None:
        for table in (WaitColumn, WaitBlock):
            connection.execute(delete(table))
        connection.execute(insert(ReportMark).values(id=1, event_id=0))
    return found or 0


def _renew(connection: Connection, conversations: list[int]) -> None:
    """Writes how the waits of these conversations ended, where that isn't as it was."""
    going_on = select(Clock.id).where(among(Clock.conversation_id, "theirs"), IS_LIVE)  # what was over may go on again
    touched, now = defaultdict[int, list[int]](list), defaultdict[int, list[Any]](list)
    for number in connection.execute(going_on, {"theirs": conversations}).scalars():
        touched[number // SIZE].append(number)
    for row in _settled(connection, conversations):
        touched[row[0] // SIZE].append(row[0])
        now[row[0] // SIZE].append(row)
    blocks = sorted(touched)
    for start in range(0, len(blocks), TOGETHER):
        was = _blocks(connection, blocks[start : start + TOGETHER])
        after = {
            block: _after(was.get(block), touched[block], now[block]) for block in blocks[start : start + TOGETHER]
        }
        _write(connection, {block: made for block, made in after.items() if made != was.get(block)})


def _after(before: Block | None, renewed: list[int], now: list[Any]) -> Block | None:
    """A block, its renewed clocks as they are `now`; None when none of its waits is over."""
    parts = [columns_of(now)]
    if before is not None:
        waits = unpacked(before[0].words, before[1])
        parts.insert(0, waits.where(np.isin(waits.id.values, renewed, invert=True)))
    waits = joined(parts).ordered_by("id")
    return packed(int(waits.id.values[0]) // SIZE, waits) if len(waits) else None


def _settled(connection: Connection, conversations: list[int]) -> list[tuple[Any, ...]]:
    """The waits of these conversations that are over, measured in opening hours where such applied."""
    hours = BusinessHours(connection)
    over = select(*(OVER.c[name] for name in READ)).where(among(OVER.c.conversation_id, "wanted"))
    return [
        (*row[:-2], hours.between(row.calendar, row.revision, row.published, row.ended))
        for row in connection.execute(over, {"wanted": conversations})
    ]


def _blocks(connection: Connection, numbers: list[int]) -> dict[int, Block]:
    wanted = {"blocks": numbers}
    bounds = select(*(getattr(WaitBlock, name) for name in Bounds._fields)).where(among(WaitBlock.id, "blocks"))
    found = {row.id: (Bounds(*row), dict[str, bytes]()) for row in connection.execute(bounds, wanted)}
    for block, name, data in read_columns(connection, list(FORMS), numbers):
        found[block][1][name] = data
    return found


def _write(connection: Connection, blocks: dict[int, Block | None]) -> None:
    """These blocks instead of those that there were; None is no block any more."""
    numbers = {"blocks": list(blocks)}
    connection.execute(delete(WaitColumn).where(among(WaitColumn.block, "blocks")), numbers)
    connection.execute(delete(WaitBlock).where(among(WaitBlock.id, "blocks")), numbers)
    there = [block for block in blocks.values() if block is not None]
    insert_rows(connection, WaitBlock, Bounds._fields, [bounds for bounds, _ in there])
    rows = [(bounds.id, name, data) for bounds, columns in there for name, data in columns.items()]
    insert_rows(connection, WaitColumn, ("block", "name", "data"), rows)
