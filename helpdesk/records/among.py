"""`column IN (many values)` with one parameter: a query for 500 posts costs little more than one for five.

An IN list has a parameter for each value, and naming and binding those costs more than looking the values up. SQLite
unpacks a JSON text (`json_each`), PostgreSQL an array.
"""

from __future__ import annotations

from typing import Any, Self

import orjson
from sqlalchemy import Boolean, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from helpdesk.records.arrays import array_type, as_array


class Listed(TypeDecorator[list[Any]]):
    """A list as one parameter, written as a text that the database unpacks."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> str | None:
        """On the way in."""
        if value is None:
            return None
        return orjson.dumps(value).decode() if dialect.name == "sqlite" else as_array(value)


class Among(FunctionElement[bool]):
    """True where a column's value is in a list."""

    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:
        """As it is: `… = 1` around it would keep SQLite from using the index."""
        return self


def among(column: Any, name: str) -> Among:
    """The condition that `column` is one of the values given as the parameter `name`, a list of texts or numbers."""
    return Among(column, bindparam(name, type_=Listed()))


@compiles(Among, "sqlite")
def _unpacked(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled names, not values


@compiles(Among)
def _any(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} = ANY (({values})::{array_type(next(iter(element.clauses)))})"
