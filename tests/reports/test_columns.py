"""A condition means the same for columns in memory as for those of the database, also where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, MetaData, String, Table, create_engine, insert, select

from helpdesk.reports.blocks import columns_of, packed, unpacked
from helpdesk.reports.columns import joined
from helpdesk.reports.conditions import has
from helpdesk.reports.waits import OPEN

NAMES = ("id", "topic", "language", "ended", "published", "due", "staff")
CONDITIONS: list[Callable[[Any], Any]] = [
    lambda of: of.ended.is_(None),
    lambda of: of.ended.is_not(None) & (of.topic == "refunds"),
    lambda of: of.topic.in_(("refunds", "never")) | of.language.in_(()),
    lambda of: of.language == "de",
    lambda of: of.language != "de",
    lambda of: of.topic == "a topic that was taken away",
    lambda of: of.ended < 50,
    lambda of: of.ended <= of.due,
    lambda of: of.ended > of.due,
    lambda of: of.ended >= of.published + 7,
    lambda of: (of.ended < of.published + 7) | (of.published <= 3),
    lambda of: of.staff != 2,
    lambda of: of.id.in_(range(3, 40)),
    lambda of: of.id % 3 == 1,
    lambda of: has(of.staff, "2"),
    lambda of: has(of.staff, "none"),
    lambda of: has(of.staff, "99999999999999999"),
    lambda of: has(of.staff, "no number"),
    lambda of: has(of.language, "none"),
    lambda of: has(of.language, "en"),
]
rows = st.tuples(
    *(st.sampled_from(("refunds", "delays", "")), st.none() | st.sampled_from(("de", "en", "ja"))),
    *(st.none() | st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.none() | st.integers(1, 3)),
)
TABLE = Table(
    "waits", MetaData(), *(Column(name, String if name in ("topic", "language") else BigInteger) for name in NAMES)
)


@pytest.mark.parametrize("condition", CONDITIONS, ids=range(len(CONDITIONS)))
@given(some=st.lists(rows, max_size=30), parts=st.integers(1, 3))
def test_the_same_waits_meet_it(condition: Callable[[Any], Any], some: list[tuple[Any, ...]], parts: int) -> None:
    numbered = [(number, *row) for number, row in enumerate(some, start=1)]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        TABLE.create(connection)
        if numbered:
            connection.execute(insert(TABLE), [dict(zip(NAMES, row, strict=True)) for row in numbered])
        expected = set(connection.execute(select(TABLE.c.id).where(condition(TABLE.c))).scalars())
    waits = joined([columns_of(numbered[part::parts], NAMES) for part in range(parts)])
    assert set(waits.where(condition(waits)).id.values.tolist()) == expected


def test_a_block_is_read_as_it_was_written() -> None:
    names = [column.name for column in OPEN.c if column.name not in ("calendar", "revision")]
    row = {
        "id": 7, "conversation_id": 2**40, "mention_id": 9, "kind": "first_response", "state": "met", "target": 60,
        "published": 10**15, "due": 10**15 + 1, "received": 10**15, "ended": 10**15 + 2, "staff": None, "team": 3,
        "topic": "Ærger, 苦情", "account": 1, "network": "x", "priority": "high", "language": None, "followers": "0",
        "held": None, "business": 0,
    }  # fmt: skip
    other = row | {"id": 6, "staff": 2, "language": "de", "topic": "a", "held": 10**15 + 1, "business": None}
    waits = columns_of([[each[name] for name in names] for each in (row, other)], names)
    bounds, columns = packed(0, waits)
    assert unpacked(bounds.words, columns).at([0, 1]) == [row, other]
    assert (bounds.last_ended, bounds.first_conversation, bounds.targets) == (10**15 + 2, 2**40, "[60]")
