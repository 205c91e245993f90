"""What reports have read already: customers' waits that ended, side by side with what they are sorted by.

Clocks, conversations, posts and replies say the same; these tables are what a report would join them to. They stand as
things were at `ReportMark.event_id`: whatever has an event since then is read from the records themselves, so that no
page depends on how fresh they are. They can be thrown away and are made again.

They are kept as columns, in blocks of clocks that follow each other: a page reads the few columns that it is about, of
the blocks whose moments it may be about, at the pace of a copy (reports/blocks.py has their form).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.among import among
from helpdesk.records.database import Base


class WaitBlock(Base):
    """The waits of some clocks that have ended. Its number is theirs, divided by the size of a block."""

    __tablename__ = "wait_blocks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_published: Mapped[int]  # microseconds, as all these bounds
    last_published: Mapped[int]
    first_due: Mapped[int]
    last_due: Mapped[int]
    last_ended: Mapped[int]
    first_conversation: Mapped[int]
    last_conversation: Mapped[int]
    words: Mapped[str]  # JSON: what the codes in the columns of texts stand for
    targets: Mapped[str]  # JSON: the minutes that were promised


class WaitColumn(Base):
    """One column of a block: numbers one after the other, as `blocks.FORMS` says."""

    __tablename__ = "wait_columns"

    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]


def read_columns(connection: Connection, names: list[str], blocks: list[int]) -> Iterator[tuple[int, str, bytes]]:
    """The columns of these names of these blocks: the block, the name, and the numbers."""
    of = WaitColumn
    wanted = select(of.block, of.name, of.data).where(among(of.block, "blocks"), among(of.name, "names"))
    given = {"blocks": blocks, "names": names}
    if connection.dialect.name == "sqlite":
        yield from connection.execute(wanted, given)
        return
    # In the driver's binary form: as text each byte would come as two digits, and be read back one by one.
    driver: Any = connection.connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        cursor.execute(
            "SELECT block, name, data FROM wait_columns WHERE block = ANY(%s) AND name = ANY(%s)", (blocks, names)
        )
        yield from cursor


class ReportMark(Base):
    """How far the events are in these tables. One row."""

    __tablename__ = "report_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
