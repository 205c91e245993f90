"""What somebody did is found without reading what everybody did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    by_people = sa.text("staff_id IS NOT NULL")
    op.create_index(
        "ix_events_staff", "events", ["staff_id", "kind", "at"], sqlite_where=by_people, postgresql_where=by_people
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_events_staff", "events")
