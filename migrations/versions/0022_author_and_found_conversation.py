"""The conversations of one author that go on, by their number"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None

GOING_ON = sa.text("status <> 'closed'")


def upgrade() -> None:
    """Forward."""
    op.create_index(
        "ix_conversations_author",
        "conversations",
        ["author_id", "id"],
        sqlite_where=GOING_ON,
        postgresql_where=GOING_ON,
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_conversations_author", "conversations", sqlite_where=GOING_ON, postgresql_where=GOING_ON)
