"""How a moment is stored: whole microseconds since 1970 in UTC, on both databases.

SQLite drops the zone of a timestamp and hands back naive values; an integer is exact, sorts, subtracts to a duration
and means the same on both. Reports, due times and cursors rely on that.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, type_coerce
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def stored(moment: datetime) -> int:
    """Microseconds since 1970. Raises ValueError for a naive moment: nobody knows what it means."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone can't be stored: {moment!r}")
    return (moment - EPOCH) // MICROSECOND


def read_back(microseconds: int) -> datetime:
    """The aware UTC moment of a stored number."""
    return EPOCH + timedelta(microseconds=microseconds)


class UtcDateTime(TypeDecorator[datetime]):
    """A column of moments: aware in, aware UTC out."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """On the way in; refuses naive values."""
        return None if value is None else stored(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """On the way out."""
        return None if value is None else read_back(value)


def as_stored(column: Any) -> Any:
    """The column to select; a moment comes as its number of microseconds."""
    return type_coerce(column, BigInteger) if isinstance(column.type, UtcDateTime) else column
