"""Waits as columns, so that a report over a million of them takes as long as a look at each. Pure.

A column answers the operators that a column of the database answers, and with the same sense, so that what a number
counts is said once for both (conditions.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy.types import BigInteger, String, TypeEngine

Numbers = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

NOTHING = -1  # where a wait has no such value; no number, code or moment of ours is below zero
NO_WORD = -2  # the code of a text that no wait has


class Column:
    """One property of some waits: numbers, moments in microseconds, or codes of `words`.

    Comparing gives a mask. As in the database, no comparison is true where there is nothing.
    """

    __slots__ = ("values", "words")
    __hash__ = None  # type: ignore[assignment]  # == gives a mask

    def __init__(self, values: Numbers, words: Sequence[str] | None = None) -> None:
        self.values, self.words = values, words

    @property
    def type(self) -> TypeEngine[Any]:
        """What a column of the database with these values would be."""
        return BigInteger() if self.words is None else String()

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]  # a mask, as a column of the database gives
        return np.asarray(self.values == self._plain(other))

    def __ne__(self, other: object) -> Mask:  # type: ignore[override]  # as above
        return self._known(self.values != self._plain(other))

    def __lt__(self, other: object) -> Mask:
        return self._known(self.values < self._plain(other))

    def __le__(self, other: object) -> Mask:
        return self._known(self.values <= self._plain(other))

    def __gt__(self, other: object) -> Mask:
        return np.asarray(self.values > self._plain(other))

    def __ge__(self, other: object) -> Mask:
        return np.asarray(self.values >= self._plain(other))

    def __add__(self, number: int) -> Column:
        return Column(self.values + number)

    def __mod__(self, number: int) -> Column:
        return Column(self.values % number)

    def in_(self, some: Iterable[object]) -> Mask:
        """Whether each is one of these."""
        wanted = [self._plain(each) for each in some]
        if len(wanted) > 8:  # beyond that one look into a table is quicker
            return np.isin(self.values, np.array(wanted))
        found = np.zeros(len(self.values), dtype=np.bool_)
        for each in wanted:
            found |= self.values == each
        return found

    def is_(self, _nothing: None) -> Mask:
        """Whether there is nothing."""
        return np.asarray(self.values == NOTHING)

    def is_not(self, _nothing: None) -> Mask:
        """Whether there is anything."""
        return np.asarray(self.values != NOTHING)

    def where(self, mask: Mask) -> Column:
        """Some of it."""
        return Column(self.values[mask], self.words)

    def at(self, places: Numbers) -> list[Any]:
        """What stands at these places: numbers or words; None where there is nothing."""
        words = self.words
        return [
            None if value == NOTHING else value if words is None else words[value]
            for value in self.values[places].tolist()
        ]

    def _plain(self, other: object) -> Any:
        if isinstance(other, Column):
            return other.values
        if self.words is not None:
            return self.words.index(str(other)) if other in self.words else NO_WORD
        return other

    def _known(self, mask: Any) -> Mask:
        return np.asarray(mask & (self.values != NOTHING))


class Columns:
    """Some waits: a column for each property that was asked for, all equally long and in the same order."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns

    def __getattr__(self, name: str) -> Column:
        try:
            return self._columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    @property
    def names(self) -> list[str]:
        """What its columns are called."""
        return list(self._columns)

    def where(self, mask: Mask) -> Columns:
        """Those waits for which the mask is true."""
        return self if mask.all() else Columns({name: column.where(mask) for name, column in self._columns.items()})

    def ordered_by(self, name: str) -> Columns:
        """The same waits in ascending order of one column."""
        places = np.argsort(self[name].values, kind="stable")
        return Columns({name: Column(column.values[places], column.words) for name, column in self._columns.items()})

    def at(self, places: Numbers) -> list[dict[str, Any]]:
        """The waits at these places, as rows: by column its number, or its word; None where there is nothing."""
        found = {name: column.at(places) for name, column in self._columns.items()}
        return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]

    def only(self, names: Iterable[str]) -> Columns:
        """The same waits with fewer columns."""
        return Columns({name: self._columns[name] for name in names})


def joined(parts: Sequence[Columns]) -> Columns:
    """All of these one after the other; they have the same columns."""
    return Columns({name: _joined([part[name] for part in parts]) for name in parts[0].names})


def _joined(parts: list[Column]) -> Column:
    if parts[0].words is None:
        return Column(np.concatenate([part.values for part in parts]))
    codes: dict[str, int] = {}
    values = []
    for part in parts:
        new = [codes.setdefault(word, len(codes)) for word in part.words or ()]
        values.append(
            np.array([*new, NOTHING], dtype=np.int32)[part.values]
        )  # the last one is where nothing (-1) points
    return Column(np.concatenate(values), tuple(codes))
