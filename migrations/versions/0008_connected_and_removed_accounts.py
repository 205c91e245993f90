"""When an account was connected by hand, and when it was removed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("accounts", sa.Column("connected_at", sa.BigInteger(), nullable=True))
    op.add_column("accounts", sa.Column("removed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Back: removed accounts are listened to again."""
    for column in ("removed_at", "connected_at"):
        op.drop_column("accounts", column)
