"""The time zone in which a member of staff reads times"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("staff", sa.Column("zone", sa.String(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("staff", "zone")
