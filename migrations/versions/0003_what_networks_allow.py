"""Whether a mention may be answered, which listening word found it, and when it was taken back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Plain additions: they rewrite no row of a large queue, on either database."""
    op.add_column("mentions", sa.Column("deleted_at", sa.BigInteger(), nullable=True))
    op.add_column("mentions", sa.Column("may_reply", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mentions", sa.Column("found_by", sa.String(), nullable=True))


def downgrade() -> None:
    """Back: what was learnt about these is forgotten."""
    for column in ("found_by", "may_reply", "deleted_at"):
        op.drop_column("mentions", column)
