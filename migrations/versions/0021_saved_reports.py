"""Reports that are kept and mailed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "saved_reports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("staff_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("mailed", sa.String(), nullable=False),
        sa.Column("mail_hour", NUMBER, nullable=False),
        sa.Column("mailed_for", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_reports_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reports")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_reports_staff_id_name")),
    )
    op.create_index("ix_saved_reports_mailed", "saved_reports", ["mailed"])


def downgrade() -> None:
    """Back."""
    op.drop_table("saved_reports")
