"""The language that a member of staff reads"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("staff", sa.Column("language", sa.String(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("staff", "language")
