"""How Alembic runs here: always from code (`helpdesk.records.schema`), with a connection that the code hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from helpdesk.records.moment import UtcDateTime
from helpdesk.records.tables import metadata


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations speak of plain types, so that they don't change when the program does."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Migrates the connection in the config's attributes; its owner commits."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
