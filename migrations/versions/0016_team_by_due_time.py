"""A team's conversations in the order of their due times"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NOBODYS = text("staff_id IS NULL")


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_conversations_team", "conversations", ["team_id", "status", "due_at", "id"])
    _queue(["team_id", "status", "staff_id", "due_at", "id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_conversations_team", table_name="conversations")
    _queue(["team_id", "status", "due_at", "id"])


def _queue(columns: list[str]) -> None:
    op.drop_index("ix_conversations_queue", table_name="conversations")
    op.create_index("ix_conversations_queue", "conversations", columns, sqlite_where=NOBODYS, postgresql_where=NOBODYS)
