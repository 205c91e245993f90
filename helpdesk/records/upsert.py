"""Writes a row that may be there already, in one statement: two people at once never collide on its key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from helpdesk.records.database import Base


def upsert(
    connection: Connection, model: type[Base], values: dict[str, Any], *, keep: tuple[str, ...] = (),
    add: tuple[str, ...] = (), when: Any = None,
) -> bool:  # fmt: skip
    """Adds the row, or brings the one with its primary key to `values` but for the columns in `keep`.

    What it has in the columns of `add` is added to, not replaced. A row that is there changes only `when` the
    condition holds for it. True when something was written.
    """
    keys = [column.name for column in model.__table__.primary_key]
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    adding = dialect.insert(model).values(**values)
    changes = {name: adding.excluded[name] for name in values if name not in keys and name not in keep}
    changes |= {name: getattr(model, name) + adding.excluded[name] for name in add}
    if not changes:
        return bool(connection.execute(adding.on_conflict_do_nothing(index_elements=keys)).rowcount)
    change = adding.on_conflict_do_update(index_elements=keys, set_=changes, where=when)
    return bool(connection.execute(change).rowcount)
