"""Whose answers need approval, and what became of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward. Plain additions, which rewrite no table."""
    op.add_column("staff", sa.Column("supervised", NUMBER, nullable=False, server_default="0"))
    op.add_column("replies", sa.Column("approver_id", NUMBER, nullable=True))
    op.add_column("replies", sa.Column("approved_at", sa.BigInteger(), nullable=True))
    op.add_column("replies", sa.Column("approval_told_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Back."""
    for column in ("approval_told_at", "approved_at", "approver_id"):
        op.drop_column("replies", column)
    op.drop_column("staff", "supervised")
