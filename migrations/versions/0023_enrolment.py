"""People join by themselves, and say what they know best and how much they take"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "enrolments",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index("ix_enrolments_email", "enrolments", ["email", "asked_at"])
    op.create_index("ix_enrolments_state", "enrolments", ["state", "not_before"])
    op.create_index("ix_enrolments_token", "enrolments", ["token_hash"])
    op.add_column("staff", sa.Column("own_topics", sa.String(), nullable=False, server_default=""))
    op.add_column("staff", sa.Column("own_daily_ceiling", NUMBER, nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("staff", "own_daily_ceiling")
    op.drop_column("staff", "own_topics")
    op.drop_table("enrolments")
