"""The rows that are written thousands of times a second refer to others without a check for each of them.

Their ids were read, or made, in the transaction that writes the row, and nothing that they name is ever deleted. On
PostgreSQL the checks were a third of the server's work: a query of its own for each key of each row.
"""

from __future__ import annotations

import re

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEYS = (
    ("mentions", "account_id", "accounts"),
    ("mentions", "author_id", "authors"),
    ("mentions", "conversation_id", "conversations"),
    ("conversations", "account_id", "accounts"),
    ("conversations", "author_id", "authors"),
    ("conversations", "team_id", "teams"),
    ("conversations", "staff_id", "staff"),
    ("clocks", "conversation_id", "conversations"),
)


def upgrade() -> None:
    """Forward."""
    if op.get_bind().dialect.name == "sqlite":
        for table, column, _ in KEYS:
            clause = rf",\s*CONSTRAINT fk_{table}_{column}_\w+ FOREIGN KEY\s*\({column}\) REFERENCES \w+ \(id\)"
            _rewrite(table, clause, "")
        _reread()
        return
    for table, column, parent in KEYS:
        op.drop_constraint(f"fk_{table}_{column}_{parent}", table, type_="foreignkey")


def downgrade() -> None:
    """Back: fails on PostgreSQL if a row refers to nothing."""
    if op.get_bind().dialect.name == "sqlite":
        for table, column, parent in KEYS:
            clause = f", CONSTRAINT fk_{table}_{column}_{parent} FOREIGN KEY({column}) REFERENCES {parent} (id)"
            _rewrite(table, r"\)\s*$", f"{clause}\n)")
        _reread()
        return
    for table, column, parent in KEYS:
        op.create_foreign_key(f"fk_{table}_{column}_{parent}", table, parent, [column], ["id"])


def _rewrite(table: str, what: str, by: str) -> None:
    """Changes the words in which SQLite keeps the table, as its manual says for constraints: no row is touched.

    The other way, a new table in the place of the old, can't be gone in a transaction while other tables refer to it.
    """
    connection = op.get_bind()
    words = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,))
    changed, count = re.subn(what, by, words.scalar_one(), count=1)
    if count != 1:
        raise RuntimeError(f"The table {table} is not as this migration expects.")
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", (changed, table))


def _reread() -> None:
    """Makes this and all other connections read the words anew."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
