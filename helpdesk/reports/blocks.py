"""The form in which settled waits are kept: columns of numbers, some thousand waits to a block. Pure.

Blocks are runs of clocks' numbers, so that a wait is found by its number alone and blocks follow each other in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson

from helpdesk.reports.columns import NOTHING, Column, Columns

SIZE = 8_192  # clocks; a step of the keeper writes their columns anew, half a megabyte


class Form(NamedTuple):
    """How the values of a column are stored; texts are codes of words."""

    dtype: str
    text: bool = False


NUMBER, MOMENT, CODE = Form("<i4"), Form("<i8"), Form("<i2", text=True)
FORMS: Mapping[str, Form] = {
    "id": MOMENT, "conversation_id": MOMENT, "mention_id": MOMENT, "kind": CODE, "state": CODE, "target": NUMBER,
    "published": MOMENT, "due": MOMENT, "received": MOMENT, "ended": MOMENT, "staff": NUMBER, "team": NUMBER,
    "topic": CODE, "account": NUMBER, "network": CODE, "priority": CODE, "language": CODE, "followers": CODE,
    "held": MOMENT, "business": MOMENT,
}  # fmt: skip


class Bounds(NamedTuple):
    """What a block says of itself, so that it need not be looked into (`WaitBlock`)."""

    id: int
    first_published: int
    last_published: int
    first_due: int
    last_due: int
    last_ended: int
    first_conversation: int
    last_conversation: int
    words: str
    targets: str


def columns_of(rows: Sequence[Sequence[Any]], names: Iterable[str] = FORMS) -> Columns:
    """The columns of rows, each of which has these values in this order."""
    values = list(zip(*rows, strict=True)) or [()] * len(list(names))
    return Columns({name: _column(FORMS[name], some) for name, some in zip(names, values, strict=True)})


def _column(form: Form, values: Sequence[Any]) -> Column:
    if not form.text:
        return Column(np.array([NOTHING if value is None else value for value in values], dtype=np.int64))
    codes: dict[str | None, int] = {None: NOTHING}
    found = np.array([codes.setdefault(value, len(codes) - 1) for value in values], dtype=np.int32)
    return Column(found, tuple(str(word) for word in codes if word is not None))


def packed(number: int, waits: Columns) -> tuple[Bounds, dict[str, bytes]]:
    """A block as it is stored: what it says of itself, and its columns."""
    columns, words = {}, {}
    for name, form in FORMS.items():
        column = waits[name]
        if column.words is not None:
            column = words_used(column)
            words[name] = column.words
        columns[name] = column.values.astype(form.dtype).tobytes()
    published, due, conversation = waits.published.values, waits.due.values, waits.conversation_id.values
    bounds = Bounds(
        *(number, int(published.min()), int(published.max()), int(due.min()), int(due.max())),
        *(int(waits.ended.values.max()), int(conversation.min()), int(conversation.max())),
        orjson.dumps(words).decode(),
        orjson.dumps(sorted(set(waits.target.values.tolist()))).decode(),
    )
    return bounds, columns


def unpacked(words: str, columns: Mapping[str, bytes]) -> Columns:
    """The waits of a block, with the columns that were read of it."""
    known = orjson.loads(words)
    return Columns(
        {
            name: Column(np.frombuffer(data, dtype=FORMS[name].dtype), tuple(known[name]) if name in known else None)
            for name, data in columns.items()
        }
    )


def words_used(column: Column) -> Column:
    """The same with those words alone that occur in it, in the order of the alphabet: one way to write each column."""
    words = column.words or ()
    used = sorted((words[code], code) for code in np.unique(column.values).tolist() if code != NOTHING)
    new = np.full(len(words) + 1, NOTHING, dtype=np.int32)
    new[[code for _, code in used]] = np.arange(len(used))
    return Column(new[column.values], tuple(word for word, _ in used))
