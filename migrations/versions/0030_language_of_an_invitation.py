"""The language in which somebody asked to join, for the mail that invites them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("enrolments", sa.Column("language", sa.String(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("enrolments", "language")
