"""Teams whose customers wait while nobody is on duty"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GOING_ON = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "unstaffed",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("team_id", NUMBER, nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_unstaffed_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unstaffed")),
    )
    op.create_index(
        "uq_unstaffed_going_on", "unstaffed", ["team_id"], unique=True, sqlite_where=GOING_ON, postgresql_where=GOING_ON
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("unstaffed")
