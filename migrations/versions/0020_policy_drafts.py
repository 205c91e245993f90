"""Policies that managers are still writing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "policy_drafts",
        sa.Column("staff_id", NUMBER, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("base", NUMBER, nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_policy_drafts_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_policy_drafts")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("policy_drafts")
