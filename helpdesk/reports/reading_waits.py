"""Customers' waits, read as columns: kept ones out of their blocks, and those that only the records know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.records.moment import stored
from helpdesk.records.settled_waits import WaitBlock, read_columns
from helpdesk.reports.blocks import FORMS, columns_of, unpacked
from helpdesk.reports.business_hours import BusinessHours
from helpdesk.reports.columns import Columns, Mask, Numbers, joined
from helpdesk.reports.conditions import Condition
from helpdesk.reports.periods import TooMany
from helpdesk.reports.question import Question
from helpdesk.reports.waits import changed_since_kept, going_on, settled_lately

MOST_READ = 500_000  # waits of one page that are read one by one: some seconds, and half a gigabyte
TOGETHER = 64  # blocks that are in memory at a time
HOURS = ("calendar", "revision")


def read_waits(
    connection: Connection, condition: Condition, names: Iterable[str], now: int, *, within: ColumnElement[bool]
) -> Columns:
    """The columns `names` of the waits that meet a condition, as it stands at `now`.

    within: which blocks may have any of them. Raises TooMany when more than `MOST_READ` are not kept yet.
    """
    wanted, changed = sorted({*names}), changed_since_kept(connection)
    live = _live(connection, condition, wanted, changed, now)
    return joined([*_kept(connection, condition, wanted, changed, within), live])


def count_waits(connection: Connection, condition: Condition, *, within: ColumnElement[bool]) -> int:
    """How many meet a condition; however many of them are not kept yet."""
    changed = changed_since_kept(connection)
    kept = sum(len(part) for part in _kept(connection, condition, ["id"], changed, within))
    live = (select(func.count()).select_from(part(condition, "id").subquery()) for part in (going_on, settled_lately))
    return kept + sum(connection.execute(counted, {"changed": changed}).scalar_one() for counted in live)


def asked_or_due(question: Question) -> ColumnElement[bool]:
    """The blocks that may have waits which began in the period, or promises that fell due in it."""
    start, end = stored(question.period.start), stored(question.period.end)
    of = WaitBlock
    return or_(
        and_(of.first_published < end, of.last_published >= start), and_(of.first_due < end, of.last_due >= start)
    )


def going_on_in(question: Question) -> ColumnElement[bool]:
    """The blocks that may have waits of which any part lies in the period."""
    return and_(
        WaitBlock.first_published < stored(question.period.end), WaitBlock.last_ended >= stored(question.period.start)
    )


def since(moment: int) -> ColumnElement[bool]:
    """The blocks that may have waits which began then or later."""
    return WaitBlock.last_published >= moment


def _kept(
    connection: Connection, condition: Condition, names: list[str], gone: list[int], within: ColumnElement[bool]
) -> Iterator[Columns]:
    """What is kept, but for the conversations `gone`, block by block."""
    of = WaitBlock
    bounds = select(of.id, of.words, of.first_conversation, of.last_conversation).where(within).order_by(of.id)
    changed = np.array(gone, dtype=np.int64)
    needed = sorted({*names, *_looked_at(condition)})
    blocks = connection.execute(bounds).all()
    for start in range(0, len(blocks), TOGETHER):
        some = blocks[start : start + TOGETHER]
        touched = [row.id for row in some if _any_of(changed, row.first_conversation, row.last_conversation)]
        columns = _columns(connection, needed, [row.id for row in some])
        conversations = _columns(connection, ["conversation_id"], touched)
        for row in some:
            waits = unpacked(row.words, columns[row.id])
            mask = condition(waits)
            if row.id in conversations:
                mask = mask & _unchanged(unpacked(row.words, conversations[row.id]), changed)
            yield waits.only(names).where(mask)


def _any_of(changed: Numbers, first: int, last: int) -> bool:
    return bool(np.searchsorted(changed, first, "left") < np.searchsorted(changed, last, "right"))


def _unchanged(waits: Columns, changed: Numbers) -> Mask:
    return np.isin(waits.conversation_id.values, changed, invert=True)


def _columns(connection: Connection, names: list[str], blocks: list[int]) -> dict[int, dict[str, bytes]]:
    """By block: its columns of these names."""
    found = defaultdict[int, dict[str, bytes]](dict)
    for block, name, data in read_columns(connection, names, blocks) if blocks else ():
        found[block][name] = data
    return found


def _looked_at(condition: Condition) -> set[str]:
    """The columns that a condition asks for: tried on no waits at all."""
    seen: set[str] = set()

    class Seen(Columns):
        def __getattr__(self, name: str) -> Any:
            return self[name]

        def __getitem__(self, name: str) -> Any:
            seen.add(name)
            return super().__getitem__(name)

    nobody = columns_of(())
    condition(Seen({name: nobody[name] for name in FORMS}))
    return seen


def _live(connection: Connection, condition: Condition, names: Sequence[str], changed: list[int], now: int) -> Columns:
    """What only the records know. A part in opening hours is measured: up to `now` for those who still wait."""
    measured = ("published", "ended", *HOURS) if "business" in names else ()
    wanted = sorted({*names, *measured})
    rows = _read(connection, [part(condition, *wanted) for part in (going_on, settled_lately)], changed)
    values = [[getattr(row, name) for name in names] for row in rows]
    if measured:
        place, hours = names.index("business"), BusinessHours(connection)
        for row, shown in zip(rows, values, strict=True):
            until = now if row.ended is None else row.ended
            shown[place] = hours.between(row.calendar, row.revision, row.published, until)
    return columns_of(values, names)


def _read(connection: Connection, parts: list[Any], changed: list[int]) -> list[Any]:
    found: list[Any] = []
    for part in parts:  # all at once: three times as quick as one by one
        found += connection.execute(part.limit(MOST_READ + 1 - len(found)), {"changed": changed}).all()
    if len(found) > MOST_READ:
        raise TooMany(
            _(
                "More than %(most)s customers of these days have yet to be counted for the reports. The worker does "
                "that by itself; try again in a few minutes, or choose fewer days.",
                most=in_digits(MOST_READ),
            )
        )
    return found
