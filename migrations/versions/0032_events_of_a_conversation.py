"""The events of one kind of a conversation are found without reading all of that kind"""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_events_conversation", "events"


def upgrade() -> None:
    """Forward."""
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["conversation_id", "kind", "id"])


def downgrade() -> None:
    """Back."""
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["conversation_id", "id"])
