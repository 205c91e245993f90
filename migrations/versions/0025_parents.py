"""Posts of others that customers answered, to be shown beside the answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "parents",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("text", "name", "handle", "url", "problem")),
        sa.Column("ours", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("published_at", "fetched_at", "next_try_at")),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_parents_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "remote_id", name=op.f("pk_parents")),
    )
    op.create_index("ix_parents_tried", "parents", ["account_id", "tried_at"])


def downgrade() -> None:
    """Back."""
    op.drop_table("parents")
